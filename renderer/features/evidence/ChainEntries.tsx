// The entries of an altered stretch one after the other: what each records, what is worked out, and
// the fields that differ from the same entry of another exhibit.

import { ChevronLeft, ChevronRight, Cross, Minus, Tick } from '@blueprintjs/icons';
import { useState } from 'react';
import type { ChainEntry, EntryCheck } from '../../../shared/contract/areas/evidence.ts';
import type { VerdictEntry } from '../../../shared/domain/verdict.ts';
import { useQuery } from '../../client/use-query.ts';
import { IconButton } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { timelineHash } from '../../ui/route.model.ts';
import { ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import {
  CHECK_WORDS,
  chainEntryText,
  checkResult,
  comparisonText,
  offsetOf,
  partedFrom,
} from './entry-checks.model.ts';
import './chain-entries.css';

export function ChainEntries(props: {
  readonly sourceId: number;
  readonly exhibit: string;
  readonly entry: VerdictEntry & { readonly sequence: number };
}) {
  const { sourceId, exhibit, entry } = props;
  const { sequence, through = sequence, file } = entry;
  const [offset, setOffset] = useState(0);
  const [wanted, setWanted] = useState('');
  const { data, error, stale, reload } = useQuery(
    'evidence.entries',
    { sourceId, ...(file === undefined ? {} : { file }), sequence, through, offset, limit: 1 },
    { topics: ['sources'] },
  );
  const total = data?.total ?? 0;
  const step = (by: number) => setOffset(Math.min(total - 1, Math.max(0, offset + by)));
  useCommands([
    {
      id: 'evidence.next-entry',
      title: 'Next entry of the stretch',
      section: 'Evidence',
      keys: '.',
      enabled: offset + 1 < total,
      run: () => step(1),
    },
    {
      id: 'evidence.previous-entry',
      title: 'Previous entry of the stretch',
      section: 'Evidence',
      keys: ',',
      enabled: offset > 0,
      run: () => step(-1),
    },
  ]);
  if (error && !data) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState label="Reading the entry" />;
  const shown = data.entries[0];
  const goal = offsetOf(wanted, { sequence, total });
  return (
    <div className="chain-entries">
      <LoadingBar active={stale} />
      {total > 1 && (
        <form
          className="chain-entries-steps"
          aria-label="Entries of this stretch"
          onSubmit={(event) => {
            event.preventDefault();
            if (goal === undefined) return;
            setOffset(goal);
            setWanted('');
          }}
        >
          <IconButton
            size="small"
            icon={<ChevronLeft size={14} />}
            label="Previous entry (,)"
            disabled={offset === 0}
            onClick={() => step(-1)}
          />
          <span className="num" role="status">
            {formatCount(offset + 1)} of {formatCount(total)}
          </span>
          <IconButton
            size="small"
            icon={<ChevronRight size={14} />}
            label="Next entry (.)"
            disabled={offset + 1 >= total}
            onClick={() => step(1)}
          />
          <label className="chain-entries-goal">
            <span className="soft">Go to entry</span>
            <input
              className="sw-input num"
              inputMode="numeric"
              placeholder={String(sequence)}
              value={wanted}
              aria-invalid={wanted !== '' && goal === undefined ? true : undefined}
              onChange={(event) => setWanted(event.currentTarget.value)}
            />
          </label>
          {wanted !== '' && goal === undefined && (
            <span className="sw-problem" role="alert">
              {sequence} to {sequence + total - 1}
            </span>
          )}
        </form>
      )}
      {shown === undefined ? (
        <p className="soft">
          No entry stands at this place: the record could not be read, or it was dropped.
        </p>
      ) : (
        <OneEntry entry={shown} exhibit={exhibit} headed={total > 1} />
      )}
    </div>
  );
}

function OneEntry(props: {
  readonly entry: ChainEntry;
  readonly exhibit: string;
  /** False: what is above says already which entry this is. */
  readonly headed: boolean;
}) {
  const { entry, exhibit } = props;
  const said = comparisonText(entry);
  const differing = entry.fields.filter((field) => field.elsewhere !== undefined);
  const others = entry.fields.filter((field) => field.elsewhere === undefined);
  return (
    <>
      <header className="chain-entry-head">
        {props.headed && <h4 className="num log-text">Entry {visibleText(entry.sequence)}</h4>}
        <span className="soft log-text ellipsis" title={visibleText(entry.file)}>
          {visibleText(entry.entryId)}, position {formatCount(entry.position)}
        </span>
        <CopyButton text={chainEntryText(entry, exhibit)} what="This entry" />
        {props.headed && (
          <a href={timelineHash({ event: entry.eventId })}>Show this entry on the timeline</a>
        )}
      </header>
      {said !== undefined && <p className="soft log-text">{visibleText(said)}</p>}
      {differing.length > 0 && (
        <table className="chain-checks" aria-label="Fields that differ">
          <tbody>
            {differing.map(({ column, value, elsewhere = '' }) => (
              <tr key={column} data-holds="no">
                <th scope="row" className="mono">
                  {column}
                </th>
                <td>
                  <dl className="chain-values">
                    <dt>{exhibit}</dt>
                    <dd>
                      <Parted text={value} other={elsewhere} />
                    </dd>
                    <dt>{entry.elsewhere?.exhibit}</dt>
                    <dd>
                      <Parted text={elsewhere} other={value} />
                    </dd>
                  </dl>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <table className="chain-checks" aria-label="Checks of this entry">
        <tbody>
          {entry.checks.map((check) => (
            <CheckRow key={check.what} check={check} />
          ))}
        </tbody>
      </table>
      <table
        className="chain-checks"
        aria-label={differing.length > 0 ? 'Fields that do not differ' : 'Fields of this entry'}
      >
        <tbody>
          {others.map(({ column, value }) => (
            <tr key={column}>
              <th scope="row" className="mono">
                {column}
              </th>
              <td className="log-text">{visibleText(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const MARKS: Readonly<Record<'yes' | 'no' | 'open', React.ReactNode>> = {
  yes: <Tick size={12} />,
  no: <Cross size={12} />,
  open: <Minus size={12} />,
};

function CheckRow({ check }: { readonly check: EntryCheck }) {
  const { what, recorded, workedOut, holds } = check;
  const { title, other } = CHECK_WORDS[what];
  const state = holds === null ? 'open' : holds ? 'yes' : 'no';
  return (
    <tr data-holds={state}>
      <th scope="row">
        <span className="chain-mark" aria-hidden="true">
          {MARKS[state]}
        </span>
        {title}
      </th>
      <td>
        {holds === false && workedOut !== undefined ? (
          <dl className="chain-values">
            <dt>Recorded</dt>
            <dd className="mono log-text">{visibleText(recorded)}</dd>
            <dt>{other}</dt>
            <dd className="mono log-text">
              {workedOut === '' ? 'no JSON' : visibleText(workedOut)}
            </dd>
          </dl>
        ) : (
          <>
            <span className="mono log-text">{visibleText(recorded)}</span>{' '}
            <span className={holds === false ? 'chain-fault' : 'faint'}>{checkResult(check)}</span>
          </>
        )}
      </td>
    </tr>
  );
}

function Parted(props: { readonly text: string; readonly other: string }) {
  const { start, differs, end } = partedFrom(props.text, props.other);
  return (
    <span className="log-text">
      {visibleText(start)}
      {differs === '' ? null : <mark>{visibleText(differs)}</mark>}
      {visibleText(end)}
    </span>
  );
}
