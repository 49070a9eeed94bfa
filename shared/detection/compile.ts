// Rule trees to closures over a field reader. Everything that can be decided before the first event
// is decided here; nothing is allocated per event.

import type { Condition, Detection, Selection, ValueTest } from './rule.ts';
import { zoneClock, type ZoneClock } from './time-parts.ts';
import { assert } from '../base/assert.ts';
import { parseRfc3339, timeUs, US_PER_SECOND, type TimeUs } from '../base/time.ts';
import type { EventView, FieldValue } from '../domain/event.ts';
import { fold } from '../match/fold.ts';
import { someValue, valueText, type FieldReader } from '../match/fields.ts';
import {
  compare,
  compileValueMatcher,
  numberOf,
  type ValueMatcher,
} from '../match/value-matcher.ts';

export type EventTest = (event: EventView) => boolean;

export interface CompileContext {
  /** The reader must have begun the event that a test is given. */
  readonly reader: FieldReader;
  readonly clock: ZoneClock;
}

export function compileContext(reader: FieldReader, zone: string): CompileContext {
  return { reader, clock: zoneClock(zone) };
}

export function compileDetection(detection: Detection, context: CompileContext): EventTest {
  const tests = new Map<string, EventTest>();
  for (const [name, selection] of detection.selections) {
    tests.set(name, compileSelection(selection, context));
  }
  return compileCondition(detection.condition, tests);
}

export function compileCondition(
  condition: Condition,
  tests: ReadonlyMap<string, EventTest>,
): EventTest {
  switch (condition.kind) {
    case 'selection': {
      const test = tests.get(condition.name);
      assert(test !== undefined, 'a condition names only selections that exist');
      return test;
    }
    case 'not': {
      const inner = compileCondition(condition.item, tests);
      return (event) => !inner(event);
    }
    case 'and':
    case 'or':
      return join(
        condition.kind === 'and',
        condition.items.map((item) => compileCondition(item, tests)),
      );
  }
}

function join(every: boolean, tests: readonly EventTest[]): EventTest {
  const [first, second] = tests;
  if (tests.length === 1 && first) return first;
  if (tests.length === 2 && first && second) {
    return every ? (e) => first(e) && second(e) : (e) => first(e) || second(e);
  }
  return every ? (e) => tests.every((test) => test(e)) : (e) => tests.some((test) => test(e));
}

export function compileSelection(selection: Selection, context: CompileContext): EventTest {
  switch (selection.kind) {
    case 'all':
    case 'any':
      return join(
        selection.kind === 'all',
        selection.items.map((item) => compileSelection(item, context)),
      );
    case 'exists': {
      const slot = context.reader.slot(selection.field);
      return () => (context.reader.values(slot) !== undefined) === selection.expected;
    }
    case 'keywords':
      return compileKeywords(selection, context);
    case 'field':
      return compileField(selection, context);
  }
}

type ValuesTest = (values: readonly FieldValue[] | undefined, event: EventView) => boolean;

function compileField(
  selection: Selection & { readonly kind: 'field' },
  context: CompileContext,
): EventTest {
  const { reader } = context;
  const slot = reader.slot(selection.field);
  const tests = selection.tests.map((test) => compileTest(test, selection.field, context));
  const every = selection.quantifier === 'all';
  const { negated } = selection;
  const set = every ? undefined : literalSet(selection.tests);
  const [only] = tests;
  if (set !== undefined) {
    return () => (reader.values(slot)?.some((value) => set(value)) ?? false) !== negated;
  }
  if (tests.length === 1 && only) {
    return (event) => only(reader.values(slot), event) !== negated;
  }
  return (event) => {
    const values = reader.values(slot);
    const hit = every
      ? tests.every((test) => test(values, event))
      : tests.some((test) => test(values, event));
    return hit !== negated;
  };
}

const SET_FROM = 4;

/** A long list of plain texts is one look-up instead of many comparisons. */
function literalSet(tests: readonly ValueTest[]): ((value: FieldValue) => boolean) | undefined {
  if (tests.length < SET_FROM) return undefined;
  const texts = new Set<string>();
  for (const test of tests) {
    if (test.kind !== 'value') return undefined;
    for (const spec of test.specs) {
      if (spec.kind !== 'pattern' || spec.cased || spec.pattern.length > 1) return undefined;
      const [token = ''] = spec.pattern;
      if (typeof token !== 'string') return undefined;
      texts.add(fold(token));
      if (spec.number !== undefined) texts.add(String(spec.number));
    }
  }
  return (value) => {
    const text = typeof value === 'string' ? value : valueText(value);
    return text !== undefined && texts.has(fold(text));
  };
}

