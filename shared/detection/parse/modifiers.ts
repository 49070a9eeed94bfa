// What a field's modifiers make of its values, in the order they are written. Every combination that
// has no meaning is refused: a rule that loads does what it says.

import { base64, base64Offsets, bytesAsText, utf16Bytes, type Utf16Form } from './encodings.ts';
import type { Problems } from './problems.ts';
import { isNull, plainNumberOf, type Node, type Place, type ScalarNode } from './yaml-tree.ts';
import { TIME_PARTS, type TimePart } from '../time-parts.ts';
import { utf8 } from '../../base/bytes.ts';
import type { ValueTest } from '../rule.ts';
import {
  DASH,
  DASHES,
  literalOf,
  literalPattern,
  parsePattern,
  withManyAfter,
  withManyBefore,
  type Pattern,
  type PatternToken,
} from '../../match/pattern.ts';
import { compileValueMatcher, type Comparison, type ValueSpec } from '../../match/value-matcher.ts';

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

/** The value on its way through the modifiers. */
interface Draft {
  patterns: Pattern[];
  bytes: Uint8Array | undefined;
  number: number | undefined;
  text: string;
  touched: boolean;
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
      return undefined;
    }
    const test = testOf(modifiers, value, problems, keywords);
    if (test === undefined) return undefined;
    tests.push(test);
  }
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
  } else {
    const flag = modifiers.find((modifier) => ['i', 'm', 's'].includes(modifier));
    if (flag !== undefined) {
      return refuse('rule.flag-without-re', `"${flag}" has a meaning only after "re".`);
    }
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
  node: ScalarNode,
  problems: Problems,
  keywords: boolean,
): ValueTest | undefined {
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
    return valueTest([{ kind: 'compare', comparison: comparison ?? 'eq', number }]);
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
  if (modifiers.includes('expand')) {
    const placeholder = /(?<!\\)%([A-Za-z0-9_]+)%/.exec(node.text);
    if (placeholder) {
      return refuse(
        'rule.placeholder',
        `The placeholder %${placeholder[1] ?? ''}% has no value here.`,
      );
    }
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
  const draft: Draft = {
    patterns: [parsePattern(node.text)],
    bytes: undefined,
    number: plainNumberOf(node),
    text: node.text,
    touched: false,
  };
  for (const modifier of modifiers) {
    if (!applyOne(modifier, draft, node.place, problems)) return undefined;
  }
  if (draft.bytes !== undefined) draft.patterns = [literalPattern(bytesAsText(draft.bytes))];
  if (keywords) draft.patterns = draft.patterns.map((each) => withManyBefore(withManyAfter(each)));
  const cased = modifiers.includes('cased');
  const keepNumber = draft.number !== undefined && !draft.touched && !keywords;
  return valueTest(
    draft.patterns.map((pattern): ValueSpec =>
      keepNumber && draft.number !== undefined
        ? { kind: 'pattern', pattern, cased, number: draft.number }
        : { kind: 'pattern', pattern, cased },
    ),
  );
}

function applyOne(modifier: string, draft: Draft, place: Place, problems: Problems): boolean {
  const plainBytes = (): Uint8Array | undefined => {
    if (draft.bytes !== undefined) return draft.bytes;
    const literal = draft.patterns.length === 1 ? literalOf(draft.patterns[0] ?? []) : undefined;
    if (literal === undefined) {
      problems.error(
        'rule.encoding-wildcard',
        `"${modifier}" cannot encode a value with wildcards.`,
        place,
      );
      return undefined;
    }
    return utf8(literal);
  };
  const settle = () => {
    if (draft.bytes === undefined) return;
    draft.patterns = [literalPattern(bytesAsText(draft.bytes))];
    draft.bytes = undefined;
  };
  switch (modifier) {
    case 'contains':
      settle();
      draft.patterns = draft.patterns.map((each) => withManyBefore(withManyAfter(each)));
      break;
    case 'startswith':
      settle();
      draft.patterns = draft.patterns.map(withManyAfter);
      break;
    case 'endswith':
      settle();
      draft.patterns = draft.patterns.map(withManyBefore);
      break;
    case 'windash':
      draft.patterns = draft.patterns.map(withDashes);
      break;
    case 'wide':
    case 'utf16le':
    case 'utf16be':
    case 'utf16': {
      if (plainBytes() === undefined) return false;
      const text = literalOf(draft.patterns[0] ?? []) ?? '';
      const form: Utf16Form = modifier === 'wide' ? 'utf16le' : modifier;
      draft.bytes = utf16Bytes(text, form);
      break;
    }
    case 'base64': {
      const bytes = plainBytes();
      if (bytes === undefined) return false;
      draft.patterns = [literalPattern(base64(bytes))];
      draft.bytes = undefined;
      break;
    }
    case 'base64offset': {
      const bytes = plainBytes();
      if (bytes === undefined) return false;
      draft.patterns = base64Offsets(bytes).map(literalPattern);
      draft.bytes = undefined;
      break;
    }
    default:
      return true;
  }
  draft.touched = true;
  return true;
}

/** A dash of any kind at a word's start stands for each of them. */
function withDashes(pattern: Pattern): Pattern {
  const out: PatternToken[] = [];
  let before = '';
  pattern.forEach((token, index) => {
    if (typeof token !== 'string') {
      out.push(token);
      before = '';
      return;
    }
    let literal = '';
    for (let i = 0; i < token.length; i++) {
      const char = token.charAt(i);
      const following = pattern[index + 1];
      const next =
        token.charAt(i + 1) || (typeof following === 'string' ? following.charAt(0) : '');
      if (DASHES.includes(char) && !isWord(before) && isWord(next)) {
        if (literal !== '') out.push(literal);
        literal = '';
        out.push(DASH);
      } else literal += char;
      before = char;
    }
    if (literal !== '') out.push(literal);
  });
  return out;
}

function isWord(char: string): boolean {
  return /^[\p{L}\p{N}_]$/u.test(char);
}
