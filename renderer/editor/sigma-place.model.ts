// Where in a Sigma rule a caret stands, judged from the lines alone: a rule being typed is hardly
// ever valid YAML. Decides which words are offered there.

import {
  CONDITION_WORDS,
  CORRELATION_KEYS,
  LOGSOURCE_KEYS,
  MODIFIERS,
  type SigmaWord,
  TOP_KEYS,
  VALUES,
} from './sigma-words.ts';

export interface Offer {
  readonly label: string;
  readonly detail: string;
  /** Snippet text: `$0` is where the caret goes. */
  readonly insert: string;
  readonly kind: 'key' | 'field' | 'modifier' | 'value';
}

const KEY_LINE = /^(\s*)(?:- )?([^\s:#][^:]*?):/;

/** Keys that enclose a line, outermost first. */
export function enclosingKeys(lines: readonly string[], lineIndex: number): readonly string[] {
  const indentOf = (line: string) => /^\s*/.exec(line)?.[0].length ?? 0;
  const keys: string[] = [];
  const current = lines[lineIndex] ?? '';
  let indent = current.trim() === '' ? current.length : indentOf(current);
  for (let index = lineIndex - 1; index >= 0 && indent > 0; index--) {
    const line = lines[index] ?? '';
    if (line.startsWith('---')) break;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const match = KEY_LINE.exec(line);
    if (match && indentOf(line) < indent) {
      keys.unshift(match[2] ?? '');
      indent = indentOf(line);
    }
  }
  return keys;
}

export interface RuleFacts {
  /** Names of fields in the evidence. */
  readonly fields: readonly string[];
}

export function offersAt(
  lines: readonly string[],
  lineIndex: number,
  column: number,
  facts: RuleFacts,
): readonly Offer[] {
  const before = (lines[lineIndex] ?? '').slice(0, column);
  const keys = enclosingKeys(lines, lineIndex);
  const value = /^\s*(?:- )?([\w.-]+):\s+(.*)$/.exec(before);
  if (value) {
    const key = value[1] ?? '';
    if (key === 'condition' && keys[0] === 'detection') {
      return [
        ...selectionsOf(lines, lineIndex).map((name) => offer(name, 'selection', 'value')),
        ...CONDITION_WORDS.map((word) => offer(word.word, word.help, 'value')),
      ];
    }
    const isTop = keys.length === 0;
    if (isTop && (key === 'level' || key === 'status')) return valuesOf(key);
    return key === 'type' && keys[0] === 'correlation' ? valuesOf('type') : [];
  }
  if (/\S\|[\w|]*$/.test(before)) {
    return MODIFIERS.map((word) => offer(word.word, word.help, 'modifier'));
  }
  if (/^\s*- ./.test(before) && keys.at(-1) === 'group-by') return fieldOffers(facts, '');
  const where = keys[0];
  if (where === undefined) return TOP_KEYS.map(keyOffer);
  if (where === 'logsource') return LOGSOURCE_KEYS.map(keyOffer);
  if (where === 'correlation') {
    return keys.at(-1) === 'group-by' ? fieldOffers(facts, '') : CORRELATION_KEYS.map(keyOffer);
  }
  if (where !== 'detection') return [];
  return keys.length === 1
    ? [
        {
          label: 'selection',
          detail: 'A named selection.',
          insert: 'selection:\n  $0',
          kind: 'key',
        },
        {
          label: 'condition',
          detail: 'How the selections combine.',
          insert: 'condition: $0',
          kind: 'key',
        },
      ]
    : fieldOffers(facts, ': ');
}

function valuesOf(key: string): readonly Offer[] {
  return (VALUES[key] ?? []).map((word) => offer(word.word, word.help, 'value'));
}

function offer(label: string, detail: string, kind: Offer['kind']): Offer {
  return { label, detail, insert: label.replaceAll('$', '\\$'), kind };
}

function keyOffer(word: SigmaWord): Offer {
  return {
    label: word.word,
    detail: word.help,
    insert: word.insert ?? `${word.word}: $0`,
    kind: 'key',
  };
}

function fieldOffers(facts: RuleFacts, after: string): readonly Offer[] {
  return facts.fields.map((name) => ({
    label: name,
    detail: 'field in this evidence',
    insert: name.replaceAll('$', '\\$') + after,
    kind: 'field',
  }));
}

/** Names directly under `detection` of the document that the line is in. */
export function selectionsOf(lines: readonly string[], lineIndex: number): readonly string[] {
  let start = lineIndex;
  while (start > 0 && !lines[start]?.startsWith('detection:')) start -= 1;
  const names: string[] = [];
  let indent: number | undefined;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const match = KEY_LINE.exec(line);
    const depth = /^\s*/.exec(line)?.[0].length ?? 0;
    if (depth === 0) break;
    indent ??= depth;
    if (depth === indent && match && match[2] !== 'condition') names.push(match[2] ?? '');
  }
  return names;
}

/** Help for a word of the language, or `undefined` for any other. */
export function helpFor(
  word: string,
  lines: readonly string[],
  lineIndex: number,
): string | undefined {
  const line = lines[lineIndex] ?? '';
  const keys = enclosingKeys(lines, lineIndex);
  const find = (words: readonly SigmaWord[]) => words.find((each) => each.word === word)?.help;
  if (new RegExp(`\\|${escaped(word)}(?=[|:\\s]|$)`).test(line)) return find(MODIFIERS);
  if (line.trimStart().startsWith('condition:') && keys[0] === 'detection') {
    return find(CONDITION_WORDS);
  }
  const isKey = new RegExp(`^\\s*(?:- )?${escaped(word)}:`).test(line);
  if (!isKey) {
    for (const key of ['level', 'status', 'type']) {
      if (new RegExp(`^\\s*${key}:`).test(line)) return find(VALUES[key] ?? []);
    }
    return undefined;
  }
  if (keys.length === 0) return find(TOP_KEYS);
  if (keys[0] === 'logsource') return find(LOGSOURCE_KEYS);
  return keys[0] === 'correlation' ? find(CORRELATION_KEYS) : undefined;
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
