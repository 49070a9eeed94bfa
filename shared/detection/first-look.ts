// Whether an event needs to be read in full: of most events a few fields are enough to know that no
// rule can match them. Never says so of an event that a rule matches.

import { textTest } from './guard-test.ts';
import { guardsOfTest, type Guard, type Sign } from './guard.ts';
import { routed, type Routing } from './log-source.ts';
import type { Condition, Detection, Selection } from './rule.ts';
import { detectionsOf } from './rule-detections.ts';
import type { RuleList } from './rule-set.ts';
import type { FieldValue, Fields, LogSource } from '../domain/event.ts';
import { fold } from '../match/fold.ts';

export interface FirstLook {
  /** True where a rule might match an event with these fields, or nothing can be said. */
  (few: Fields): boolean;
  /** The same, by the values of fields, of which it looks only at those that it needs. */
  readonly by?: (valueOf: (field: string) => FieldValue | undefined) => boolean;
}

export interface FirstLookOptions {
  /** Of rules that are wanted, by index. */
  readonly wanted: Iterable<number>;
  readonly route: Routing;
  /** True where the threat list has entries. */
  readonly threats: boolean;
  /** Fields, and paths to fields, that are at hand exactly as `fieldValues` would find them. */
  readonly known: readonly string[];
}

const ALWAYS: FirstLook = Object.assign(() => true, { by: () => true });
/** Values of a log repeat; beyond so many they are forgotten. */
const REMEMBERED = 4_096;

export function firstLook(
  set: RuleList,
  source: LogSource | undefined,
  { wanted, route, threats, known }: FirstLookOptions,
): FirstLook {
  const names = new Set(known);
  const rules: Chance[] = [];
  for (const index of wanted) {
    const rule = set.rules[index];
    const tree = rule?.tree;
    if (rule === undefined || (tree?.kind !== 'event' && tree?.kind !== 'baseline')) continue;
    if (!routed(route, rule.logSource, source)) continue;
    // Its condition is met by everything; the list is what decides.
    if (tree.kind === 'event' && tree.threatList) {
      if (threats) return ALWAYS;
      continue;
    }
    const each = detectionsOf(set, rule).map((detection) =>
      ofCondition(detection.condition, detection, names, true),
    );
    rules.push(all(each));
  }
  return lookFor(any(rules));
}

// ── what of a rule can be told from the fields that are at hand ─────────────────────────────

/** A necessary condition for a rule to match; `true` where nothing can be said. */
type Chance = boolean | Telling | Several;

interface Telling {
  readonly kind: 'telling';
  readonly field: string;
  readonly path: readonly string[];
  readonly holds: (value: FieldValue | undefined) => boolean;
}

interface Several {
  readonly kind: 'all' | 'any';
  readonly items: readonly (Telling | Several)[];
}

function all(items: readonly Chance[]): Chance {
  return several('all', items, false);
}

function any(items: readonly Chance[]): Chance {
  return several('any', items, true);
}

/** @param deciding what one of them decides for all of them */
function several(kind: Several['kind'], items: readonly Chance[], deciding: boolean): Chance {
  const open: (Telling | Several)[] = [];
  for (const item of items) {
    if (item === deciding) return deciding;
    if (typeof item === 'boolean') continue;
    if (item.kind === kind) open.push(...item.items);
    else open.push(item);
  }
  const [first, second] = open;
  if (first === undefined) return !deciding;
  return second === undefined ? first : { kind, items: open };
}

type Names = ReadonlySet<string>;

function ofCondition(
  condition: Condition,
  detection: Detection,
  names: Names,
  holds: boolean,
): Chance {
  switch (condition.kind) {
    case 'not':
      return ofCondition(condition.item, detection, names, !holds);
    case 'and':
    case 'or': {
      const each = condition.items.map((item) => ofCondition(item, detection, names, holds));
      return (condition.kind === 'and') === holds ? all(each) : any(each);
    }
    case 'selection': {
      const selection = detection.selections.get(condition.name);
      return selection === undefined || ofSelection(selection, names, holds);
    }
  }
}

function ofSelection(selection: Selection, names: Names, holds: boolean): Chance {
  switch (selection.kind) {
    case 'all':
    case 'any': {
      const each = selection.items.map((item) => ofSelection(item, names, holds));
      return (selection.kind === 'all') === holds ? all(each) : any(each);
    }
    case 'exists':
      if (!names.has(selection.field)) return true;
      return telling(
        selection.field,
        // What is there without a value is left to whoever reads the event.
        selection.expected === holds ? isThere : (value) => !isThere(value) || value === null,
      );
    case 'field':
    case 'keywords': {
      if (selection.negated === holds) return true;
      const field = selection.kind === 'field' ? selection.field : undefined;
      const each = selection.tests.map((test) => guardsOfTest(test, field));
      if (selection.quantifier === 'any' && each.every(({ length }) => length === 1)) {
        return ofGuard(each.flat(2), names);
      }
      const chances = each.map((guards) => all(guards.map((guard) => ofGuard(guard, names))));
      return selection.quantifier === 'all' ? all(chances) : any(chances);
    }
  }
}

