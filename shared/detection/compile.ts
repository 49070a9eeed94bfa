// Rule trees to closures over a field reader. Everything that can be decided before the first event
// is decided here; nothing is allocated per event.

import type { Condition, Detection, Selection, ValueTest } from './rule.ts';
import { zoneClock, type ZoneClock } from './time-parts.ts';
import { assert } from '../base/assert.ts';
import {
  millisOfJsonDate,
  parseRfc3339,
  timeUs,
  US_PER_MS,
  US_PER_SECOND,
  type TimeUs,
} from '../base/time.ts';
import type { EventView, FieldValue } from '../domain/event.ts';
import { fold } from '../match/fold.ts';
import { valueText, type FieldReader } from '../match/fields.ts';
import { LiteralIndex, type Literal } from '../match/literal-index.ts';
import { compilePattern, literalOf, longestPart, type PlainPart } from '../match/pattern.ts';
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
  const tests = new Map<string, Weighted>();
  for (const [name, selection] of detection.selections) {
    tests.set(name, weightedSelection(selection, context));
  }
  return ofCondition(detection.condition, tests).test;
}

export function compileCondition(
  condition: Condition,
  tests: ReadonlyMap<string, EventTest>,
): EventTest {
  const weighted = new Map(Array.from(tests, ([name, test]) => [name, { test, cost: 0 }]));
  return ofCondition(condition, weighted).test;
}

export function compileSelection(selection: Selection, context: CompileContext): EventTest {
  return weightedSelection(selection, context).test;
}

/** A test with what it costs about, as against others: of several the cheap ones go first. */
interface Weighted {
  readonly test: EventTest;
  readonly cost: number;
}

/** Of a test that answers from the notes of a value, of a wildcard, of an expression, of all values. */
const COSTS = { presence: 1, whole: 2, pattern: 4, other: 16, regex: 64, keywords: 256 } as const;

function ofCondition(condition: Condition, tests: ReadonlyMap<string, Weighted>): Weighted {
  switch (condition.kind) {
    case 'selection': {
      const test = tests.get(condition.name);
      assert(test !== undefined, 'a condition names only selections that exist');
      return test;
    }
    case 'not': {
      const { test, cost } = ofCondition(condition.item, tests);
      return { test: (event) => !test(event), cost };
    }
    case 'and':
    case 'or':
      return join(
        condition.kind === 'and',
        condition.items.map((item) => ofCondition(item, tests)),
      );
  }
}

function join(every: boolean, weighted: readonly Weighted[]): Weighted {
  const cheapFirst = weighted.toSorted((a, b) => a.cost - b.cost);
  const cost = weighted.reduce((sum, each) => sum + each.cost, 0);
  return {
    test: joined(
      every,
      cheapFirst.map(({ test }) => test),
    ),
    cost,
  };
}

function joined(every: boolean, tests: readonly EventTest[]): EventTest {
  const [first, second, third] = tests;
  if (tests.length === 1 && first) return first;
  if (tests.length === 2 && first && second) {
    return every ? (e) => first(e) && second(e) : (e) => first(e) || second(e);
  }
  if (tests.length === 3 && first && second && third) {
    return every
      ? (e) => first(e) && second(e) && third(e)
      : (e) => first(e) || second(e) || third(e);
  }
  return (event) => {
    for (let i = 0; i < tests.length; i++) if (tests[i]?.(event) !== every) return !every;
    return every;
  };
}

function weightedSelection(selection: Selection, context: CompileContext): Weighted {
  switch (selection.kind) {
    case 'all':
    case 'any':
      return join(
        selection.kind === 'all',
        selection.items.map((item) => weightedSelection(item, context)),
      );
    case 'exists': {
      const slot = context.reader.slot(selection.field);
      const { expected } = selection;
      const test = () => (context.reader.values(slot) !== undefined) === expected;
      return { test, cost: COSTS.presence };
    }
    case 'keywords':
      return { test: compileKeywords(selection, context), cost: COSTS.keywords };
    case 'field':
      return compileField(selection, context);
  }
}

