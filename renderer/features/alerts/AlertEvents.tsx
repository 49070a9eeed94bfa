// The events behind a finding: all of them, read page by page, each with its raw record.

import { useEffect, useState } from 'react';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { RuleExplanation } from '../../../shared/domain/explanation.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { Explanation } from '../../ui/Explanation.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { hashOf } from '../../ui/route.model.ts';
import { ErrorState, LoadingState } from '../../ui/States.tsx';
import { showFailure } from '../../ui/toast.tsx';
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
  const asked = Math.min(pages * PAGE, eventIds.length);
  const left = eventIds.length - asked;
  // What is not answered is no longer in the case.
  const dropped = loading || !data ? 0 : asked - rows.length;
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
      {dropped > 0 && (
        <div className="alert-events-more soft">
          {plural(dropped, 'record')} dropped by retention; the hashes are kept.
        </div>
      )}
      {left > 0 && (
        <div className="alert-events-more soft">
          {formatCount(asked)} of {formatCount(eventIds.length)} shown
          <Button size="small" disabled={loading} onClick={() => setPages(pages + 1)}>
            Show {formatCount(Math.min(PAGE, left))} more
          </Button>
        </div>
      )}
      {shown && <RawRecord key={shown.id} event={shown} ruleId={props.finding.ruleId} />}
    </div>
  );
}

function RawRecord(props: { readonly event: EventDetail; readonly ruleId: string }) {
  const { event, ruleId } = props;
  const explain = useJob('detection.explain');
  const [why, setWhy] = useState<RuleExplanation | null>(null);
  const askWhy = async () => {
    if (why !== null) {
      setWhy(null);
      return;
    }
    const result = await explain.run({ ruleId, eventId: event.id });
    if (result.ok) setWhy(result.value);
    else if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
  };
  return (
    <section className="raw-record" aria-label="Raw record">
      <header>
        <strong>Raw record</strong>
        <span className="faint ellipsis log-text">
          {event.exhibit}, {visibleText(event.file)} @ {event.position}, SHA-256{' '}
          {event.sha256.slice(0, 16)}…
        </span>
        <CopyButton text={event.raw} what="Raw record" />
        <LinkButton
          aria-expanded={why !== null}
          disabled={explain.running}
          onClick={() => void askWhy()}
        >
          Why this event
        </LinkButton>
        <a href={hashOf({ screen: 'timeline', params: { event: event.id } })}>
          Show on the timeline
        </a>
      </header>
      {why !== null && (
        <div className="raw-why">
          <Explanation explanation={why} />
        </div>
      )}
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