function isThere(value: FieldValue | undefined): boolean {
  return value !== undefined;
}

function ofGuard(guard: Guard, names: Names): Chance {
  const byField = new Map<string, Sign[]>();
  for (const sign of guard) {
    if (sign.field === undefined || !names.has(sign.field)) return true;
    byField.set(sign.field, [...(byField.get(sign.field) ?? []), sign]);
  }
  return any([...byField].map(([field, signs]) => telling(field, holdsOneOf(signs))));
}

function telling(field: string, holds: Telling['holds']): Telling {
  return { kind: 'telling', field, path: field.split('.'), holds };
}

/** Whether a value of the field has one of the signs. */
function holdsOneOf(signs: readonly Sign[]): Telling['holds'] {
  if (signs.some(({ kind }) => kind === 'present')) return isThere;
  const tests = signs.flatMap((sign) => (sign.kind === 'text' ? [textTest(sign)] : []));
  const answers = new Map<FieldValue, boolean>();
  let repeats = 0;
  let remembers = true;
  return (value) => {
    if (value === undefined) return false;
    const known = remembers ? answers.get(value) : undefined;
    if (known !== undefined) {
      repeats += 1;
      return known;
    }
    // Nothing is known of what is in a list or an object.
    if (typeof value === 'object' && value !== null) return true;
    const text = fold(String(value));
    const answer = tests.some((test) => test(text));
    if (!remembers) return answer;
    if (answers.size >= REMEMBERED) {
      // Messages and the like never come again.
      remembers = repeats >= answers.size;
      repeats = 0;
      answers.clear();
    }
    answers.set(value, answer);
    return answer;
  };
}

// ── looking ─────────────────────────────────────────────────────────────────────────────────

/** Most rules are out of the question for most values of one field, be it the name of what happened. */
function lookFor(chance: Chance): FirstLook {
  const pivot = pivotOf(chance);
  if (pivot === undefined) {
    const answer = chance === true;
    return Object.assign(() => answer, { by: () => answer });
  }
  const left = new Map<FieldValue | undefined, Chance>();
  const look = (valueOf: (telling: Telling) => FieldValue | undefined): boolean => {
    const value = valueOf(pivot);
    let rest = left.get(value);
    if (rest === undefined) {
      const { field } = pivot;
      rest = known(chance, (each) => (each.field === field ? each.holds(value) : each));
      if (left.size >= REMEMBERED) left.clear();
      left.set(value, rest);
    }
    return typeof rest === 'boolean' ? rest : isMet(rest, valueOf);
  };
  const by: FirstLook['by'] = (valueOf) => look(({ field }) => valueOf(field));
  return Object.assign((few: Fields) => look(({ path }) => valueAt(few, path)), { by });
}

/** What is left to find out when some of it is. */
function known(chance: Chance, answer: (telling: Telling) => Chance): Chance {
  if (typeof chance === 'boolean') return chance;
  if (chance.kind === 'telling') return answer(chance);
  const items = chance.items.map((item) => known(item, answer));
  return chance.kind === 'all' ? all(items) : any(items);
}

function isMet(
  chance: Telling | Several,
  valueOf: (telling: Telling) => FieldValue | undefined,
): boolean {
  if (chance.kind === 'telling') return chance.holds(valueOf(chance));
  const decides = chance.kind === 'any';
  for (const item of chance.items) if (isMet(item, valueOf) === decides) return decides;
  return !decides;
}

/** The field that most rules ask for. */
function pivotOf(chance: Chance): Telling | undefined {
  const uses = new Map<string, number>();
  let pivot: Telling | undefined;
  for (const rule of ofRules(chance)) {
    for (const [field, telling] of fieldsOf(rule)) {
      const times = (uses.get(field) ?? 0) + 1;
      uses.set(field, times);
      if (times > (uses.get(pivot?.field ?? '') ?? 0)) pivot = telling;
    }
  }
  return pivot;
}

function ofRules(chance: Chance): readonly (Telling | Several)[] {
  if (typeof chance === 'boolean') return [];
  return chance.kind === 'any' ? chance.items : [chance];
}

function fieldsOf(chance: Telling | Several): ReadonlyMap<string, Telling> {
  if (chance.kind === 'telling') return new Map([[chance.field, chance]]);
  return new Map(chance.items.flatMap((item) => [...fieldsOf(item)]));
}

function valueAt(few: Fields, path: readonly string[]): FieldValue | undefined {
  let value: FieldValue | undefined = few;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as Fields)[step];
  }
  return value;
}
