// A query's text cut into tokens, each with its place. Refuses what can have no meaning: a quotation
// mark or a regular expression without its end.

import { err, ok, type Result } from '../base/result.ts';
import { parseAddress, parseNetwork } from '../match/address.ts';
import type { QueryError } from './query-node.ts';

export type Token = { readonly at: number } & (
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  /** A name before a colon; its value is the token after it. */
  | { readonly kind: 'field'; readonly name: string }
  /** `escaped` has backslashes before characters that stand for themselves, as patterns read them. */
  | { readonly kind: 'word'; readonly escaped: string; readonly plain: string }
  | { readonly kind: 'phrase'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string; readonly ignoreCase: boolean }
  | {
      readonly kind: 'range';
      readonly low: string;
      readonly high: string;
      readonly lowIncluded: boolean;
      readonly highIncluded: boolean;
    }
  | { readonly kind: 'compare'; readonly operator: '>' | '>=' | '<' | '<='; readonly bound: string }
);

const FIELD = /([A-Za-z_@$][\w.@$/-]*):/y;
const SPACE = /\s+/y;
const WORD_END = /[\s()"]/;
const RANGE =
  /([[{])\s*("(?:[^"\\]|\\.)*"|[^\s"\]}]+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s"\]}]+)\s*([\]}])/y;
const COMPARE = /(>=|<=|>|<)\s*("(?:[^"\\]|\\.)*"|[^\s()"]+)/y;

export function queryError(code: string, message: string, position: number): QueryError {
  return { code: `query.${code}`, message, position };
}

export function scanQuery(text: string): Result<readonly Token[], QueryError> {
  const tokens: Token[] = [];
  let at = 0;
  let afterField = false;
  while (at < text.length) {
    SPACE.lastIndex = at;
    if (SPACE.test(text)) {
      if (afterField) break;
      at = SPACE.lastIndex;
      continue;
    }
    const scanned: Scanned = afterField ? scanValue(text, at) : scanTerm(text, at);
    if (!scanned.ok) return scanned;
    const { token, end }: { readonly token: Token; readonly end: number } = scanned.value;
    tokens.push(token);
    afterField = token.kind === 'field';
    at = end;
  }
  const last = tokens.at(-1);
  if (afterField && last?.kind === 'field') {
    return err(
      queryError(
        'value-missing',
        `A value is missing after "${last.name}:".`,
        Math.min(at, text.length),
      ),
    );
  }
  return ok(tokens);
}

type Scanned = Result<{ readonly token: Token; readonly end: number }, QueryError>;

function scanTerm(text: string, at: number): Scanned {
  const char = text.charAt(at);
  if (char === '(') return ok({ token: { kind: 'open', at }, end: at + 1 });
  if (char === ')') return ok({ token: { kind: 'close', at }, end: at + 1 });
  if (text.startsWith('&&', at)) return ok({ token: { kind: 'and', at }, end: at + 2 });
  if (text.startsWith('||', at)) return ok({ token: { kind: 'or', at }, end: at + 2 });
  if ((char === '-' || char === '!') && /[^\s)]/.test(text.charAt(at + 1))) {
    return ok({ token: { kind: 'not', at }, end: at + 1 });
  }
  if (char === '"') {
    const phrase = scanQuoted(text, at);
    if (!phrase.ok || text.charAt(phrase.value.end) !== ':') return phrase;
    const { token, end } = phrase.value;
    if (token.kind !== 'phrase') return phrase;
    return ok({ token: { kind: 'field', name: token.text, at }, end: end + 1 });
  }
  if (char === '/') return scanRegex(text, at);
  FIELD.lastIndex = at;
  const field = FIELD.exec(text);
  const name = field?.[1];
  if (name !== undefined && !isWholeWord(text, at, at + name.length)) {
    return ok({ token: { kind: 'field', name, at }, end: at + name.length + 1 });
  }
  return scanWord(text, at);
}

