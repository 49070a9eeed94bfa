// Entries that are not plainly verified: which, why, expected and found.

import { useState } from 'react';
import type { VerdictEntry, Verification } from '../../../shared/domain/verdict.ts';
import { VERDICTS } from '../../../shared/domain/verdict.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { timelineHash } from '../../ui/route.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { useSortedRows } from '../../ui/use-sorted-rows.ts';
import { entryQuery, entrySpan, failingEntries, placeText } from './verdict.model.ts';

const COLUMNS: readonly Column<VerdictEntry>[] = [
  {
    id: 'place',
    title: 'Entry',
    width: 170,
    render: (entry) => <span className="num log-text">{placeText(entry)}</span>,
    sortValue: (entry) => entry.sequence ?? entry.file ?? null,
  },
  {
    id: 'span',
    title: 'Entries',
    width: 70,
    align: 'end',
    render: (entry) => formatCount(Math.max(1, entrySpan(entry))),
    sortValue: entrySpan,
  },
  {
    id: 'verdict',
    title: 'Verdict',
    width: 116,
    render: (entry) => <VerdictTag verdict={entry.verdict} bare />,
    sortValue: (entry) => VERDICTS.indexOf(entry.verdict),
  },
  {
    id: 'reason',
    title: 'Why',
    width: 260,
    grow: 3,
    render: (entry) => <span title={entry.reason}>{entry.reason}</span>,
  },
  {
    id: 'expected',
    title: 'Recorded',
    width: 130,
    grow: 1,
    render: (entry) => <span className="mono log-text">{entry.expected ?? ''}</span>,
  },
  {
    id: 'found',
    title: 'Worked out',
    width: 130,
    grow: 1,
    render: (entry) => <span className="mono log-text">{entry.found ?? ''}</span>,
  },
];

function keyOf(entry: VerdictEntry): string {
  return `${entry.file ?? ''} ${entry.sequence ?? ''} ${entry.verdict} ${entry.reason}`;
}

export function FailingEntries(props: {
  readonly verification: Verification;
  readonly exhibit: string;
}) {
  const failing = failingEntries(props.verification);
  const sorted = useSortedRows(failing, COLUMNS);
  const [current, setCurrent] = useState<string | null>(null);
  const shown = failing.find((entry) => keyOf(entry) === current);
  const query = shown && entryQuery(shown);
  return (
    <div className="failing">
      <DataTable
        id="failing"
        label="Entries that are not verified"
        rows={sorted.rows}
        sort={sorted.sort}
        onSort={sorted.onSort}
        columns={COLUMNS}
        keyOf={keyOf}
        current={current}
        onCurrent={(entry) => setCurrent(keyOf(entry))}
        empty={
          <EmptyState compact title="Every entry checked is verified">
            {formatCount(props.verification.checked)} were checked; none failed.
          </EmptyState>
        }
      />
      {shown && (
        <dl className="failing-values">
          <dt>Recorded</dt>
          <dd className="mono log-text">
            {shown.expected ?? <span className="faint">no value</span>}
            {shown.expected && <CopyButton text={shown.expected} what="Recorded value" />}
          </dd>
          <dt>Worked out</dt>
          <dd className="mono log-text">
            {shown.found ?? <span className="faint">no value</span>}
            {shown.found && <CopyButton text={shown.found} what="Worked-out value" />}
          </dd>
          {query && (
            <>
              <dt>Evidence</dt>
              <dd>
                <a href={timelineHash({ q: query })}>Show {placeText(shown)} on the timeline</a>
              </dd>
            </>
          )}
        </dl>
      )}
    </div>
  );
}
