// What could stand where the caret is in a query: field names, then values of the field.

import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { QUERY_ALIASES } from '../../../shared/query/query-field.ts';
import { quotedValue } from './filter.model.ts';

export interface WordAtCaret {
  readonly start: number;
  readonly end: number;
  /** Of `field:value`, where the caret is behind the colon. */
  readonly field: string | null;
  /** What is typed of the field or of the value, without an opening quote. */
  readonly typed: string;
}

export function wordAt(query: string, caret: number): WordAtCaret {
  let start = caret;
  // A quoted value may hold spaces: the word begins before its opening quote.
  const before = query.slice(0, caret);
  const quotes = before.match(/(?<!\\)"/g)?.length ?? 0;
  if (quotes % 2 === 1) start = before.lastIndexOf('"');
  while (start > 0 && !/[\s()]/.test(query.charAt(start - 1))) start -= 1;
  let end = caret;
  while (end < query.length && !/[\s()]/.test(query.charAt(end))) end += 1;
  const text = query.slice(start, caret).replace(/^-/, '');
  const from = query.charAt(start) === '-' ? start + 1 : start;
  const colon = text.indexOf(':');
  if (colon < 0) return { start: from, end, field: null, typed: text };
  return {
    start: from,
    end,
    field: text.slice(0, colon),
    typed: text.slice(colon + 1).replace(/^"/, ''),
  };
}

export interface Suggestion {
  readonly text: string;
  readonly note: string;
  /** What replaces the word; a field keeps its colon, so that its values come next. */
  readonly insert: string;
}

/** Names that stand for no column. */
const OTHER_NAMES: readonly (readonly [string, string])[] = [
  ['source', 'exhibit: E01, E02 …'],
  ['time', 'a time or [from TO to]'],
  ['raw', 'the whole text of the record'],
];

/** The field whose values can be counted for what is typed before a colon. */
export function countedField(name: string): string {
  const lower = name.toLowerCase();
  if (lower === 'exhibit') return 'source';
  return (Object.hasOwn(QUERY_ALIASES, lower) ? QUERY_ALIASES[lower]?.[0] : undefined) ?? name;
}

export function fieldSuggestions(
  typed: string,
  otherFields: readonly string[],
): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  const all = new Map<string, string>();
  for (const [name, columns] of Object.entries(QUERY_ALIASES)) all.set(name, columns.join(' or '));
  for (const [name, note] of OTHER_NAMES) all.set(name, note);
  for (const name of ECS_COLUMNS) all.set(name, 'normalised column');
  for (const name of otherFields) if (!all.has(name)) all.set(name, 'field of the record');
  const found = [...all].filter(([name]) => name.toLowerCase().includes(wanted));
  const starts = (name: string) => Number(!name.toLowerCase().startsWith(wanted));
  return found
    .toSorted(([one], [other]) => starts(one) - starts(other))
    .slice(0, 12)
    .map(([name, note]) => ({ text: name, note, insert: `${name}:` }));
}

export function valueSuggestions(
  field: string,
  typed: string,
  values: readonly { readonly value: string; readonly count: number }[],
): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  return values
    .filter(({ value }) => value !== '' && value.toLowerCase().includes(wanted))
    .slice(0, 12)
    .map(({ value, count }) => ({
      text: value,
      note: String(count),
      insert: `${field}:${quotedValue(value)} `,
    }));
}

export function withSuggestion(
  query: string,
  word: WordAtCaret,
  suggestion: Suggestion,
): { readonly query: string; readonly caret: number } {
  const before = query.slice(0, word.start) + suggestion.insert;
  return { query: before + query.slice(word.end).replace(/^\s+/, ''), caret: before.length };
}
