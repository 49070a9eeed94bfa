// Terms of the query language made from what is on the screen, and their place in the query that is
// already there.

export type FilterSense = 'include' | 'exclude';

/** Words that the language keeps for itself, and characters that end a bare value. */
const BARE = /^[\p{L}\p{N}_.@/+-]+$/u;
const KEPT_WORDS = new Set(['AND', 'OR', 'NOT', 'TO']);

export function quotedValue(value: string): string {
  if (BARE.test(value) && !KEPT_WORDS.has(value) && !/^[-/+]|\/$/.test(value)) return value;
  return quoted(value);
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (character) => `\\${character}`)}"`;
}

/** Names that the language reads without quotation marks. */
const BARE_NAME = /^[A-Za-z_@$][\w.@$/-]*$/;

/** `NOT _exists_:field` for an empty value. */
export function termOf(field: string, value: string): string {
  const name = BARE_NAME.test(field) ? field : quoted(field);
  return value === '' ? `NOT _exists_:${name}` : `${name}:${quotedValue(value)}`;
}

function negated(term: string): string {
  return term.startsWith('NOT ') ? term.slice(4) : `NOT ${term}`;
}

/** The parts of a query that are joined by AND at its outermost level, or the whole as one part. */
export function outerParts(query: string): readonly string[] {
  const words = outerWords(query.trim());
  if (words.some(isOr)) return [query.trim()];
  const parts: string[] = [];
  let pending = '';
  for (const word of words) {
    if (word === 'AND' || word === '&&') continue;
    if (word === 'NOT') pending += 'NOT ';
    else {
      parts.push(pending + word);
      pending = '';
    }
  }
  if (pending !== '') parts.push(pending.trim());
  return parts;
}

function isOr(word: string): boolean {
  return word === 'OR' || word === '||';
}

/** Words outside of quotes, brackets and parentheses; those stay whole. */
function outerWords(query: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let depth = 0;
  let quote = '';
  for (let at = 0; at < query.length; at++) {
    const character = query.charAt(at);
    if (quote !== '') {
      if (character === '\\') {
        word += character + query.charAt(at + 1);
        at += 1;
        continue;
      }
      if (character === quote) quote = '';
    } else if (character === '"') quote = character;
    else if (character === '/' && word.endsWith(':')) quote = '/';
    else if (character === '(' || character === '[' || character === '{') depth += 1;
    else if (character === ')' || character === ']' || character === '}') depth -= 1;
    else if (/\s/.test(character) && depth <= 0) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    word += character;
  }
  if (word !== '') words.push(word);
  return words;
}

/**
 * The query with a term added. A term that is there already is taken out again, its opposite is
 * replaced, so that one key both sets and clears a filter.
 */
export function withTerm(query: string, term: string, sense: FilterSense): string {
  const wanted = sense === 'include' ? term : negated(term);
  const opposite = negated(wanted);
  const parts = outerParts(query);
  if (parts.includes(wanted)) return joined(parts.filter((part) => part !== wanted));
  return joined([...parts.filter((part) => part !== opposite), wanted]);
}

function joined(parts: readonly string[]): string {
  if (parts.length === 1) return parts[0] ?? '';
  return parts.map((part) => (outerWords(part).some(isOr) ? `(${part})` : part)).join(' AND ');
}

/** Whether, and how, a term stands in the query. */
export function senseOf(query: string, term: string): FilterSense | null {
  const parts = outerParts(query);
  if (parts.includes(term)) return 'include';
  return parts.includes(negated(term)) ? 'exclude' : null;
}
