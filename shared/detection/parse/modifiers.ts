// What a field's modifiers make of its values, in the order they are written. Every combination that
// has no meaning is refused: a rule that loads does what it says.

import type { Problems } from './problems.ts';
import { hasPlaceholder, markPlaceholders } from './placeholders.ts';
import { applyStringModifier, type Form } from './string-modifiers.ts';
import {
  decimalOf,
  isNull,
  plainNumberOf,
  type Node,
  type Place,
  type ScalarNode,
} from './yaml-tree.ts';
import { TIME_PARTS, type TimePart } from '../time-parts.ts';
import type { ValueTest } from '../rule.ts';
import { literalOf, parsePattern, withManyAfter, withManyBefore } from '../../match/pattern.ts';
import {
  compileValueMatcher,
  exactWhole,
  type Comparison,
  type ValueSpec,
} from '../../match/value-matcher.ts';

const KNOWN = new Set([
  'contains',
  'startswith',
  'endswith',
  'all',
  'exists',
  'cased',
  'neq',
  'windash',
  're',
  'i',
  'm',
  's',
  'base64',
  'base64offset',
  'utf16le',
  'utf16be',
  'utf16',
  'wide',
  'lt',
  'lte',
  'gt',
  'gte',
  'cidr',
  'expand',
  'fieldref',
  ...TIME_PARTS,
]);
const STRING_ONLY = [
  'contains',
  'startswith',
  'endswith',
  'cased',
  'windash',
  'base64',
  'base64offset',
  'utf16le',
  'utf16be',
  'utf16',
  'wide',
  'cidr',
  'fieldref',
];
const COMPARISONS = ['lt', 'lte', 'gt', 'gte'];

export interface Modified {
  readonly tests: readonly ValueTest[];
  readonly quantifier: 'any' | 'all';
  readonly negated: boolean;
}

/** `undefined` after a refusal, which is then among the problems. */
export function applyModifiers(
  modifiers: readonly string[],
  values: readonly Node[],
  place: Place,
  problems: Problems,
  keywords: boolean,
): Modified | undefined {
  if (!combinationHolds(modifiers, values.length, place, problems, keywords)) return undefined;
  const tests: ValueTest[] = [];
  for (const value of values) {
    if (value.kind !== 'scalar') {
      problems.error('rule.value', 'A value must be a text, number, boolean or null.', value.place);
      continue;
    }
    const test = testOf(modifiers, value, problems, keywords);
    if (test !== undefined) tests.push(test);
  }
  if (tests.length < values.length) return undefined;
  return {
    tests,
    quantifier: modifiers.includes('all') ? 'all' : 'any',
    negated: modifiers.includes('neq'),
  };
}

function combinationHolds(
  modifiers: readonly string[],
  count: number,
  place: Place,
  problems: Problems,
  keywords: boolean,
): boolean {
  const refuse = (code: string, message: string): false => {
    problems.error(code, message, place);
    return false;
  };
  for (const modifier of modifiers) {
    if (!KNOWN.has(modifier)) {
      return refuse('rule.unknown-modifier', `The modifier "${modifier}" is not known.`);
    }
  }
  const has = (name: string) => modifiers.includes(name);
  if (has('all') && count < 2) {
    return refuse('rule.all-single', '"all" needs a list of at least two values.');
  }
  if (has('re')) {
    const other = modifiers.find((modifier) => STRING_ONLY.includes(modifier));
    if (other !== undefined) {
      return refuse('rule.re-with-string', `"re" cannot be used together with "${other}".`);
    }
  }
  const before = has('re') ? modifiers.slice(0, modifiers.indexOf('re')) : modifiers;
  const flag = before.find((modifier) => ['i', 'm', 's'].includes(modifier));
  if (flag !== undefined) {
    return refuse('rule.flag-without-re', `"${flag}" has a meaning only after "re".`);
  }
  if (has('cidr')) {
    const other = modifiers.find((m) => !['cidr', 'all', 'neq', 'expand'].includes(m));
    if (other !== undefined) {
      return refuse('rule.modifiers', `"cidr" cannot be used together with "${other}".`);
    }
  }
  const numeric = modifiers.filter((m) => COMPARISONS.includes(m));
  const parts = modifiers.filter((m) => isTimePart(m));
  if (numeric.length > 1 || parts.length > 1) {
    return refuse(
      'rule.modifiers',
      'Only one comparison and one part of a time can be used at once.',
    );
  }
  if (numeric.length + parts.length > 0) {
    const allowed = [...COMPARISONS, ...TIME_PARTS, 'neq', 'all'];
    const other = modifiers.find((m) => !allowed.includes(m));
    if (other !== undefined) {
      return refuse('rule.modifiers', `"${other}" cannot be used with a comparison of numbers.`);
    }
  }
  if (keywords) {
    const other = modifiers.find((m) => m === 'fieldref' || m === 'exists' || isTimePart(m));
    if (other !== undefined) return refuse('rule.no-field', `"${other}" needs a field.`);
  }
  return true;
}

