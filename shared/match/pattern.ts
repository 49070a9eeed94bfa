// Sigma's wildcard strings: their escapes, and a matcher that never backtracks more than the product
// of the two lengths. Knows nothing of fields or modifiers.

import { fold } from './fold.ts';

/** `many` is `*`, `one` is `?`, `dash` is any of the characters that start a command line flag. */
export type PatternToken = string | { readonly wild: 'many' | 'one' | 'dash' };
export type Pattern = readonly PatternToken[];

export const MANY: PatternToken = { wild: 'many' };
export const ONE: PatternToken = { wild: 'one' };
export const DASH: PatternToken = { wild: 'dash' };
export const DASHES = '-/\u2013\u2014\u2015';

/**
 * `\*` and `\?` are the plain characters, `\\` before a wildcard or another backslash is one
 * backslash, and any other backslash stands for itself (so `\\server` begins with one).
 */
export function parsePattern(text: string): Pattern {
  const tokens: PatternToken[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') tokens.push(literal);
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const next = text.charAt(i + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      i++;
    } else if (char === '*') {
      flush();
      if (tokens.at(-1) !== MANY) tokens.push(MANY);
    } else if (char === '?') {
      flush();
      tokens.push(ONE);
    } else literal += char;
  }
  flush();
  return tokens;
}

export function literalPattern(text: string): Pattern {
  return text === '' ? [] : [text];
}

/** The plain text of a pattern without wildcards. */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && typeof only === 'string' ? only : undefined;
}

/** Plain text of a pattern in each way to write it, and whether it is at an end of what matches. */
export interface PlainPart {
  readonly texts: readonly string[];
  readonly start: boolean;
  readonly end: boolean;
}

/** Each dash can be written in five ways, so two of them make twenty-five. */
const MOST_DASHES = 2;

/** The longest part of a pattern between its wildcards; `undefined` where there is none. */
export function longestPart(pattern: Pattern): PlainPart | undefined {
  if (pattern.length === 0) return { texts: [''], start: true, end: true };
  let best: { from: number; to: number } | undefined;
  let longest = 0;
  for (let from = 0; from < pattern.length; from++) {
    let dashes = 0;
    let length = 0;
    for (let to = from; to < pattern.length; to++) {
      const token = pattern[to];
      if (typeof token === 'string') length += token.length;
      else if (token !== DASH || ++dashes > MOST_DASHES) break;
      else length++;
      if (length <= longest) continue;
      longest = length;
      best = { from, to: to + 1 };
    }
  }
  if (best === undefined) return undefined;
  return {
    texts: spelt(pattern.slice(best.from, best.to)),
    start: best.from === 0,
    end: best.to === pattern.length,
  };
}

function spelt(part: Pattern): readonly string[] {
  let texts = [''];
  for (const token of part) {
    const ways = typeof token === 'string' ? [token] : DASHES.split('');
    texts = texts.flatMap((text) => ways.map((way) => text + way));
  }
  return texts;
}

export function withManyBefore(pattern: Pattern): Pattern {
  return pattern[0] === MANY ? pattern : [MANY, ...pattern];
}

export function withManyAfter(pattern: Pattern): Pattern {
  return pattern.at(-1) === MANY ? pattern : [...pattern, MANY];
}

/** The pattern as it would be written in a rule, for explanations. */
export function patternText(pattern: Pattern): string {
  return pattern
    .map((token, i) => {
      if (typeof token !== 'string') {
        return token.wild === 'many' ? '*' : token.wild === 'one' ? '?' : '-';
      }
      const plain = token.replace(/\\*[*?]/g, (found) =>
        found.replaceAll('\\', '\\\\').replace(/.$/, '\\$&'),
      );
      const next = pattern[i + 1];
      const wildcardFollows = next === MANY || next === ONE;
      return wildcardFollows ? plain.replace(/\\+$/, (found) => found + found) : plain;
    })
    .join('');
}

/** Where a pattern's own characters lie in the text: [from, to). */
export type Span = readonly [from: number, to: number];

