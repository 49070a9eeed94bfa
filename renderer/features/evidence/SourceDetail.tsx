// Everything about one exhibit, in tabs.

import { useState } from 'react';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useOpenEvidence } from '../../client/opening.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import {
  formatBytes,
  formatCount,
  formatSpan,
  plural,
  precisionOf,
} from '../../ui/format.model.ts';
import { KeyValue } from '../../ui/Layout.tsx';
import { droppedOf } from '../../ui/dropped.model.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { timelineHash } from '../../ui/route.model.ts';
import { Callout } from '../../ui/States.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { useZone } from '../../ui/zone.ts';
import { visibleText } from '../../ui/visible-text.model.ts';
import { CustodyTab } from './CustodyTab.tsx';
import { ReadingDialog } from './ReadingDialog.tsx';
import { ReadingFacts } from './ReadingFacts.tsx';
import { RejectionsTab } from './RejectionsTab.tsx';
import { VerdictTab } from './VerdictTab.tsx';

const EVERYTHING = { query: '', fromUs: null, toUs: null };

type TabId = 'integrity' | 'details' | 'rejections' | 'custody';

export function SourceDetail(props: {
  readonly chosen: SourceWithVerdict;
  readonly others: readonly SourceWithVerdict[];
}) {
  const { chosen, others } = props;
  const { source } = chosen;
  const [tab, setTab] = useState<TabId>('integrity');
  return (
    <div className="source-detail">
      <Unfinished source={source} />
      <Tabs
        label={`Exhibit ${source.exhibit}`}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'integrity', title: 'Integrity' },
          { id: 'details', title: 'Details' },
          { id: 'rejections', title: 'Rejected records', count: source.rejected },
          { id: 'custody', title: 'Custody', count: source.transfers.length },
        ]}
      >
        {tab === 'integrity' && <VerdictTab chosen={chosen} others={others} />}
        {tab === 'details' && <DetailsTab chosen={chosen} />}
        {tab === 'rejections' && <RejectionsTab source={source} />}
        {tab === 'custody' && <CustodyTab source={source} />}
      </Tabs>
    </div>
  );
}

/** What is in the case of an exhibit that was not read to its end, and how to go on. */
function Unfinished({ source }: { readonly source: Source }) {
  const client = useClient();
  const opening = useOpenEvidence();
  if (source.status === 'ready' || source.status === 'importing') return null;
  const goOn = async () => {
    const [file, reading] = await Promise.all([
      client.call('host.exhibitFile', { sourceId: source.id }),
      client.call('evidence.reading', { sourceId: source.id }),
    ]);
    if (!file.ok) showFailure(file.error);
    else if (!reading.ok) showFailure(reading.error);
    else opening.open([file.value.token], { reading: reading.value.options });
  };
  return (
    <div className="source-unfinished">
      <Callout tone="warning">
        <span className="source-unfinished-line">
          <span>
            <strong>Not read to its end.</strong> The case holds its first{' '}
            {plural(source.events, 'event')}. Reading goes on where it stopped, as long as the file
            is as it was.
          </span>
          <Button size="small" disabled={opening.busy} onClick={() => void goOn()}>
            Go on reading
          </Button>
        </span>
      </Callout>
    </div>
  );
}

function DetailsTab(props: { readonly chosen: SourceWithVerdict }) {
  const zone = useZone();
  const { source } = props.chosen;
  const { data: count } = useQuery('events.count', EVERYTHING, { topics: ['sources', 'case'] });
  const dropped = droppedOf(count?.dropped, source.exhibit);
  const { firstTimeUs, lastTimeUs } = source;
  const read = source.events + source.rejected + source.skipped;
  return (
    <div className="evidence-pad evidence-two">
      <KeyValue
        rows={[
          { key: 'Exhibit', value: source.exhibit },
          { key: 'Name', value: <span className="log-text">{visibleText(source.name)}</span> },
          {
            key: 'Opened from',
            value: <span className="log-text mono">{visibleText(source.path)}</span>,
          },
          { key: 'Opened', value: <Time us={source.addedAtUs} /> },
          { key: 'Format', value: source.formatTitle },
          { key: 'Files', value: formatCount(source.files) },
          {
            key: 'Size',
            value:
              source.status === 'ready'
                ? `${formatBytes(source.bytes)} (${formatCount(source.bytes)} bytes)`
                : '',
          },
          {
            key: 'SHA-256',
            value:
              source.sha256 === '' ? (
                ''
              ) : (
                <span className="evidence-hash mono">
                  {source.sha256}
                  <CopyButton text={source.sha256} what="SHA-256" />
                </span>
              ),
          },
        ]}
        blank="known once it is read to its end"
      />
      <KeyValue
        rows={[
          { key: 'Records read', value: formatCount(read) },
          { key: 'Events', value: formatCount(source.events) },
          ...(dropped > 0
            ? [{ key: 'Of these dropped', value: `${formatCount(dropped)}, by retention` }]
            : []),
          { key: 'Rejected', value: formatCount(source.rejected) },
          { key: 'Skipped', value: formatCount(source.skipped) },
          { key: 'Undated events', value: formatCount(source.undated) },
          {
            key: 'Span',
            value:
              firstTimeUs !== null && lastTimeUs !== null ? (
                <a href={timelineHash({ fromUs: firstTimeUs, toUs: lastTimeUs + 1 })}>
                  {formatSpan(firstTimeUs, lastTimeUs, zone)}
                </a>
              ) : (
                ''
              ),
          },
          {
            key: 'First event',
            value:
              firstTimeUs === null ? (
                ''
              ) : (
                <Time us={firstTimeUs} precision={precisionOf(firstTimeUs)} />
              ),
          },
          {
            key: 'Last event',
            value:
              lastTimeUs === null ? (
                ''
              ) : (
                <Time us={lastTimeUs} precision={precisionOf(lastTimeUs)} />
              ),
          },
        ]}
        blank="no dated event"
      />
      <ReadingPart source={source} />
    </div>
  );
}

/** What was found out about how the records are to be understood, and the way to correct it. */
function ReadingPart({ source }: { readonly source: Source }) {
  const { data } = useQuery('evidence.reading', { sourceId: source.id }, { topics: ['sources'] });
  const [asked, setAsked] = useState(false);
  if (!data) return null;
  const { looked } = data;
  return (
    <section className="evidence-reading" aria-label="How it is read">
      <h3>How it is read</h3>
      <ReadingFacts reading={data} />
      <p className="faint">From {plural(looked, 'record')} at its beginning and end.</p>
      <Button disabled={source.status !== 'ready'} onClick={() => setAsked(true)}>
        Read again with other settings
      </Button>
      {asked && <ReadingDialog again={{ source, reading: data }} onClose={() => setAsked(false)} />}
    </section>
  );
}