/** Addresses and links hold colons, and are still one word. */
function isWholeWord(text: string, at: number, colon: number): boolean {
  if (text.startsWith('://', colon)) return true;
  const word = text.slice(at, wordEnd(text, at));
  return parseAddress(word) !== undefined || (word.includes('::') && parseNetwork(word).ok);
}

function scanValue(text: string, at: number): Scanned {
  const char = text.charAt(at);
  if (char === '(') return ok({ token: { kind: 'open', at }, end: at + 1 });
  if (char === ')') return err(queryError('value-missing', 'A value was expected before ")".', at));
  if (char === '"') return scanQuoted(text, at);
  if (char === '/') return scanRegex(text, at);
  if (char === '[' || char === '{') {
    RANGE.lastIndex = at;
    const range = RANGE.exec(text);
    const [whole, open, low, high, close] = range ?? [];
    if (whole === undefined || low === undefined || high === undefined) {
      return err(
        queryError('range', 'A range is written [from TO to], with * for an open end.', at),
      );
    }
    return ok({
      token: {
        kind: 'range',
        low: unquoted(low),
        high: unquoted(high),
        lowIncluded: open === '[',
        highIncluded: close === ']',
        at,
      },
      end: at + whole.length,
    });
  }
  if (char === '>' || char === '<') {
    COMPARE.lastIndex = at;
    const compare = COMPARE.exec(text);
    const [whole, operator, bound] = compare ?? [];
    if (whole === undefined || bound === undefined || !isOperator(operator)) {
      return err(queryError('value-missing', `A value is missing after "${char}".`, at + 1));
    }
    return ok({
      token: { kind: 'compare', operator, bound: unquoted(bound), at },
      end: at + whole.length,
    });
  }
  return scanWord(text, at);
}

function isOperator(text: string | undefined): text is '>' | '>=' | '<' | '<=' {
  return text === '>' || text === '>=' || text === '<' || text === '<=';
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !WORD_END.test(text.charAt(end))) {
    end += text.charAt(end) === '\\' && end + 1 < text.length ? 2 : 1;
  }
  return end;
}

function scanWord(text: string, at: number): Scanned {
  const end = wordEnd(text, at);
  const word = text.slice(at, end);
  if (word === 'AND') return ok({ token: { kind: 'and', at }, end });
  if (word === 'OR') return ok({ token: { kind: 'or', at }, end });
  if (word === 'NOT') return ok({ token: { kind: 'not', at }, end });
  // Patterns know escapes of wildcards and of the backslash; the others are the query's own.
  const escaped = word.replace(/\\([\s():"/[\]{}<>!&|+-])/g, '$1');
  return ok({
    token: { kind: 'word', escaped, plain: escaped.replace(/\\([*?\\])/g, '$1'), at },
    end,
  });
}

function scanQuoted(text: string, at: number): Scanned {
  let phrase = '';
  for (let i = at + 1; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '"') return ok({ token: { kind: 'phrase', text: phrase, at }, end: i + 1 });
    const next = text.charAt(i + 1);
    if (char === '\\' && (next === '"' || next === '\\')) {
      phrase += next;
      i += 1;
    } else phrase += char;
  }
  return err(queryError('quote-open', 'The quotation mark has no partner.', at));
}

function scanRegex(text: string, at: number): Scanned {
  let inClass = false;
  for (let i = at + 1; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '\\') i += 1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) {
      const ignoreCase = text.charAt(i + 1) === 'i';
      const end = i + (ignoreCase ? 2 : 1);
      if (end < text.length && !/[\s)]/.test(text.charAt(end))) {
        return err(
          queryError('regex-end', 'After a regular expression only the letter i may follow.', end),
        );
      }
      const source = text.slice(at + 1, i).replaceAll('\\/', '/');
      return ok({ token: { kind: 'regex', source, ignoreCase, at }, end });
    }
  }
  return err(queryError('regex-open', 'The regular expression has no closing "/".', at));
}
