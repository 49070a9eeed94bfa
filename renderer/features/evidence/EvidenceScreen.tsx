// Sources with their verdicts above, everything about the chosen one below.

import { Document, EyeOpen, FolderOpen, Refresh, Shield } from '@blueprintjs/icons';
import { useMemo, useState } from 'react';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { ProcedureName } from '../../../shared/contract/procedures.ts';
import { useChooseFiles } from '../../client/files.tsx';
import { useOpenEvidence } from '../../client/opening.ts';
import { useCommand } from '../../client/use-command.ts';
import { useAnyRunning } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { useWhileRunning } from '../../client/use-while-running.ts';
import { Button } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { DroppedNote } from '../../ui/DroppedNote.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Divider, Screen, Toolbar } from '../../ui/Layout.tsx';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { EmptyState, ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { ReadingDialog } from './ReadingDialog.tsx';
import { SealBar } from './SealBar.tsx';
import { SourceDetail } from './SourceDetail.tsx';
import { SourceFilterBar } from './SourceFilterBar.tsx';
import { idOf, MANY_SOURCES } from './source-filter.model.ts';
import { SourceTable } from './SourceTable.tsx';
import { useListedSources } from './use-listed-sources.ts';
import { useVerify } from './use-verify.ts';
import { WatchBar } from './WatchBar.tsx';
import './evidence.css';
import './watch.css';

const READING: readonly ProcedureName[] = ['evidence.import', 'evidence.importSample'];
const NO_SOURCES: readonly SourceWithVerdict[] = [];
const TABLE_HEAD_PX = 28;
const TABLE_ROW_PX = 28;
const SPARE_PX = 20;
/** Bars above the list and below it. */
const ABOVE_PX = 130;
const EVERYTHING = { query: '', fromUs: null, toUs: null };

/** Percent of the height: few sources leave the room to their verdict. */
function sourcesShare(sources: number): number {
  if (sources > MANY_SOURCES) return 40;
  const wantedPx = TABLE_HEAD_PX + sources * TABLE_ROW_PX + SPARE_PX;
  return Math.min(32, (100 * wantedPx) / Math.max(400, window.innerHeight - ABOVE_PX));
}

