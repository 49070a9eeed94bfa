// Choosing files: the system's dialog where the host has one, else a chooser drawn here over the
// disk of this machine. The page sees names and opaque tokens, never a path it could ask for.

import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { ArrowUp, Document, FolderClose } from '@blueprintjs/icons';
import { err, ok, type Result } from '../../shared/base/result.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { BrowseEntry, FilePurpose } from '../../shared/contract/areas/host.ts';
import { useClient } from '../client/ClientProvider.tsx';
import { FileChoiceProvider, type ChooseFiles, type ChosenFile } from '../client/files.tsx';
import { useQuery } from '../client/use-query.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { formatBytes, formatCount, formatTime } from '../ui/format.model.ts';
import { Dialog } from '../ui/Overlays.tsx';
import { selectRow } from '../ui/selection.model.ts';
import { EmptyState, ErrorState } from '../ui/States.tsx';
import { timeUsFromMs } from '../../shared/base/time.ts';
import { useZone } from '../ui/zone.ts';
import { visibleText } from '../ui/visible-text.model.ts';
import { listedEntries } from './chooser.model.ts';

interface Asked {
  readonly purpose: FilePurpose;
  readonly answer: (result: Result<readonly ChosenFile[]>) => void;
}

export function FileChoice(props: { readonly children: ReactNode }) {
  const client = useClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  /** Where the officer was last: what belongs together mostly lies together. */
  const [place, setPlace] = useState<FileToken | null>(null);

  const choose: ChooseFiles = useCallback(
    async (purpose) => {
      const info = await client.call('host.info', {});
      if (!info.ok) return info;
      if (info.value.nativeDialogs) {
        const picked = await client.call('host.pick', { purpose });
        return picked.ok ? ok(picked.value.files) : err(picked.error);
      }
      return new Promise((resolve) => setAsked({ purpose, answer: resolve }));
    },
    [client],
  );

  return (
    <FileChoiceProvider value={choose}>
      {props.children}
      {asked && (
        <ChooserDialog
          purpose={asked.purpose}
          place={place}
          onPlace={setPlace}
          onDone={(files) => {
            setAsked(null);
            asked.answer(ok(files));
          }}
        />
      )}
    </FileChoiceProvider>
  );
}

const WORDS: Readonly<Record<FilePurpose, { readonly title: string; readonly verb: string }>> = {
  evidence: { title: 'Open evidence', verb: 'Open' },
  folder: { title: 'Open a folder of evidence', verb: 'Open' },
  watch: { title: 'Choose the folder to watch', verb: 'Watch' },
  destination: { title: 'Choose the folder for the package', verb: 'Write here' },
  key: { title: 'Choose a key file', verb: 'Choose' },
  'public keys': { title: 'Choose the public keys of CloudTrail', verb: 'Choose' },
  metadata: { title: 'Choose the saved metadata of the digests', verb: 'Choose' },
  rules: { title: 'Import rules', verb: 'Import' },
  'rule folder': { title: 'Import a folder of rules', verb: 'Import' },
  case: { title: 'Open a case', verb: 'Open' },
};
const FOLDERS: ReadonlySet<FilePurpose> = new Set([
  'folder',
  'watch',
  'destination',
  'rule folder',
]);

