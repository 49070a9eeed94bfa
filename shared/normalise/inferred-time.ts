// The time of a record in which no field has one of the usual names: of a field whose name says that it
// is when the event happened, in whatever spelling, or of the only date with a time of day that the record
// holds. When something ends, expires or was changed last is another matter. Asked for records alone that
// have none of the usual fields: where one of those holds no usable time, the event is undated.

import type { EventTime, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf, type TimeOptions } from './event-time.ts';
import { isFields } from './field-path.ts';

const OF_EVENT =
  /^(?:event|log|record|request|audit|alert|message|msg|entry|action|activity|login|access|signin|source|src|host|device|agent|system|server|client|unix|epoch|utc|gmt|local|start|begin)?(?:datetime|timestamp|time|date|tstamp|ts)(?:utc|gmt|local|iso|iso8601|millis|micros|nanos|seconds|sec|ms|us|ns|s)?$/;
const HAPPENED =
  /^(?:event)?(?:occurred|logged|created|recorded|observed|generated|received|started|happened|triggered|detected|reported|performed|issued|creation)(?:at|on|time|date|datetime|ts|timestamp)?(?:utc|gmt|ms|us|ns)?$/;
const WHEN =
  /^(?:when|at|epoch|time(?:created|reported|observed|received|logged))(?:utc|ms|us|ns)?$/;
/** Times of something else than the event. */
const OTHER =
  /expir|valid|birth|due|until|after|before|deadline|modif|updat|chang|end|finish|complet|clos|last|next|previous|renew|releas|version|schedul/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

export function inferredTime(fields: Fields, options: TimeOptions): EventTime | undefined {
  return (
    namedTime(fields, options) ??
    nestedTimes(fields, options).at(0) ??
    onlyDateTime(fields, options)
  );
}

function namedTime(fields: Fields, options: TimeOptions): EventTime | undefined {
  for (const [name, value] of Object.entries(fields)) {
    if (!isText(value) || !saysWhen(name)) continue;
    const time = eventTimeOf(value, options);
    if (time.timeUs !== null) return time;
  }
  return undefined;
}

/** One level down: many programs put a frame around what they log. */
function nestedTimes(fields: Fields, options: TimeOptions): readonly EventTime[] {
  return Object.values(fields).flatMap((value) => {
    const time = isFields(value) ? namedTime(value, options) : undefined;
    return time ? [time] : [];
  });
}

function onlyDateTime(fields: Fields, options: TimeOptions): EventTime | undefined {
  const found = Object.entries(fields).filter(
    ([name, value]) => typeof value === 'string' && DATE_TIME.test(value) && !OTHER.test(name),
  );
  const [only] = found;
  if (found.length !== 1 || !only) return undefined;
  const time = eventTimeOf(only[1], options);
  return time.timeUs === null ? undefined : time;
}

function isText(value: FieldValue): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** Names come from records and are few. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 10_000;

function saysWhen(name: string): boolean {
  let says = known.get(name);
  if (says === undefined) {
    const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
    says = OF_EVENT.test(plain) || HAPPENED.test(plain) || WHEN.test(plain);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, says);
  }
  return says;
}
