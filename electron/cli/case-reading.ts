// What several commands read from a case: its sources by number, events by number in pages.

import type { EventDetail } from '../../shared/contract/schemas.ts';
import type { Alert } from '../../shared/domain/alert.ts';
import type { Source } from '../../shared/domain/source.ts';
import { createLineFinder } from './line-numbers.ts';
import type { CaseSession } from './session.ts';
import { alertShape, type AlertShape } from './shapes/alert-shape.ts';
import { eventPlace, type EventPlace } from './shapes/event-shape.ts';

/** Raw records come along with events: more in one answer is only more memory. */
const EVENTS_PER_CALL = 1_000;
/** As many as one call may name. */
const PLACES_PER_CALL = 50_000;

export async function sourcesById(session: CaseSession): Promise<ReadonlyMap<number, Source>> {
  const { sources } = await session.call('evidence.list', {});
  return new Map(sources.map(({ source }) => [source.id, source]));
}

export async function eventsById(
  session: CaseSession,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, EventDetail>> {
  const found = new Map<number, EventDetail>();
  for (const page of pagesOf(ids, EVENTS_PER_CALL)) {
    const { events } = await session.call('events.details', { ids: page });
    for (const event of events) found.set(event.id, event);
  }
  return found;
}

/** Each number once, rising, so that a block is opened once. */
function* pagesOf(ids: Iterable<number>, perCall: number): Generator<number[]> {
  const wanted = [...new Set(ids)].sort((a, b) => a - b);
  for (let start = 0; start < wanted.length; start += perCall) {
    yield wanted.slice(start, start + perCall);
  }
}

export async function alertShapes(
  session: CaseSession,
  alerts: readonly Alert[],
): Promise<readonly AlertShape[]> {
  const sources = await sourcesById(session);
  const events = new Map<number, EventPlace>();
  const named = alerts.flatMap((alert) => alert.finding.eventIds);
  for (const ids of pagesOf(named, PLACES_PER_CALL)) {
    const { places } = await session.call('events.places', { ids });
    for (const place of places) events.set(place.id, eventPlace(place, sources));
  }
  const lineOf = await createLineFinder(events.values(), sources);
  return alerts.map((alert) => alertShape(alert, { events, lineOf }));
}
