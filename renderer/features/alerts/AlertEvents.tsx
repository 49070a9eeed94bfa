// The events behind a finding: all of them, read page by page, each with its raw record.

import { useEffect, useState } from 'react';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { hashOf } from '../../ui/route.model.ts';
import { ErrorState, LoadingState } from '../../ui/States.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

const PAGE = 500;

const COLUMNS: readonly Column<EventDetail>[] = [
  {
    id: 'time',
    title: 'Time',
    width: 190,
    render: (event) => <Time us={event.timeUs} precision={event.precision} nanos={event.nanos} />,
  },
  {
    id: 'exhibit',
    title: 'Exhibit',
    width: 92,
    render: (event) => (
      <span className="num">
        {event.exhibit} <span className="faint">@{event.position}</span>
      </span>
    ),
  },
  {
    id: 'summary',
    title: 'Event',
    width: 220,
    grow: 1,
    render: (event) => (
      <span className="log-text" title={visibleText(event.summary)}>
        {visibleText(event.summary)}
      </span>
    ),
  },
  {
    id: 'verdict',
    title: 'Entry',
    width: 104,
    render: (event) => <VerdictTag verdict={event.verdict?.verdict ?? null} bare />,
  },
];

function keyOf(event: EventDetail): string {
  return String(event.id);
}

export function AlertEvents(props: { readonly finding: Finding }) {
  const { eventIds } = props.finding;
  const [pages, setPages] = useState(1);
  const [rows, setRows] = useState<readonly EventDetail[]>([]);
  const [current, setCurrent] = useState<string | null>(null);
  const ids = eventIds.slice((pages - 1) * PAGE, pages * PAGE);
  const { data, error, loading, reload } = useQuery(
    'events.details',
    { ids },
    { keep: false, enabled: ids.length > 0 },
  );
  useEffect(() => {
    if (!data) return;
    setRows((before) => {
      const known = new Set(data.events.map((event) => event.id));
      return [...before.filter((event) => !known.has(event.id)), ...data.events];
    });
  }, [data]);

  if (error) return <ErrorState error={error} onRetry={reload} />;
  if (rows.length === 0 && loading) return <LoadingState />;
  const shown = rows.find((event) => keyOf(event) === current) ?? rows[0];
  const left = eventIds.length - rows.length;
  return (
    <div className="alert-events">
      <DataTable
        id="alert-events"
        label="Contributing events"
        rows={rows}
        columns={COLUMNS}
        keyOf={keyOf}
        current={shown ? keyOf(shown) : null}
        onCurrent={(event) => setCurrent(keyOf(event))}
        onOpen={(event) => {
          window.location.hash = hashOf({ screen: 'timeline', params: { event: event.id } });
        }}
      />
      {left > 0 && (
        <div className="alert-events-more soft">
          {formatCount(rows.length)} of {formatCount(eventIds.length)} shown
          <Button size="small" disabled={loading} onClick={() => setPages(pages + 1)}>
            Show {formatCount(Math.min(PAGE, left))} more
          </Button>
        </div>
      )}
      {shown && <RawRecord event={shown} />}
    </div>
  );
}

function RawRecord(props: { readonly event: EventDetail }) {
  const { event } = props;
  return (
    <section className="raw-record" aria-label="Raw record">
      <header>
        <strong>Raw record</strong>
        <span className="faint ellipsis log-text">
          {event.exhibit}, {visibleText(event.file)} @ {event.position}, SHA-256{' '}
          {event.sha256.slice(0, 16)}…
        </span>
        <CopyButton text={event.raw} what="Raw record" />
        <a href={hashOf({ screen: 'timeline', params: { event: event.id } })}>
          Show on the timeline
        </a>
      </header>
      {event.verdict && event.verdict.verdict !== 'verified' && (
        <p className="raw-verdict">
          <VerdictTag verdict={event.verdict.verdict} /> {event.verdict.reason}
        </p>
      )}
      <pre className="mono log-text" tabIndex={0}>
        {visibleText(event.raw)}
      </pre>
    </section>
  );
}