function compileField(
  selection: Selection & { readonly kind: 'field' },
  context: CompileContext,
): Weighted {
  const { field, negated, quantifier } = selection;
  const every = quantifier === 'all';
  const groups = every ? selection.tests.map((test) => [test]) : [selection.tests];
  const tests = groups.flatMap((group) => {
    const specs = group.flatMap((test) => (test.kind === 'value' ? test.specs : []));
    const others = group.filter((test) => test.kind !== 'value');
    return [
      ...(specs.length > 0 ? [compileSpecs(specs, field, context)] : []),
      ...others.map((test) => ({ test: compileTest(test, field, context), cost: COSTS.other })),
    ];
  });
  const { test, cost } = join(every, tests);
  return { test: negated ? (event) => !test(event) : test, cost };
}

/** Patterns from which on one look for all their literals pays. */
const INDEX_FROM = 12;

/** True where any value of the field meets any of the specs. */
function compileSpecs(
  specs: readonly ValueSpec[],
  field: string,
  { reader, tooMuch }: CompileContext,
): Weighted {
  const slot = reader.slot(field);
  const number = reader.nextTest(slot);
  const wantsNull = specs.some(({ kind }) => kind === 'null');
  const whole = new Set<string>();
  const numbers = new Set<number>();
  const patterns: ValuePattern[] = [];
  const others: Pick<ValueMatcher, 'matches'>[] = [];
  let cost: number = COSTS.whole;
  for (const spec of specs) {
    if (spec.kind !== 'pattern' || spec.cased) {
      others.push(matcherWhenAsked(spec, tooMuch));
      cost = Math.max(cost, spec.kind === 'regex' ? COSTS.regex : COSTS.other);
      continue;
    }
    if (spec.number !== undefined) numbers.add(spec.number);
    const text = literalOf(spec.pattern);
    if (text === undefined) {
      patterns.push(spec);
      cost = Math.max(cost, COSTS.pattern);
    } else whole.add(fold(text));
  }
  const [onlyWhole = ''] = whole;
  const isWhole =
    whole.size === 1 ? (text: string) => text === onlyWhole : (text: string) => whole.has(text);
  const isPattern = anyPattern(patterns);
  const meets = (value: FieldValue, text: string | undefined): boolean => {
    if (text !== undefined) {
      if (whole.size > 0 && isWhole(text)) return true;
      if (isPattern?.(text) === true) return true;
    }
    if (typeof value === 'number' && numbers.has(value)) return true;
    for (let i = 0; i < others.length; i++) if (others[i]?.matches(value) === true) return true;
    return false;
  };
  const test = (): boolean => {
    const notes = reader.notes(slot);
    const known = notes?.answer(number);
    if (known !== undefined) return known;
    const values = reader.values(slot);
    if (values === undefined) return wantsNull;
    const folded = reader.folded(slot);
    for (let i = 0; i < values.length; i++) {
      if (!meets(values[i] ?? null, folded[i])) continue;
      notes?.keepAnswer(number, true);
      return true;
    }
    notes?.keepAnswer(number, false);
    return false;
  };
  return { test, cost };
}

type ValuePattern = Extract<ValueSpec, { kind: 'pattern' }>;

/** Of a folded text. */
function anyPattern(specs: readonly ValuePattern[]): ((text: string) => boolean) | undefined {
  const tests = specs.map(({ pattern }) => compilePattern(pattern, false).testFolded);
  const [only] = tests;
  if (tests.length === 0) return undefined;
  if (tests.length === 1 && only) return only;
  const parts = tests.length < INDEX_FROM ? [] : specs.map(({ pattern }) => longestPart(pattern));
  if (parts.length === 0 || parts.includes(undefined)) {
    return (text) => tests.some((test) => test(text));
  }
  // Many rules are never tried: the index is made when it is asked for.
  let index: LiteralIndex | undefined;
  const found = new Set<number>();
  return (text) => {
    found.clear();
    index ??= new LiteralIndex(parts.flatMap(literalsOf));
    if (index.isTooShort(text)) return false;
    index.scan(text, (id) => found.add(id));
    for (const id of found) if (tests[id]?.(text) === true) return true;
    return false;
  };
}