function ChooserDialog(props: {
  readonly purpose: FilePurpose;
  readonly place: FileToken | null;
  readonly onPlace: (folder: FileToken | null) => void;
  readonly onDone: (files: readonly ChosenFile[]) => void;
}) {
  const { purpose, onDone } = props;
  const zone = useZone();
  const [folder, setFolder] = useState(props.place);
  const [typed, setTyped] = useState('');
  const [current, setCurrent] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const { data, error, reload } = useQuery('host.browse', { folder });
  const list = useRef<HTMLDivElement>(null);
  const focusList = () => list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  // Whoever came by keyboard goes on by keyboard; a filter that is being typed is left alone.
  const listed = data?.path;
  useEffect(() => {
    if (listed !== undefined && document.activeElement?.tagName !== 'INPUT') focusList();
  }, [listed]);

  const enter = (token: FileToken | null) => {
    setFolder(token);
    props.onPlace(token);
    setTyped('');
    setCurrent(null);
    setSelected(new Set());
    anchor.current = null;
  };
  const entries = listedEntries(data?.entries ?? [], typed);
  const chosen = entries.filter((entry) => selected.has(entry.token));
  const many = purpose === 'evidence' || purpose === 'rules';
  const allowed = (entry: BrowseEntry) => {
    if (FOLDERS.has(purpose)) return entry.kind === 'folder';
    return many || entry.kind === 'file';
  };
  const open = (files: readonly ChosenFile[]) =>
    onDone(files.map(({ token, name }) => ({ token, name })));
  // Where a folder is wanted and none in the list is meant, it is the one that is listed.
  const here =
    data && FOLDERS.has(purpose) && chosen.length === 0
      ? [{ token: data.token, name: data.path.split(/[/\\]/).at(-1) || data.path }]
      : [];
  const usable: readonly ChosenFile[] = [...chosen.filter(allowed), ...here];

  const columns: readonly Column<BrowseEntry>[] = [
    {
      id: 'name',
      title: 'Name',
      width: 240,
      grow: 1,
      render: (entry) => (
        <span className="chooser-name">
          {entry.kind === 'folder' ? <FolderClose size={14} /> : <Document size={14} />}
          <span className="ellipsis log-text">{visibleText(entry.name)}</span>
        </span>
      ),
    },
    {
      id: 'size',
      title: 'Size',
      width: 90,
      align: 'end',
      render: (entry) => (entry.bytes === null ? '' : formatBytes(entry.bytes)),
    },
    {
      id: 'modified',
      title: 'Changed',
      width: 150,
      render: (entry) =>
        entry.modifiedMs === null ? '' : formatTime(timeUsFromMs(entry.modifiedMs), zone, 'min'),
    },
  ];

  return (
    <Dialog
      open
      title={WORDS[purpose].title}
      width={720}
      onClose={() => onDone([])}
      footer={
        <>
          <span className="faint ellipsis" style={{ marginRight: 'auto', alignSelf: 'center' }}>
            {many && 'Ctrl or Shift selects several; folders are read whole.'}
            {here[0] && `The folder shown: ${visibleText(here[0].name)}`}
          </span>
          <Button onClick={() => onDone([])}>Cancel</Button>
          <Button kind="primary" disabled={usable.length === 0} onClick={() => open(usable)}>
            {usable.length > 1
              ? `${WORDS[purpose].verb} ${formatCount(usable.length)}`
              : WORDS[purpose].verb}
          </Button>
        </>
      }
    >
      <div className="chooser">
        <div className="chooser-bar">
          <IconButton
            icon={<ArrowUp size={14} />}
            label="Folder above"
            disabled={!data?.parent}
            onClick={() => data?.parent && enter(data.parent)}
          />
          <span className="chooser-path mono ellipsis-start" title={visibleText(data?.path ?? '')}>
            <bdi>{visibleText(data?.path ?? '')}</bdi>
          </span>
          <input
            className="sw-input"
            style={{ width: 180 }}
            aria-label="Filter names"
            placeholder="Filter"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              const [first] = entries;
              if (first === undefined) return;
              if (event.key === 'ArrowDown') {
                setCurrent(first.token);
                setSelected(new Set([first.token]));
                focusList();
              } else if (event.key === 'Enter' && entries.length === 1) {
                if (first.kind === 'folder') enter(first.token);
                else if (allowed(first)) open([first]);
              } else return;
              event.preventDefault();
            }}
          />
        </div>
        <div className="chooser-list" ref={list}>
          {error ? (
            // It may be gone since; home is always there.
            <ErrorState error={error} onRetry={folder === null ? reload : () => enter(null)} />
          ) : (
            <DataTable
              id="chooser"
              label="Files"
              rows={entries}
              columns={columns}
              keyOf={(entry) => entry.token}
              current={current}
              onCurrent={(entry) => {
                setCurrent(entry.token);
                if (!selected.has(entry.token) && current !== entry.token) {
                  setSelected((before) => (before.size > 1 ? before : new Set([entry.token])));
                }
              }}
              selected={selected}
              onSelect={(entry, how) => {
                const change = selectRow(
                  entries.map((each) => each.token),
                  selected,
                  anchor.current,
                  entry.token,
                  many ? how : { toggle: false, range: false },
                );
                anchor.current = change.anchor;
                setSelected(change.selected);
              }}
              onOpen={(entry) => {
                if (entry.kind === 'folder') enter(entry.token);
                else if (allowed(entry)) open([entry]);
              }}
              empty={
                data && (
                  <EmptyState
                    compact
                    title={typed === '' ? 'This folder is empty' : 'No such name'}
                  />
                )
              }
            />
          )}
        </div>
      </div>
    </Dialog>
  );
}
