// Regular expressions that end in time linear to the text, whatever the pattern: RE2 semantics, and a
// search of its own for those that look around. What neither can do (references back, atomic groups) is
// refused with a reason, never run otherwise.

import { RE2JS } from 're2js';
import { withoutLongRepeats } from './long-repeats.ts';
import { compileLookAround } from './look-around.ts';
import type { Span } from './pattern.ts';
import { regexRequirement } from './regex-literals.ts';
import { err, failure, ok, type Result } from '../base/result.ts';

export interface RegexFlags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

export interface CompiledRegex {
  test(text: string): boolean;
  /** Whether a text takes more steps than a rule may spend on one value. */
  isTooMuch(text: string): boolean;
  span(text: string): Span | undefined;
}

/** Letters that mean something after a backslash in RE2. */
const KNOWN_ESCAPES = 'aAbBCdDEfnpPQrsStvwWxz';
/** Those of other flavours, said in RE2's. */
const FOREIGN_ESCAPES: Readonly<Record<string, string>> = {
  e: '\\x1b',
  h: '[ \\t]',
  R: '(?:\\r\\n|\\n|\\r)',
  Z: '\\z',
};
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
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char !== '\\' || i + 1 >= pattern.length) {
      out += char;
      continue;
    }
    const next = pattern.charAt(i + 1);
    i++;
    if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(pattern.slice(i + 1, i + 5))) {
      out += `\\x{${pattern.slice(i + 1, i + 5)}}`;
      i += 4;
    } else if (/[A-Za-z]/.test(next) && !KNOWN_ESCAPES.includes(next)) {
      out += FOREIGN_ESCAPES[next] ?? next;
    } else if (next > '\x7f') {
      out += next;
    } else out += `\\${next}`;
  }
  return LONG_REPEAT.test(out) ? withoutLongRepeats(out) : out;
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
    if (/\\[1-9]/.test(pattern)) {
      return refuse('refers back to a group, which cannot be run in linear time');
    }
    return refuse(`does not parse: ${reason}`);
  }
}

function quoted(pattern: string): string {
  return pattern.length > 80 ? `"${pattern.slice(0, 80)}…"` : `"${pattern}"`;
}
