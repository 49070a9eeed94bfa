// Rule trees to closures over a field reader. Everything that can be decided before the first event
// is decided here; nothing is allocated per event.

import type { Condition, Detection, Selection, ValueTest } from './rule.ts';
import { zoneClock, type ZoneClock } from './time-parts.ts';
import { assert } from '../base/assert.ts';
import { parseRfc3339, timeUs, US_PER_SECOND, type TimeUs } from '../base/time.ts';
import type { EventView, FieldValue } from '../domain/event.ts';
import { fold } from '../match/fold.ts';
import { someValue, valueText, type FieldReader } from '../match/fields.ts';
import { LiteralIndex, type Literal } from '../match/literal-index.ts';
import { compilePattern, literalOf, longestPart } from '../match/pattern.ts';
import {
  compare,
  compileValueMatcher,
  numberOf,
  type ValueMatcher,
  type ValueSpec,
} from '../match/value-matcher.ts';

export type EventTest = (event: EventView) => boolean;

export interface CompileContext {
  /** The reader must have begun the event that a test is given. */
  readonly reader: FieldReader;
  readonly clock: ZoneClock;
  /** Called for each value that was not tested because that would have cost too much. */
  readonly tooMuch?: () => void;
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

function compileField(
  selection: Selection & { readonly kind: 'field' },
  context: CompileContext,
): EventTest {
  const { field, negated, quantifier } = selection;
  const every = quantifier === 'all';
  const groups = every ? selection.tests.map((test) => [test]) : [selection.tests];
  const tests = groups.flatMap((group) => {
    const specs = group.flatMap((test) => (test.kind === 'value' ? test.specs : []));
    const others = group.filter((test) => test.kind !== 'value');
    return [
      ...(specs.length > 0 ? [compileSpecs(specs, field, context)] : []),
      ...others.map((test) => compileTest(test, field, context)),
    ];
  });
  const test = join(every, tests);
  return negated ? (event) => !test(event) : test;
}

/** Patterns from which on one look for all their literals pays. */
const INDEX_FROM = 12;

/** True where any value of the field meets any of the specs. */
function compileSpecs(
  specs: readonly ValueSpec[],
  field: string,
  { reader, tooMuch }: CompileContext,
): EventTest {
  const slot = reader.slot(field);
  const wantsNull = specs.some(({ kind }) => kind === 'null');
  const whole = new Set<string>();
  const numbers = new Set<number>();
  const patterns: ValuePattern[] = [];
  const others: ValueMatcher[] = [];
  for (const spec of specs) {
    if (spec.kind !== 'pattern' || spec.cased) {
      others.push(matcherOf(spec, tooMuch));
      continue;
    }
    if (spec.number !== undefined) numbers.add(spec.number);
    const text = literalOf(spec.pattern);
    if (text === undefined) patterns.push(spec);
    else whole.add(fold(text));
  }
  const [onlyWhole = ''] = whole;
  const isWhole =
    whole.size === 1 ? (text: string) => text === onlyWhole : (text: string) => whole.has(text);
  const isPattern = anyPattern(patterns);
  return () => {
    const values = reader.values(slot);
    if (values === undefined) return wantsNull;
    const folded = reader.folded(slot);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? null;
      const text = folded[i];
      if (text !== undefined && (isWhole(text) || isPattern?.(text) === true)) return true;
      if (typeof value === 'number' && numbers.has(value)) return true;
      for (const matcher of others) if (matcher.matches(value)) return true;
    }
    return false;
  };
}

type ValuePattern = Extract<ValueSpec, { kind: 'pattern' }>;

/** Of a folded text. */
function anyPattern(specs: readonly ValuePattern[]): ((text: string) => boolean) | undefined {
  const tests = specs.map(({ pattern }) => compilePattern(pattern, false).testFolded);
  const [only] = tests;
  if (tests.length === 0) return undefined;
  if (tests.length === 1 && only) return only;
  const literals = tests.length < INDEX_FROM ? [] : specs.flatMap(longestLiteral);
  if (literals.length < tests.length) return (text) => tests.some((test) => test(text));
  // Many rules are never tried: the index is made when it is asked for.
  let index: LiteralIndex | undefined;
  const found = new Set<number>();
  return (text) => {
    found.clear();
    index ??= new LiteralIndex(literals);
    if (index.isTooShort(text)) return false;
    index.scan(text, (ids) => {
      for (const id of ids) found.add(id);
    });
    for (const id of found) if (tests[id]?.(text) === true) return true;
    return false;
  };
}

function longestLiteral({ pattern }: ValuePattern, id: number): Literal[] {
  const literal = longestPart(pattern);
  return literal === undefined ? [] : [{ ...literal, id }];
}

function matcherOf(spec: ValueSpec, tooMuch?: () => void): ValueMatcher {
  const matcher = compileValueMatcher(spec, tooMuch);
  assert(matcher.ok, 'a rule that loaded has only values that compile');
  return matcher.value;
}

export function compileMatchers(
  test: ValueTest & { readonly kind: 'value' },
  tooMuch?: () => void,
): readonly ValueMatcher[] {
  return test.specs.map((spec) => matcherOf(spec, tooMuch));
}

function compileTest(
  test: Exclude<ValueTest, { kind: 'value' }>,
  field: string,
  context: CompileContext,
): EventTest {
  return test.kind === 'time'
    ? compileTime(test, field, context)
    : compileFieldReference(test, field, context.reader);
}

/** Fields that mean the event's own time where the record has none of that name. */
const TIME_FIELDS = new Set(['@timestamp', 'timestamp', 'time']);

function compileTime(
  test: ValueTest & { readonly kind: 'time' },
  field: string,
  { reader, clock }: CompileContext,
): EventTest {
  const slot = reader.slot(field);
  const holds = (time: TimeUs) =>
    compare(clock.part(time, test.part), test.comparison, test.number);
  const ownTime = TIME_FIELDS.has(field.toLowerCase());
  return (event) => {
    const times = reader.values(slot)?.flatMap((value) => instantOf(value) ?? []) ?? [];
    if (times.length === 0 && ownTime && event.timeUs !== null) return holds(event.timeUs);
    return times.some(holds);
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
  field: string,
  reader: FieldReader,
): EventTest {
  const own = reader.slot(field);
  const other = reader.slot(test.other);
  const prepare = test.cased ? (text: string) => text : fold;
  return () => {
    const values = reader.values(own);
    const others = reader.values(other);
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
  { tooMuch }: CompileContext,
): EventTest {
  const groups = selection.tests.map((test) =>
    test.kind === 'value' ? compileMatchers(test, tooMuch) : [],
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