export interface TextMatcher {
  test(text: string): boolean;
  /** The same for a text that is folded already, where the pattern is not `cased`. */
  testFolded(text: string): boolean;
  /** The stretch that the pattern's part without its outer `*` covers, for marking it. */
  span(text: string): Span | undefined;
}

type Segment = readonly PatternToken[];

/** Length in code units of `segment` at `at`, or -1. */
function matchSegment(segment: Segment, text: string, at: number): number {
  let i = at;
  for (const token of segment) {
    if (typeof token === 'string') {
      if (!text.startsWith(token, i)) return -1;
      i += token.length;
    } else {
      if (i >= text.length) return -1;
      if (token.wild === 'dash' && !DASHES.includes(text.charAt(i))) return -1;
      i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
    }
  }
  return i - at;
}

/** Where `segment` starts if it ends at `end`, or -1. */
function matchSegmentBackwards(segment: Segment, text: string, end: number): number {
  let i = end;
  for (let k = segment.length - 1; k >= 0; k--) {
    const token = segment[k];
    if (token === undefined) return -1;
    if (typeof token === 'string') {
      i -= token.length;
      if (i < 0 || !text.startsWith(token, i)) return -1;
    } else {
      if (i <= 0) return -1;
      i -= i > 1 && isPair(text, i - 2) ? 2 : 1;
      if (token.wild === 'dash' && !DASHES.includes(text.charAt(i))) return -1;
    }
  }
  return i;
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

function findSegment(
  segment: Segment,
  text: string,
  from: number,
  limit: number,
): Span | undefined {
  const [first] = segment;
  for (let at = from; at <= limit; at++) {
    if (typeof first === 'string') {
      at = text.indexOf(first, at);
      if (at < 0 || at > limit) return undefined;
    } else if (at > 0 && isPair(text, at - 1)) continue;
    const length = matchSegment(segment, text, at);
    if (length >= 0 && at + length <= limit) return [at, at + length];
  }
  return undefined;
}

function spanIn(segments: readonly Segment[], text: string): Span | undefined {
  const first = segments[0] ?? [];
  const last = segments.at(-1) ?? [];
  const head = matchSegment(first, text, 0);
  if (head < 0) return undefined;
  if (segments.length === 1) return head === text.length ? [0, head] : undefined;
  const tail = matchSegmentBackwards(last, text, text.length);
  if (tail < head) return undefined;
  let at = head;
  let from = first.length > 0 ? 0 : -1;
  let to = head;
  for (let k = 1; k < segments.length - 1; k++) {
    const found = findSegment(segments[k] ?? [], text, at, tail);
    if (found === undefined) return undefined;
    if (from < 0) from = found[0];
    at = found[1];
    to = at;
  }
  if (last.length > 0) {
    if (from < 0) from = tail;
    to = text.length;
  }
  return from < 0 ? [0, text.length] : [from, to];
}

export function compilePattern(pattern: Pattern, cased: boolean): TextMatcher {
  const tokens = cased
    ? pattern
    : pattern.map((token) => (typeof token === 'string' ? fold(token) : token));
  const segments: PatternToken[][] = [[]];
  for (const token of tokens) {
    if (token === MANY) segments.push([]);
    else segments.at(-1)?.push(token);
  }
  const prepare = cased ? (text: string) => text : fold;
  const testFolded = fastTest(segments) ?? ((text) => spanIn(segments, text) !== undefined);
  return {
    test: (text) => testFolded(prepare(text)),
    testFolded,
    span: (text) => spanIn(segments, prepare(text)),
  };
}

/** Most patterns are one plain text with or without `*` around it: those go to the engine's own search. */
function fastTest(segments: readonly Segment[]): ((text: string) => boolean) | undefined {
  const plain: string[] = [];
  for (const segment of segments) {
    const [token] = segment;
    if (segment.length > 1 || typeof token === 'object') return undefined;
    plain.push(token ?? '');
  }
  const [first = '', second = '', third = ''] = plain;
  if (plain.length === 1) return (text) => text === first;
  if (plain.length === 2) {
    if (second === '') return (text) => text.startsWith(first);
    if (first === '') return (text) => text.endsWith(second);
  }
  if (plain.length === 3 && first === '' && third === '') return (text) => text.includes(second);
  return undefined;
}