export function compileMatchers(
  test: ValueTest & { readonly kind: 'value' },
): readonly ValueMatcher[] {
  return test.specs.map((spec) => {
    const matcher = compileValueMatcher(spec);
    assert(matcher.ok, 'a rule that loaded has only values that compile');
    return matcher.value;
  });
}

function compileTest(test: ValueTest, field: string, context: CompileContext): ValuesTest {
  switch (test.kind) {
    case 'time':
      return compileTime(test, field, context.clock);
    case 'field':
      return compileFieldReference(test, context.reader);
    case 'value': {
      const matchers = compileMatchers(test);
      const wantsNull = test.specs.some((spec) => spec.kind === 'null');
      const [only] = matchers;
      if (matchers.length === 1 && only) {
        return (values) =>
          values === undefined ? wantsNull : values.some((value) => only.matches(value));
      }
      return (values) =>
        values === undefined
          ? wantsNull
          : values.some((value) => matchers.some((matcher) => matcher.matches(value)));
    }
  }
}

/** Fields that mean the event's own time where the record has none of that name. */
const TIME_FIELDS = new Set(['@timestamp', 'timestamp', 'time']);

function compileTime(
  test: ValueTest & { readonly kind: 'time' },
  field: string,
  clock: ZoneClock,
): ValuesTest {
  const holds = (time: TimeUs) =>
    compare(clock.part(time, test.part), test.comparison, test.number);
  const ownTime = TIME_FIELDS.has(field.toLowerCase());
  return (values, event) => {
    if (ownTime && event.timeUs !== null) return holds(event.timeUs);
    return (
      values?.some((value) => {
        const time = instantOf(value);
        return time !== undefined && holds(time);
      }) ?? false
    );
  };
}

/** A date as RFC 3339 text, or as seconds or milliseconds since 1970. */
function instantOf(value: FieldValue): TimeUs | undefined {
  if (typeof value === 'string') {
    const parsed = parseRfc3339(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00Z` : value);
    if (parsed !== undefined) return parsed.timeUs;
  }
  const number = numberOf(value);
  if (number === undefined || Math.abs(number) > 8.64e15) return undefined;
  const us = Math.abs(number) >= 1e11 ? number * 1_000 : number * US_PER_SECOND;
  return timeUs(Math.round(us));
}

function compileFieldReference(
  test: ValueTest & { readonly kind: 'field' },
  reader: FieldReader,
): ValuesTest {
  const slot = reader.slot(test.other);
  const prepare = test.cased ? (text: string) => text : fold;
  return (values) => {
    const others = reader.values(slot);
    if (values === undefined || others === undefined) return false;
    return values.some((value) => {
      const left = valueText(value);
      if (left === undefined) return false;
      const text = prepare(left);
      return others.some((other) => {
        const right = valueText(other);
        return right !== undefined && relates(text, prepare(right), test.how);
      });
    });
  };
}

function relates(
  text: string,
  other: string,
  how: 'equals' | 'startswith' | 'endswith' | 'contains',
): boolean {
  switch (how) {
    case 'equals':
      return text === other;
    case 'startswith':
      return text.startsWith(other);
    case 'endswith':
      return text.endsWith(other);
    case 'contains':
      return text.includes(other);
  }
}

function compileKeywords(
  selection: Selection & { readonly kind: 'keywords' },
  _context: CompileContext,
): EventTest {
  const groups = selection.tests.map((test) =>
    test.kind === 'value' ? compileMatchers(test) : [],
  );
  const found = (event: EventView, matchers: readonly ValueMatcher[]): boolean =>
    someValue(event, (value) => matchers.some((matcher) => matcher.matches(value)));
  const { negated } = selection;
  if (selection.quantifier === 'all') {
    return (event) => groups.every((matchers) => found(event, matchers)) !== negated;
  }
  const any = groups.flat();
  return (event) => found(event, any) !== negated;
}
