// What several commands read from a case: its sources by number, events by number in pages.

import type { EventDetail } from '../../shared/contract/schemas.ts';
import type { Alert } from '../../shared/domain/alert.ts';
import type { Source } from '../../shared/domain/source.ts';
import { createLineFinder } from './line-numbers.ts';
import type { CaseSession } from './session.ts';
import { alertShape, type AlertShape } from './shapes/alert-shape.ts';
import { eventPlace } from './shapes/event-shape.ts';

/** Raw records come along with events: more in one answer is only more memory. */
const EVENTS_PER_CALL = 1_000;

export async function sourcesById(session: CaseSession): Promise<ReadonlyMap<number, Source>> {
  const { sources } = await session.call('evidence.list', {});
  return new Map(sources.map(({ source }) => [source.id, source]));
}

export async function eventsById(
  session: CaseSession,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, EventDetail>> {
  return await byId(session, ids, (event) => event);
}

async function byId<T>(
  session: CaseSession,
  ids: Iterable<number>,
  kept: (event: EventDetail) => T,
): Promise<ReadonlyMap<number, T>> {
  const wanted = [...new Set(ids)].sort((a, b) => a - b);
  const found = new Map<number, T>();
  for (let start = 0; start < wanted.length; start += EVENTS_PER_CALL) {
    const { events } = await session.call('events.details', {
      ids: wanted.slice(start, start + EVENTS_PER_CALL),
    });
    for (const event of events) found.set(event.id, kept(event));
  }
  return found;
}

export async function alertShapes(
  session: CaseSession,
  alerts: readonly Alert[],
): Promise<readonly AlertShape[]> {
  const sources = await sourcesById(session);
  const events = await byId(
    session,
    alerts.flatMap((alert) => alert.finding.eventIds),
    (event) => eventPlace(event, sources),
  );
  const lineOf = await createLineFinder(events.values(), sources);
  return alerts.map((alert) => alertShape(alert, { events, lineOf }));
}
