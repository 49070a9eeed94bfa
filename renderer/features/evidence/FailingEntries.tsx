// Entries that are not plainly verified: which and why, and of the chosen one the value the record
// has and the value that was worked out, in full.

import { Fragment, useState } from 'react';
import { Tick } from '@blueprintjs/icons';
import type { VerdictEntry, Verification } from '../../../shared/domain/verdict.ts';
import { VERDICTS } from '../../../shared/domain/verdict.ts';
import { SortedTable } from '../../ui/SortedTable.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { timelineHash } from '../../ui/route.model.ts';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { EmptyState } from '../../ui/States.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { ChainEntries } from './ChainEntries.tsx';
import {
  entryLink,
  entrySpan,
  entryText,
  failingEntries,
  gravest,
  placeText,
} from './verdict.model.ts';

const COLUMNS: readonly Column<VerdictEntry>[] = [
  {
    id: 'place',
    title: 'Entry',
    width: 170,
    grow: 1,
    render: (entry) => (
      <span className="num log-text ellipsis-start" title={visibleText(placeText(entry))}>
        <bdi>{visibleText(shortPlace(entry))}</bdi>
      </span>
    ),
    sortValue: (entry) => entry.sequence ?? entry.file ?? null,
  },
  {
    id: 'span',
    title: 'Count',
    width: 64,
    align: 'end',
    render: (entry) => formatCount(Math.max(1, entrySpan(entry))),
    sortValue: entrySpan,
  },
  {
    id: 'verdict',
    title: 'Verdict',
    width: 112,
    render: (entry) => <VerdictTag verdict={entry.verdict} bare />,
    sortValue: (entry) => VERDICTS.indexOf(entry.verdict),
  },
  {
    id: 'reason',
    title: 'Why',
    width: 150,
    grow: 1,
    render: (entry) => (
      <span className="log-text" title={visibleText(entry.reason)}>
        {visibleText(entry.reason)}
      </span>
    ),
  },
];

/** Keys of a bucket differ at their ends, so these stay in sight; the detail has the whole of them. */
function shortPlace(entry: VerdictEntry): string {
  return entry.sequence === undefined && entry.file !== undefined
    ? (entry.file.split('/').at(-1) ?? entry.file)
    : placeText(entry);
}

function folderOf(file: string | undefined): string | undefined {
  const end = file?.lastIndexOf('/') ?? -1;
  return end > 0 ? file?.slice(0, end) : undefined;
}

function keyOf(entry: VerdictEntry): string {
  return `${entry.file ?? ''} ${entry.sequence ?? ''} ${entry.verdict} ${entry.reason}`;
}

export function FailingEntries(props: {
  readonly sourceId: number;
  readonly verification: Verification;
  readonly exhibit: string;
}) {
  const failing = failingEntries(props.verification);
  const [current, setCurrent] = useState<string | null>(null);
  const shown = failing.find((entry) => keyOf(entry) === current) ?? gravest(failing);
  if (failing.length === 0) {
    return (
      <EmptyState icon={<Tick size={20} />} title="Every entry checked is verified">
        {formatCount(props.verification.checked)} were checked; none failed.
      </EmptyState>
    );
  }
  const table = (
    <SortedTable
      id="failing-entries"
      label="Entries that are not verified"
      rows={failing}
      columns={COLUMNS}
      keyOf={keyOf}
      current={shown ? keyOf(shown) : null}
      onCurrent={(entry) => setCurrent(keyOf(entry))}
    />
  );
  return (
    <div className="failing">
      <SplitPane
        id="failing"
        initial={42}
        minFirstPx={360}
        minSecondPx={340}
        first={table}
        second={
          shown ? (
            <FailingEntry
              key={keyOf(shown)}
              sourceId={props.sourceId}
              kind={props.verification.kind}
              entry={shown}
              exhibit={props.exhibit}
            />
          ) : null
        }
      />
    </div>
  );
}

function FailingEntry(props: {
  readonly sourceId: number;
  readonly kind: Verification['kind'];
  readonly entry: VerdictEntry;
  readonly exhibit: string;
}) {
  const { sourceId, kind, entry, exhibit } = props;
  const link = entryLink(entry, exhibit);
  const place = shortPlace(entry);
  const folder = entry.sequence === undefined ? folderOf(entry.file) : undefined;
  const compared = entry.expected !== undefined || entry.found !== undefined;
  const chained = kind === 'hash-chain' && entry.verdict !== 'missing' ? entry.sequence : undefined;
  const words = valueWords(kind, entry);
  return (
    <section className="failing-entry scroll" aria-label="Chosen entry">
      <header>
        <h3 className="log-text">
          {visibleText(
            entry.sequence === undefined ? place : place.charAt(0).toUpperCase() + place.slice(1),
          )}
        </h3>
        <VerdictTag verdict={entry.verdict} />
        <CopyButton text={entryText(entry, exhibit)} what="All of this" />
      </header>
      {folder !== undefined && <p className="mono soft log-text">{visibleText(folder)}</p>}
      <p className="log-text">{visibleText(entry.reason)}</p>
      {chained === undefined && (compared || entry.namedBy !== undefined) && (
        <dl className="failing-values">
          {compared && (
            <>
              <dt>{words.expected}</dt>
              <Value text={entry.expected} what="Recorded value" />
            </>
          )}
          {compared && entry.verdict !== 'missing' && (
            <>
              <dt>{words.found}</dt>
              <Value text={entry.found} what="Found value" />
            </>
          )}
          {entry.namedBy?.map((key, at) => (
            <Fragment key={key}>
              <dt>{at === 0 ? 'Named by' : ''}</dt>
              <Value text={key} what="Key of the digest" />
            </Fragment>
          ))}
        </dl>
      )}
      {entry.expected !== undefined && entry.expected === entry.found && (
        <p className="soft">
          The hashes are equal: what the digest covers is as it was, but the file is not, as is said
          above.
        </p>
      )}
      {link && <a href={timelineHash({ q: link.query })}>{link.text}</a>}
      {chained !== undefined && (
        <ChainEntries
          sourceId={sourceId}
          exhibit={exhibit}
          entry={{ ...entry, sequence: chained }}
        />
      )}
    </section>
  );
}

/** What the two values of an entry are called: hashes of files, or values of a record. */
function valueWords(
  kind: Verification['kind'],
  entry: VerdictEntry,
): { readonly expected: string; readonly found: string } {
  if (entry.role === 'log' && entry.namedBy !== undefined) {
    return { expected: 'Recorded in the digest', found: 'Found in the file' };
  }
  return kind === 'hash-chain' && entry.sequence !== undefined
    ? { expected: 'Recorded', found: 'Worked out' }
    : { expected: 'Recorded', found: 'Found' };
}

function Value(props: { readonly text: string | undefined; readonly what: string }) {
  if (props.text === undefined) return <dd className="faint">no value</dd>;
  return (
    <dd>
      <span className="mono log-text">{visibleText(props.text)}</span>
      <CopyButton text={props.text} what={props.what} />
    </dd>
  );
}
