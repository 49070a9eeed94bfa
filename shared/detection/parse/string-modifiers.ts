// What the string modifiers make of one value, in the order they are written: a value can become
// several forms of itself. Refuses to encode what is no plain text.

import { base64, base64Offsets, bytesAsText, utf16Bytes, type Utf16Form } from './encodings.ts';
import { hasPlaceholder } from './placeholders.ts';
import { utf8 } from '../../base/bytes.ts';
import { err, failure, ok, type Result } from '../../base/result.ts';
import {
  DASH,
  DASHES,
  literalOf,
  literalPattern,
  withManyAfter,
  withManyBefore,
  type Pattern,
  type PatternToken,
} from '../../match/pattern.ts';

export interface Form {
  readonly pattern: Pattern;
  /** Its characters stand for bytes, because it has been encoded as UTF-16. */
  readonly binary: boolean;
}

/** Five kinds of dash in five places: enough for any command line, and an end to the product. */
const MOST_FORMS = 3_125;

/** `undefined` where the modifier leaves strings alone. */
export function applyStringModifier(
  modifier: string,
  forms: readonly Form[],
): Result<readonly Form[] | undefined> {
  const each = (change: (pattern: Pattern) => Pattern) =>
    ok(forms.map((form) => ({ ...form, pattern: change(form.pattern) })));
  switch (modifier) {
    case 'contains':
      return each((pattern) => withManyBefore(withManyAfter(pattern)));
    case 'startswith':
      return each(withManyAfter);
    case 'endswith':
      return each(withManyBefore);
    case 'windash':
      return each(withDashes);
    case 'wide':
    case 'utf16le':
    case 'utf16be':
    case 'utf16': {
      const kind = modifier === 'wide' ? 'utf16le' : modifier;
      return encoded(modifier, forms, ({ pattern }) => [
        { pattern: asUtf16(pattern, kind), binary: true },
      ]);
    }
    case 'base64':
    case 'base64offset':
      return encoded(modifier, forms, ({ pattern, binary }) => {
        const text = literalOf(pattern);
        if (text === undefined) return undefined;
        const bytes = binary ? bytesOf(text) : utf8(text);
        const all = modifier === 'base64' ? [base64(bytes)] : base64Offsets(bytes);
        return all.map((one) => ({ pattern: literalPattern(one), binary: false }));
      });
    default:
      return ok(undefined);
  }
}

/** Encoding needs to know which dash it is: each kind becomes a form of its own first. */
function encoded(
  modifier: string,
  forms: readonly Form[],
  encode: (form: Form) => readonly Form[] | undefined,
): Result<readonly Form[]> {
  const refuse = (reason: string) =>
    err(failure('rule.encoding-wildcard', `"${modifier}" cannot encode ${reason}.`));
  const out: Form[] = [];
  for (const { pattern, binary } of forms) {
    for (const spelt of spellings(pattern)) {
      if (spelt.some((token) => typeof token === 'string' && hasPlaceholder(token))) {
        return refuse('a placeholder');
      }
      const made = encode({ pattern: spelt, binary });
      if (made === undefined) return refuse('a value with wildcards');
      out.push(...made);
      if (out.length > MOST_FORMS) return refuse('a value that has so many forms');
    }
  }
  return ok(out);
}

/** The pattern once for each choice of dashes. */
function spellings(pattern: Pattern): readonly Pattern[] {
  let made: Pattern[] = [[]];
  for (const token of pattern) {
    const choices = token === DASH ? DASHES.split('') : [token];
    // One too many is enough to be refused.
    if (made.length > MOST_FORMS) break;
    made = made.flatMap((start) => choices.map((choice) => joined(start, choice)));
  }
  return made;
}

function joined(start: Pattern, token: PatternToken): Pattern {
  const last = start.at(-1);
  return typeof last === 'string' && typeof token === 'string'
    ? [...start.slice(0, -1), last + token]
    : [...start, token];
}

/** Wildcards stay wildcards; the byte order mark comes once, before everything. */
function asUtf16(pattern: Pattern, kind: Utf16Form): Pattern {
  let marked = kind !== 'utf16';
  return pattern.map((token) => {
    if (typeof token !== 'string') return token;
    const form = kind === 'utf16' && marked ? 'utf16le' : kind;
    marked = true;
    return bytesAsText(utf16Bytes(token, form));
  });
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** A dash of any kind at a word's start stands for each of them. */
function withDashes(pattern: Pattern): Pattern {
  const out: PatternToken[] = [];
  let before = '';
  for (const token of pattern) {
    if (typeof token !== 'string') {
      out.push(token);
      before = '';
      continue;
    }
    let literal = '';
    for (let i = 0; i < token.length; i++) {
      const char = token.charAt(i);
      if (DASHES.includes(char) && !isWord(before) && isWord(token.charAt(i + 1))) {
        if (literal !== '') out.push(literal);
        literal = '';
        out.push(DASH);
      } else literal += char;
      before = char;
    }
    if (literal !== '') out.push(literal);
  }
  return out;
}

function isWord(char: string): boolean {
  return /^[\p{L}\p{N}_]$/u.test(char);
}