function isTimePart(text: string): text is TimePart {
  return (TIME_PARTS as readonly string[]).includes(text);
}

function testOf(
  modifiers: readonly string[],
  given: ScalarNode,
  problems: Problems,
  keywords: boolean,
): ValueTest | undefined {
  const node = modifiers.includes('expand')
    ? { ...given, text: markPlaceholders(given.text, given.place, problems) }
    : given;
  const refuse = (code: string, message: string): undefined => {
    problems.error(code, message, node.place);
    return undefined;
  };
  const comparison = modifiers.find((m) => COMPARISONS.includes(m)) as Comparison | undefined;
  const part = modifiers.find(isTimePart);
  if (comparison !== undefined || part !== undefined) {
    const number = plainNumberOf(node);
    if (number === undefined) {
      return refuse(
        'rule.not-a-number',
        `"${node.text}" is not a number, so it cannot be compared as one.`,
      );
    }
    if (part !== undefined) {
      return { kind: 'time', part, comparison: comparison ?? 'eq', number };
    }
    const exact = Number.isSafeInteger(number) ? undefined : exactWhole(node.text);
    return valueTest([
      {
        kind: 'compare',
        comparison: comparison ?? 'eq',
        number,
        ...(exact === undefined ? {} : { exact }),
      },
    ]);
  }
  if (isNull(node)) {
    const other = modifiers.find((m) => m !== 'all' && m !== 'neq');
    if (other !== undefined || keywords) {
      return refuse(
        'rule.null-value',
        `null cannot be used ${keywords ? 'as a keyword' : `with "${other ?? ''}"`}.`,
      );
    }
    return valueTest([{ kind: 'null' }]);
  }
  if (modifiers.includes('fieldref')) return fieldReference(modifiers, node, problems);
  if (modifiers.includes('re')) {
    const flags = {
      i: modifiers.includes('i'),
      m: modifiers.includes('m'),
      s: modifiers.includes('s'),
    };
    return checked([{ kind: 'regex', source: node.text, flags }], node, problems);
  }
  if (modifiers.includes('cidr')) {
    return checked([{ kind: 'cidr', network: node.text.trim() }], node, problems);
  }
  return patternTest(modifiers, node, problems, keywords);
}

function valueTest(specs: readonly ValueSpec[]): ValueTest {
  return { kind: 'value', specs };
}

function checked(
  specs: readonly ValueSpec[],
  node: Node,
  problems: Problems,
): ValueTest | undefined {
  // With a placeholder still in it, its form can be judged only later.
  if (node.kind === 'scalar' && hasPlaceholder(node.text)) return valueTest(specs);
  for (const spec of specs) {
    const matcher = compileValueMatcher(spec);
    if (!matcher.ok) {
      problems.error(matcher.error.code, matcher.error.message, node.place);
      return undefined;
    }
  }
  return valueTest(specs);
}

function fieldReference(
  modifiers: readonly string[],
  node: ScalarNode,
  problems: Problems,
): ValueTest | undefined {
  const allowed = ['fieldref', 'startswith', 'endswith', 'contains', 'neq', 'cased', 'all'];
  const other = modifiers.find((m) => !allowed.includes(m));
  if (other !== undefined) {
    problems.error('rule.modifiers', `"fieldref" cannot be used with "${other}".`, node.place);
    return undefined;
  }
  if (literalOf(parsePattern(node.text)) === undefined || node.text === '') {
    problems.error(
      'rule.fieldref-wildcard',
      '"fieldref" needs the plain name of a field.',
      node.place,
    );
    return undefined;
  }
  const how = (['startswith', 'endswith', 'contains'] as const).find((m) => modifiers.includes(m));
  return {
    kind: 'field',
    other: node.text,
    how: how ?? 'equals',
    cased: modifiers.includes('cased'),
  };
}

function patternTest(
  modifiers: readonly string[],
  node: ScalarNode,
  problems: Problems,
  keywords: boolean,
): ValueTest | undefined {
  let forms: readonly Form[] = [{ pattern: parsePattern(node.text), binary: false }];
  let touched = false;
  for (const modifier of modifiers) {
    const changed = applyStringModifier(modifier, forms);
    if (!changed.ok) {
      problems.error(changed.error.code, changed.error.message, node.place);
      return undefined;
    }
    if (changed.value === undefined) continue;
    forms = changed.value;
    touched = true;
  }
  const patterns = forms.map(({ pattern }) =>
    keywords ? withManyBefore(withManyAfter(pattern)) : pattern,
  );
  const cased = modifiers.includes('cased');
  const number = touched || keywords ? undefined : decimalOf(node);
  return valueTest(
    patterns.map((pattern): ValueSpec =>
      number === undefined
        ? { kind: 'pattern', pattern, cased }
        : { kind: 'pattern', pattern, cased, number },
    ),
  );
}
