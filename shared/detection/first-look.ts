// Whether an event needs to be read in full: of most events a few fields are enough to know that no
// rule can match them. Never says so of an event that a rule matches.

import { textTest } from './guard-test.ts';
import { guardsOf, type Guard, type Sign } from './guard.ts';
import { routed, type Routing } from './log-source.ts';
import { detectionsOf, type RuleSet } from './rule-set.ts';
import type { FieldValue, Fields, LogSource } from '../domain/event.ts';
import { fold } from '../match/fold.ts';

/** True where a rule might match an event with these fields, or nothing can be said. */
export type FirstLook = (few: Fields) => boolean;

export interface FirstLookOptions {
  /** Of rules that are wanted, by index. */
  readonly wanted: Iterable<number>;
  readonly route: Routing;
  /** True where the threat list has entries. */
  readonly threats: boolean;
  /** Fields, and paths to fields, that are at hand exactly as `fieldValues` would find them. */
  readonly known: readonly string[];
}

const ALWAYS: FirstLook = () => true;
/** Values of a log repeat; beyond so many they are forgotten. */
const REMEMBERED = 4_096;

export function firstLook(
  set: RuleSet,
  source: LogSource | undefined,
  { wanted, route, threats, known }: FirstLookOptions,
): FirstLook {
  const names = new Set(known);
  const rules: (readonly Guard[])[] = [];
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
    const guards = detectionsOf(set, rule).flatMap((detection) => guardsOf(detection, names));
    if (guards.length === 0) return ALWAYS;
    rules.push(guards);
  }
  return lookFor(rules);
}

/** A necessary condition: one of several fields has a telling value. */
type Condition = readonly {
  readonly field: string;
  readonly path: readonly string[];
  readonly isTelling: (value: FieldValue | undefined) => boolean;
}[];

function lookFor(rules: readonly (readonly Guard[])[]): FirstLook {
  const conditions = rules.map((guards) => guards.map(conditionOf));
  const pivot = pivotOf(conditions);
  const path = pivot.split('.');
  // Most rules are out of the question for most values of one field, be it the name of what happened.
  const left = new Map<FieldValue | undefined, (readonly Condition[])[]>();
  return (few) => {
    const value = valueAt(few, path);
    let possible = left.get(value);
    if (possible === undefined) {
      possible = conditions.filter((rule) =>
        rule.every(
          (condition) =>
            condition.some(({ field }) => field !== pivot) ||
            condition.some(({ isTelling }) => isTelling(value)),
        ),
      );
      if (left.size >= REMEMBERED) left.clear();
      left.set(value, possible);
    }
    for (const rule of possible) if (rule.every((condition) => isMet(condition, few))) return true;
    return false;
  };
}

function isMet(condition: Condition, few: Fields): boolean {
  return condition.some(({ path, isTelling }) => isTelling(valueAt(few, path)));
}

function conditionOf(guard: Guard): Condition {
  const byField = new Map<string, Sign[]>();
  for (const sign of guard) {
    const field = sign.field ?? '';
    byField.set(field, [...(byField.get(field) ?? []), sign]);
  }
  return [...byField].map(([field, signs]) => ({
    field,
    path: field.split('.'),
    isTelling: tellingOf(signs),
  }));
}

/** The field that alone decides most often. */
function pivotOf(rules: readonly (readonly Condition[])[]): string {
  const uses = new Map<string, number>();
  for (const [first, ...others] of rules.flat()) {
    if (first && others.length === 0) uses.set(first.field, (uses.get(first.field) ?? 0) + 1);
  }
  return [...uses].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

/** Whether a value of the field has one of the signs. */
function tellingOf(signs: readonly Sign[]): (value: FieldValue | undefined) => boolean {
  if (signs.some(({ kind }) => kind === 'present')) return (value) => value !== undefined;
  const tests = signs.flatMap((sign) => (sign.kind === 'text' ? [textTest(sign)] : []));
  const answers = new Map<FieldValue, boolean>();
  return (value) => {
    if (value === undefined) return false;
    const known = answers.get(value);
    if (known !== undefined) return known;
    // Nothing is known of what is in a list or an object.
    if (typeof value === 'object' && value !== null) return true;
    const text = fold(String(value));
    const answer = tests.some((test) => test(text));
    if (answers.size >= REMEMBERED) answers.clear();
    answers.set(value, answer);
    return answer;
  };
}

function valueAt(few: Fields, path: readonly string[]): FieldValue | undefined {
  let value: FieldValue | undefined = few;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as Fields)[step];
  }
  return value;
}