export function EvidenceScreen() {
  const opening = useOpenEvidence();
  const [isReadingAsked, setReadingAsked] = useState(false);
  const watch = useCommand('evidence.watch');
  const chooseFiles = useChooseFiles();
  const { data, error, stale, reload } = useQuery(
    'evidence.list',
    {},
    { topics: ['sources', 'case'] },
  );
  const reading = useAnyRunning(READING);
  const count = useQuery('events.count', EVERYTHING, { topics: ['sources', 'case'] });
  const host = useQuery('host.info', {});
  const watched = useQuery('evidence.watched', {}, { topics: ['sources', 'case'] });
  const waitsFor = (watched.data?.watched ?? []).map(
    ({ path }) => path.split(/[\\/]/).at(-1) ?? path,
  );
  // What an import has stored so far is there to be seen before it ends.
  useWhileRunning(READING, () => {
    reload();
    count.reload();
  });
  const sources = data?.sources ?? NO_SOURCES;
  const { sought, seek, showAll, listed, chosen, choose } = useListedSources(sources);
  const others = useMemo(() => sources.filter((each) => each !== chosen), [sources, chosen]);
  const verify = useVerify(sources);

  const verifyAll = () => verify.run({ sourceId: null });
  const watchFolder = async () => {
    const folders = await chooseFiles('watch');
    if (!folders.ok) {
      showFailure(folders.error);
      return;
    }
    for (const folder of folders.value) {
      const result = await watch.run({ file: folder.token });
      if (!result.ok) {
        showFailure(result.error);
        continue;
      }
      const text = `Watching ${folder.name}: what is new in it is opened within seconds.`;
      showToast({ tone: 'success', text });
      // What is in it now need not wait for the first look.
      opening.open([folder.token], { mayBeEmpty: true });
    }
  };
  const move = (step: number) => {
    const at = listed.findIndex((each) => each === chosen);
    const next = listed[at + step];
    if (next) choose(idOf(next));
  };
  useCommands([
    {
      id: 'exhibit-next',
      title: 'Next exhibit',
      section: 'Evidence',
      keys: 'j',
      keysOnly: true,
      enabled: listed.length > 1,
      run: () => move(1),
    },
    {
      id: 'exhibit-previous',
      title: 'Previous exhibit',
      section: 'Evidence',
      keys: 'k',
      keysOnly: true,
      enabled: listed.length > 1,
      run: () => move(-1),
    },
    {
      id: 'open-with-settings',
      title: 'Open files with settings',
      section: 'Evidence',
      icon: <Document size={14} />,
      run: () => setReadingAsked(true),
    },
    {
      id: 'watch-folder',
      title: 'Watch a folder',
      section: 'Evidence',
      icon: <EyeOpen size={14} />,
      enabled: !watch.busy,
      run: () => void watchFolder(),
    },
    {
      id: 'verify-all',
      title: 'Verify all sources again',
      section: 'Evidence',
      icon: <Refresh size={14} />,
      enabled: sources.length > 0 && !verify.running,
      run: () => void verifyAll(),
    },
  ]);

  const events = sources.reduce((sum, each) => sum + each.source.events, 0);
  const rejected = sources.reduce((sum, each) => sum + each.source.rejected, 0);
  const toolbar = (
    <Toolbar
      title="Evidence"
      note={
        sources.length > 0 && (
          <>
            {plural(sources.length, 'source')}, {plural(events, 'event')}, {formatCount(rejected)}{' '}
            rejected
            {count.data?.dropped && '; of these '}
            <DroppedNote dropped={count.data?.dropped} counted />
          </>
        )
      }
    >
      <Button
        icon={<Refresh size={14} />}
        disabled={sources.length === 0 || verify.running}
        onClick={() => void verifyAll()}
      >
        Verify all
      </Button>
      <Divider />
      <Button icon={<EyeOpen size={14} />} disabled={watch.busy} onClick={() => void watchFolder()}>
        Watch folder
      </Button>
      <Button onClick={() => setReadingAsked(true)}>Open with settings</Button>
      <Button icon={<FolderOpen size={14} />} onClick={() => opening.choose('folder')}>
        Open folder
      </Button>
      <Button
        kind="primary"
        icon={<Document size={14} />}
        onClick={() => opening.choose('evidence')}
      >
        Open files
      </Button>
    </Toolbar>
  );

  let body;
  if (error && !data) body = <ErrorState error={error} onRetry={reload} />;
  else if (!data) body = <LoadingState />;
  else if (sources.length === 0 && (opening.busy || reading)) {
    body = (
      <EmptyState icon={<Shield size={24} />} title="Reading the first evidence">
        Sources appear here as soon as their first records are stored.
      </EmptyState>
    );
  } else if (sources.length === 0) {
    body = (
      <EmptyState
        icon={waitsFor.length > 0 ? <EyeOpen size={24} /> : <Shield size={24} />}
        title={
          waitsFor.length > 0 ? 'Watching, with nothing to read yet' : 'No evidence in this case'
        }
        actions={
          <>
            <Button kind="primary" onClick={() => opening.choose('evidence')}>
              Open files
            </Button>
            <Button onClick={() => opening.choose('folder')}>Open a folder</Button>
            {host.data?.sampleCase && <Button onClick={opening.sample}>Try the sample case</Button>}
          </>
        }
      >
        {waitsFor.length > 0 ? (
          <>
            What is put into <span className="log-text">{visibleText(waitsFor.join(', '))}</span> is
            opened within seconds, once it has come to rest. Other files can be dropped anywhere on
            this window.
          </>
        ) : (
          <>
            Drop log archives or folders anywhere on this window. They are read and hashed where
            they are, and never changed.
          </>
        )}
      </EmptyState>
    );
  } else {
    body = (
      <SplitPane
        id="evidence"
        orientation="vertical"
        initial={sourcesShare(sources.length)}
        minFirstPx={92}
        minSecondPx={260}
        first={
          <div className="evidence-sources">
            {sources.length > MANY_SOURCES && (
              <SourceFilterBar
                sources={sources}
                shown={listed.length}
                text={sought.text}
                onText={(text) => seek({ ...sought, text })}
                filter={sought.filter}
                onFilter={(filter) => seek({ ...sought, filter })}
              />
            )}
            <SourceTable
              sources={listed}
              current={chosen?.source.id ?? null}
              onCurrent={(id) => choose(String(id))}
            />
          </div>
        }
        second={
          chosen === null ? (
            <EmptyState
              title="No exhibit fits this filter"
              actions={<Button onClick={showAll}>Show all exhibits</Button>}
            />
          ) : (
            <SourceDetail key={chosen.source.id} chosen={chosen} others={others} />
          )
        }
      />
    );
  }
  return (
    <Screen toolbar={toolbar}>
      <LoadingBar active={stale} />
      <div className="evidence">
        <WatchBar />
        {sources.length > 0 && <SealBar events={events} />}
        <div className="evidence-body">{body}</div>
      </div>
      {isReadingAsked && <ReadingDialog onClose={() => setReadingAsked(false)} />}
    </Screen>
  );
}
