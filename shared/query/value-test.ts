// One value against one test of a query. Ranges compare as what their bounds are: numbers, times,
// addresses, else text. A time that is written short (a day, a minute) stands for all of it.

import { assert } from '../base/assert.ts';
import { parseRfc3339, US_PER_DAY, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../base/time.ts';
import type { FieldValue } from '../domain/event.ts';
import { parseAddress, type AddressBytes } from '../match/address.ts';
import { valueText } from '../match/fields.ts';
import { fold } from '../match/fold.ts';
import { compileValueMatcher, numberOf, type ValueSpec } from '../match/value-matcher.ts';
import type { Bound, ValueTest } from './query-node.ts';

export type ValuePredicate = (value: FieldValue) => boolean;

export function compileValueTest(test: ValueTest): ValuePredicate {
  if (test.kind === 'range') return compileRange(test.low, test.high);
  const matcher = compileValueMatcher(specOf(test));
  assert(matcher.ok, 'the parser lets only tests through that compile');
  const { matches } = matcher.value;
  if (test.kind !== 'network') return matches;
  // Records also name networks themselves: what is allowed in, what was announced.
  const named = fold(test.network);
  return (value) => matches(value) || (typeof value === 'string' && fold(value.trim()) === named);
}

function specOf(test: Exclude<ValueTest, { kind: 'range' }>): ValueSpec {
  switch (test.kind) {
    case 'value': {
      const number = numberOf(test.text);
      const base = { kind: 'pattern', pattern: test.pattern, cased: false } as const;
      return number === undefined ? base : { ...base, number };
    }
    case 'regex':
      return { kind: 'regex', source: test.source, flags: test.flags };
    case 'network':
      return { kind: 'cidr', network: test.network };
  }
}

/** Microseconds: from the first that the text may mean, up to the first that it does not. */
interface TimeSpan {
  readonly fromUs: number;
  readonly untilUs: number;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const UNIT = { ns: 1, us: 1, ms: US_PER_MS, s: US_PER_SECOND, min: US_PER_MINUTE } as const;

function timeSpanOf(text: string): TimeSpan | undefined {
  if (DATE.test(text)) {
    const day = parseRfc3339(`${text}T00:00Z`);
    return day && { fromUs: day.timeUs, untilUs: day.timeUs + US_PER_DAY };
  }
  const time = parseRfc3339(text);
  return time && { fromUs: time.timeUs, untilUs: time.timeUs + UNIT[time.precision] };
}

/** Is an instant within a test on the event's time? `undefined` where the test is not about times. */
export function compileTimeTest(test: ValueTest): ((timeUs: number) => boolean) | undefined {
  if (test.kind === 'value') {
    const span = timeSpanOf(test.text);
    return span && ((timeUs) => span.fromUs <= timeUs && timeUs < span.untilUs);
  }
  if (test.kind !== 'range') return undefined;
  const low = test.low === null ? undefined : timeSpanOf(test.low.text);
  const high = test.high === null ? undefined : timeSpanOf(test.high.text);
  if ((test.low !== null && !low) || (test.high !== null && !high)) return undefined;
  const fromUs = edge(test.low, low?.fromUs, low?.untilUs) ?? Number.NEGATIVE_INFINITY;
  const untilUs = edge(test.high, high?.untilUs, high?.fromUs) ?? Number.POSITIVE_INFINITY;
  return (timeUs) => fromUs <= timeUs && timeUs < untilUs;
}

function edge<T>(bound: Bound | null, included: T, excluded: T): T | undefined {
  if (bound === null) return undefined;
  return bound.inclusive ? included : excluded;
}

function compileRange(low: Bound | null, high: Bound | null): ValuePredicate {
  const bounds = [low, high].filter((bound) => bound !== null);
  if (bounds.length === 0) return (value) => value !== null;
  if (bounds.every(({ text }) => numberOf(text) !== undefined)) {
    return between(
      low,
      high,
      numberOf,
      (text) => numberOf(text),
      (a, b) => a - b,
    );
  }
  const inTime = compileTimeTest({ kind: 'range', low, high });
  if (inTime !== undefined) {
    return (value) => {
      const time = typeof value === 'string' ? parseRfc3339(value) : undefined;
      return time !== undefined && inTime(time.timeUs);
    };
  }
  if (bounds.every(({ text }) => parseAddress(text) !== undefined)) {
    const addressOf = (value: FieldValue): AddressBytes | undefined =>
      typeof value === 'string' ? parseAddress(value) : undefined;
    return between(low, high, addressOf, parseAddress, compareAddresses);
  }
  const folded = (value: FieldValue): string | undefined => {
    const text = valueText(value);
    return text === undefined ? undefined : fold(text);
  };
  return between(low, high, folded, fold, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** NaN, which is no order at all, for addresses of different families. */
function compareAddresses(a: AddressBytes, b: AddressBytes): number {
  if (a.length !== b.length) return Number.NaN;
  for (const [index, byte] of a.entries()) {
    const difference = byte - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function between<T>(
  low: Bound | null,
  high: Bound | null,
  read: (value: FieldValue) => T | undefined,
  readBound: (text: string) => T | undefined,
  order: (a: T, b: T) => number,
): ValuePredicate {
  const from = low === null ? undefined : readBound(low.text);
  const to = high === null ? undefined : readBound(high.text);
  return (value) => {
    const known = read(value);
    if (known === undefined) return false;
    if (low !== null) {
      if (from === undefined) return false;
      const difference = order(known, from);
      if (!(low.inclusive ? difference >= 0 : difference > 0)) return false;
    }
    if (high !== null) {
      if (to === undefined) return false;
      const difference = order(known, to);
      if (!(high.inclusive ? difference <= 0 : difference < 0)) return false;
    }
    return true;
  };
}