function literalsOf(part: PlainPart | undefined, id: number): readonly Literal[] {
  if (part === undefined) return [];
  const { texts, start, end } = part;
  return texts.map((text) => ({ text, start, end, id }));
}

function matcherOf(spec: ValueSpec, tooMuch?: () => void): ValueMatcher {
  const matcher = compileValueMatcher(spec, tooMuch);
  assert(matcher.ok, 'a rule that loaded has only values that compile');
  return matcher.value;
}

/** Expressions cost most to compile, and most are never asked: something cheaper goes before them. */
function matcherWhenAsked(spec: ValueSpec, tooMuch?: () => void): Pick<ValueMatcher, 'matches'> {
  let matcher: ValueMatcher | undefined;
  return { matches: (value) => (matcher ??= matcherOf(spec, tooMuch)).matches(value) };
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

/** As far as a date goes (ECMA-262, 21.4.1.1). */
const LATEST_US = 8.64e18;

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

/**
 * A date as RFC 3339 text, or as a number since 1970 whose size shows its unit: seconds, milliseconds,
 * microseconds or nanoseconds.
 */
function instantOf(value: FieldValue): TimeUs | undefined {
  if (typeof value === 'string') {
    const parsed = parseRfc3339(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00Z` : value);
    if (parsed !== undefined) return parsed.timeUs;
    const millis = millisOfJsonDate(value);
    if (millis !== undefined) return instantOfUs(Number(millis) * US_PER_MS);
  }
  const number = numberOf(value);
  if (number === undefined) return undefined;
  const size = Math.abs(number);
  const perUnit = size < 1e11 ? US_PER_SECOND : size < 1e14 ? 1_000 : size < 1e17 ? 1 : 1e-3;
  return instantOfUs(Math.floor(number * perUnit));
}

function instantOfUs(us: number): TimeUs | undefined {
  return Math.abs(us) > LATEST_US ? undefined : timeUs(us);
}

function compileFieldReference(
  test: ValueTest & { readonly kind: 'field' },
  field: string,
  reader: FieldReader,
): EventTest {
  const own = reader.slot(field);
  const other = reader.slot(test.other);
  const textsOf = (slot: number): readonly (string | undefined)[] =>
    test.cased ? (reader.values(slot) ?? []).map(valueText) : reader.folded(slot);
  return () => {
    if (reader.values(own) === undefined || reader.values(other) === undefined) return false;
    const others = textsOf(other);
    return textsOf(own).some(
      (text) =>
        text !== undefined &&
        others.some((right) => right !== undefined && relates(text, right, test.how)),
    );
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
  { reader, tooMuch }: CompileContext,
): EventTest {
  const groups = selection.tests.map((test) => anyKeyword(test, tooMuch));
  const { negated } = selection;
  const found = (keyword: Keyword): boolean => {
    const all = reader.all();
    const { values, folded } = all;
    for (let i = 0; i < values.length; i++) {
      if (keyword(values[i] ?? null, folded[i] ?? '')) return true;
    }
    return false;
  };
  if (selection.quantifier === 'all') {
    return () => groups.every(found) !== negated;
  }
  return () => groups.some(found) !== negated;
}

type Keyword = (value: FieldValue, folded: string) => boolean;

function anyKeyword(test: ValueTest, tooMuch?: () => void): Keyword {
  if (test.kind !== 'value') return () => false;
  const [only, ...more] = test.specs.map((spec): Keyword => {
    if (spec.kind === 'pattern' && !spec.cased && spec.number === undefined) {
      const { testFolded } = compilePattern(spec.pattern, false);
      return (_, folded) => testFolded(folded);
    }
    const matcher = matcherOf(spec, tooMuch);
    return (value) => matcher.matches(value);
  });
  if (only === undefined) return () => false;
  if (more.length === 0) return only;
  return (value, folded) => only(value, folded) || more.some((each) => each(value, folded));
}
