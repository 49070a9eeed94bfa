// The events behind a finding: all of them, read page by page, each with its raw record.

import { useState } from 'react';
import { ok } from '../../../shared/base/result.ts';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { RuleExplanation } from '../../../shared/domain/explanation.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useJob } from '../../client/use-job.ts';
import { usePages, type LoadPage, type Page } from '../../client/use-pages.ts';
import { LinkButton } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { Explanation } from '../../ui/Explanation.tsx';
import { plural } from '../../ui/format.model.ts';
import { hashOf } from '../../ui/route.model.ts';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { EmptyState } from '../../ui/States.tsx';
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

type EventPage = Page<EventDetail, number>;

export function AlertEvents(props: { readonly finding: Finding }) {
  const { id, eventIds, ruleId } = props.finding;
  const client = useClient();
  const [current, setCurrent] = useState<string | null>(null);
  const load: LoadPage<EventPage> = async (cursor) => {
    const from = cursor ?? 0;
    const through = from + PAGE;
    const answer = await client.call('events.details', { ids: eventIds.slice(from, through) });
    if (!answer.ok) return answer;
    const next = through < eventIds.length ? through : null;
    return ok({ rows: answer.value.events, total: eventIds.length, next });
  };
  const pages = usePages(`${id} ${String(eventIds.length)}`, load);
  const { rows, newest } = pages;
  const shown = rows.find((event) => keyOf(event) === current) ?? rows[0];
  // What was asked for and not answered is no longer in the case.
  const dropped = newest === null ? 0 : (newest.next ?? newest.total) - rows.length;
  return (
    <div className="alert-events">
      <PagedTable
        id="alert-events"
        label="Contributing events"
        pages={pages}
        pageSize={PAGE}
        columns={COLUMNS}
        keyOf={keyOf}
        current={shown ? keyOf(shown) : null}
        onCurrent={(event) => setCurrent(keyOf(event))}
        onOpen={(event) => {
          window.location.hash = hashOf({ screen: 'timeline', params: { event: event.id } });
        }}
        note={
          dropped > 0 &&
          `${plural(dropped, 'record')} dropped by retention; ${dropped === 1 ? 'its hash is' : 'their hashes are'} kept.`
        }
        empty={
          <EmptyState compact title="None of these records is in the case any more">
            Retention dropped {plural(dropped, 'record')}. The hashes are kept.
          </EmptyState>
        }
      />
      {shown && <RawRecord key={shown.id} event={shown} ruleId={ruleId} />}
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
