// What must be in an event for a rule to match it: lists of things of which at least one has to be
// there. Each list is a necessary condition, never a sufficient one; where nothing can be said there is
// no list, and the rule has to be tried on every event of its log source.

import type { Condition, Detection, Selection, ValueTest } from './rule.ts';
import { adaptRegex } from '../match/regex.ts';
import { regexRequirement } from '../match/regex-literals.ts';
import { longestPart } from '../match/pattern.ts';
import type { ValueSpec } from '../match/value-matcher.ts';

export type Sign =
  | { readonly kind: 'present'; readonly field: string }
  | {
      readonly kind: 'text';
      /** `undefined`: in any value of the event. */
      readonly field: string | undefined;
      readonly text: string;
      readonly start: boolean;
      readonly end: boolean;
    };

/** At least one of them. */
export type Guard = readonly Sign[];

/** A field that means the event's own time need not be there. */
const TIME_FIELDS = new Set(['@timestamp', 'timestamp', 'time']);
const MOST_SIGNS = 5_000;

/** Every list that is known, the most telling first. */
export function guardsOf(detection: Detection): readonly Guard[] {
  return ofCondition(detection.condition, detection, true)
    .filter((guard) => guard.length <= MOST_SIGNS)
    .toSorted((a, b) => chance(a) - chance(b));
}

function ofCondition(condition: Condition, detection: Detection, holds: boolean): Guard[] {
  switch (condition.kind) {
    case 'not':
      return ofCondition(condition.item, detection, !holds);
    case 'and':
    case 'or': {
      const each = condition.items.map((item) => ofCondition(item, detection, holds));
      return (condition.kind === 'and') === holds ? each.flat() : any(each);
    }
    case 'selection': {
      const selection = detection.selections.get(condition.name);
      return selection === undefined ? [] : ofSelection(selection, holds);
    }
  }
}

function ofSelection(selection: Selection, holds: boolean): Guard[] {
  switch (selection.kind) {
    case 'all':
    case 'any': {
      const each = selection.items.map((item) => ofSelection(item, holds));
      return (selection.kind === 'all') === holds ? each.flat() : any(each);
    }
    case 'exists':
      return selection.expected === holds ? [[{ kind: 'present', field: selection.field }]] : [];
    case 'field':
    case 'keywords': {
      if (selection.negated === holds) return [];
      const field = selection.kind === 'field' ? selection.field : undefined;
      const each = selection.tests.map((test) => guardsOfTest(test, field));
      return selection.quantifier === 'all' ? each.flat() : any(each);
    }
  }
}

/** What stands together for each way to match; events decide later which of them let least through. */
const MOST_CHOICES = 3;

/** Of several ways to match, each has to leave a sign: the best one of each, or the next best. */
function any(each: readonly (readonly Guard[])[]): Guard[] {
  const ways = each.map((guards) => guards.toSorted((a, b) => chance(a) - chance(b)));
  if (ways.length === 0 || ways.some(({ length }) => length === 0)) return [];
  const choices = Math.min(MOST_CHOICES, Math.max(...ways.map(({ length }) => length)));
  const found: Guard[] = [];
  for (let choice = 0; choice < choices; choice++) {
    const signs = new Map<string, Sign>();
    for (const guards of ways) {
      for (const sign of guards[Math.min(choice, guards.length - 1)] ?? []) {
        signs.set(keyOf(sign), sign);
      }
    }
    found.push([...signs.values()]);
  }
  return found;
}

function keyOf(sign: Sign): string {
  const field = sign.field ?? '';
  if (sign.kind === 'present') return `${field}\n`;
  return `${field}\n${sign.start ? '^' : ''}${sign.end ? '$' : ''}\n${sign.text}`;
}

/** @param field that is tested; `undefined` for any value of the event */
export function guardsOfTest(test: ValueTest, field: string | undefined): Guard[] {
  switch (test.kind) {
    case 'time':
      if (field === undefined || TIME_FIELDS.has(field.toLowerCase())) return [];
      return [[{ kind: 'present', field }]];
    case 'field': {
      const present: Guard[] = [[{ kind: 'present', field: test.other }]];
      if (field !== undefined) present.push([{ kind: 'present', field }]);
      return present;
    }
    case 'value':
      return any(test.specs.map((spec) => ofSpec(spec, field)));
  }
}

function ofSpec(spec: ValueSpec, field: string | undefined): Guard[] {
  const present: Guard[] = field === undefined ? [] : [[{ kind: 'present', field }]];
  switch (spec.kind) {
    case 'null':
      return [];
    case 'compare':
    case 'cidr':
      return present;
    case 'regex': {
      const { texts } = regexRequirement(adaptRegex(spec.source));
      if (texts === undefined) return present;
      return [texts.map((text): Sign => ({ kind: 'text', field, text, start: false, end: false }))];
    }
    case 'pattern': {
      const part = longestPart(spec.pattern);
      if (part === undefined) return present;
      const { texts, start, end } = part;
      const signs = texts.map((text): Sign => ({ kind: 'text', field, text, start, end }));
      if (spec.number === undefined) return [signs];
      const number = String(spec.number);
      return [[...signs, { kind: 'text', field, text: number, start: true, end: true }]];
    }
  }
}

/** A rough chance of a list to be met; figures are put right by what events show. */
function chance(guard: Guard): number {
  return guard.reduce((sum, sign) => sum + signChance(sign), 0);
}

/**
 * The same among other rules: what many of them look for is what events of this log source are made
 * of, and tells little.
 */
export function chanceAmong(rules: readonly (readonly Guard[])[]): (guard: Guard) => number {
  const users = new Map<string, number>();
  for (const guards of rules) {
    for (const key of new Set(guards.flatMap((guard) => guard.map(keyOf)))) {
      users.set(key, (users.get(key) ?? 0) + 1);
    }
  }
  return (guard) =>
    guard.reduce((sum, sign) => {
      const others = (users.get(keyOf(sign)) ?? 1) - 1;
      return sum + Math.max(signChance(sign), others / rules.length);
    }, 0);
}

function signChance(sign: Sign): number {
  if (sign.kind === 'present') return 1;
  let length = (sign.start ? 1 : 0) + (sign.end ? 1 : 0);
  // What is neither letter nor digit nor part of paths and sentences is rare by itself.
  for (const char of sign.text) length += /[^\w\s.:;,\\/"=()-]/.test(char) ? 8 : 1;
  const everywhere = sign.field === undefined ? 4 : 1;
  return everywhere * Math.max(0.000_1, 0.7 ** length);
}
