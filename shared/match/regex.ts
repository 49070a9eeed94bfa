// Regular expressions that end in time linear to the text, whatever the pattern: RE2 semantics, and a
// search of its own for those that look around. What neither can do (references back, atomic groups) is
// refused with a reason, never run otherwise.

import { RE2JS } from 're2js';
import type { CompiledRegex } from './compiled-regex.ts';
import { withoutLongRepeats } from './long-repeats.ts';
import { compileLookAround } from './look-around.ts';
import type { Span } from './pattern.ts';
import { regexRequirement } from './regex-literals.ts';
import type { RegexFlags } from './regex-syntax.ts';
import { err, failure, ok, type Result } from '../base/result.ts';

/** Letters that RE2 knows behind a backslash, or refuses: they mean what it cannot do. */
const KNOWN_ESCAPES = 'aAbBCdDEfgGkKnpPQrsStvwWxXz';
/** Those of other flavours, said in RE2's; and within a class. */
const FOREIGN_ESCAPES: Readonly<Record<string, string>> = {
  e: '\\x1b',
  h: '[ \\t]',
  H: '[^ \\t]',
  N: '[^\\n]',
  R: '(?:\\r\\n|\\n|\\r)',
  Z: '\\z',
};
const FOREIGN_IN_CLASS: Readonly<Record<string, string>> = {
  e: '\\x1b',
  h: ' \\t',
  H: '\\x00-\\x08\\x0a-\\x1f!-\\x{10ffff}',
  // No characters: RE2 refuses them.
  N: '\\N',
  R: '\\R',
  Z: '\\Z',
};
/** A closing bracket that is the first of a class stands for itself. */
const CLASS_BEGIN = /\[\^?\]?/y;
const CLASS_WITHIN = /\[:\^?\w+:\]/y;
const QUOTATION = /\\Q[^]*?(?:\\E|$)|\\E/y;
const QUOTING = /^\\Q|\\E$/g;
const SYNTAX = /[\\^$.|?*+()[\]{}]/g;
const MAX_PATTERN_LENGTH = 20_000;
/** Characters times instructions: a second or two at worst. */
const MOST_STEPS = 2 ** 29;

/** What means the end of a text. */
const END = /\$|\\Z/;
const LOOK_AROUND = /\(\?<?[=!]/;
const LONG_REPEAT = /\{(?:\d+,)?\d{4,}/;

/** Needless escapes are dropped, long repeats split; a leading group of inline flags stays as it is. */
export function adaptRegex(pattern: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length;) {
    const char = pattern.charAt(i);
    if (char !== '\\' || i + 1 >= pattern.length) {
      const bracket = char === '[' ? matchAt(inClass ? CLASS_WITHIN : CLASS_BEGIN, pattern, i) : '';
      if (char === ']') inClass = false;
      else if (bracket !== '') inClass = true;
      out += bracket || char;
      i += bracket.length || 1;
      continue;
    }
    const quotation = inClass ? '' : matchAt(QUOTATION, pattern, i);
    if (quotation !== '') {
      // A count behind it is for its last character alone.
      out += quotation.replace(QUOTING, '').replace(SYNTAX, '\\$&');
      i += quotation.length;
      continue;
    }
    const next = pattern.charAt(i + 1);
    i += 2;
    if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(pattern.slice(i, i + 4))) {
      out += `\\x{${pattern.slice(i, i + 4)}}`;
      i += 4;
    } else if (/[A-Za-z]/.test(next) && !KNOWN_ESCAPES.includes(next)) {
      out += (inClass ? FOREIGN_IN_CLASS : FOREIGN_ESCAPES)[next] ?? next;
    } else if (next > '\x7f') {
      out += next;
    } else out += `\\${next}`;
  }
  return LONG_REPEAT.test(out) ? withoutLongRepeats(out) : out;
}

/** What the expression finds at a place, or nothing. */
function matchAt(expression: RegExp, text: string, at: number): string {
  expression.lastIndex = at;
  return expression.exec(text)?.[0] ?? '';
}

export function compileRegex(pattern: string, flags: RegexFlags): Result<CompiledRegex> {
  const refuse = (reason: string) =>
    err(failure('match.regex', `The regular expression ${quoted(pattern)} ${reason}.`));
  if (pattern.length > MAX_PATTERN_LENGTH) return refuse('is too long');
  if (LOOK_AROUND.test(pattern)) {
    const compiled = compileLookAround(pattern, flags);
    return compiled.ok ? compiled : refuse(compiled.error);
  }
  let bits = 0;
  if (flags.i) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.m) bits |= RE2JS.MULTILINE;
  if (flags.s) bits |= RE2JS.DOTALL;
  try {
    const adapted = adaptRegex(pattern);
    const compiled = RE2JS.compile(adapted, bits);
    const { leastLength } = regexRequirement(adapted);
    const longest = MOST_STEPS / Math.max(1, compiled.programSize());
    const found = (text: string) => text.length >= leastLength && compiled.test(text);
    const spanIn = (text: string): Span | undefined => {
      const matcher = compiled.matcher(text);
      return matcher.find() ? [matcher.start(), matcher.end()] : undefined;
    };
    const isTooMuch = (text: string) => text.length > longest;
    if (!END.test(pattern) || pattern.includes('\\z')) {
      return ok({ test: found, isTooMuch, span: spanIn });
    }
    // In PCRE, which rules are written for, the end is also before the newline that ends the text.
    return ok({
      test: (text) => found(text) || (text.endsWith('\n') && found(text.slice(0, -1))),
      isTooMuch,
      span: (text) => spanIn(text) ?? (text.endsWith('\n') ? spanIn(text.slice(0, -1)) : undefined),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/\\[1-9gk]/.test(pattern)) {
      return refuse('refers back to a group, which cannot be run in linear time');
    }
    return refuse(`does not parse: ${reason}`);
  }
}

function quoted(pattern: string): string {
  return pattern.length > 80 ? `"${pattern.slice(0, 80)}…"` : `"${pattern}"`;
}
