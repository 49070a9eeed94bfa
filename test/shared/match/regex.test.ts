// Expressions written for PCRE, as rules are, said in RE2's syntax.

import { describe, expect, it } from 'vitest';
import { adaptRegex, compileRegex } from '../../../shared/match/regex.ts';

const NO_FLAGS = { i: false, m: false, s: false };

function found(pattern: string, texts: readonly string[]): readonly string[] {
  const result = compileRegex(pattern, NO_FLAGS);
  if (!result.ok) throw new Error(result.error.message);
  return texts.filter(result.value.test);
}

describe('a regular expression of a rule', () => {
  it('keeps what RE2 knows, and drops needless backslashes', () => {
    expect(adaptRegex('^\\d+\\.\\w[\\d\\]]\\x{41}$')).toBe('^\\d+\\.\\w[\\d\\]]\\x{41}$');
    expect(adaptRegex('\\m\\é')).toBe('mé');
  });

  it('means the same characters inside of a class and outside', () => {
    expect(found('^\\h[\\h]$', [' \t', ' ]', ' a'])).toEqual([' \t']);
    expect(found('^\\H[\\H]$', ['ab', 'a ', '\ta', '\n😀'])).toEqual(['ab', '\n😀']);
    expect(found('^\\N[\\e]$', ['N\x1b', '\n\x1b'])).toEqual(['N\x1b']);
    expect(found('^[]\\h]+[[:alpha:]\\h]$', ['] ]a', 'a'])).toEqual(['] ]a']);
  });

  it('takes a quotation for the characters in it', () => {
    expect(found('^\\Q\\y.\\E+$', ['\\y..', 'y.', '\\y.y.'])).toEqual(['\\y..']);
    expect(found('^a\\E$', ['a', 'aE'])).toEqual(['a']);
    expect(found('^\\Qab\\E{1001}$', [`a${'b'.repeat(1_001)}`, 'ab'.repeat(1_001)])).toHaveLength(
      1,
    );
  });

  it('counts further than RE2 does', () => {
    expect(found('^a{1500}$', ['a'.repeat(1_500), 'a'.repeat(1_499)])).toHaveLength(1);
  });

  it.each([
    ['(a)\\1', 'refers back'],
    ['(a)\\g1', 'refers back'],
    ['(?<n>a)\\k<n>', 'refers back'],
    ['a\\Kb', '\\K'],
    ['\\X', '\\X'],
    ['[\\R]', '\\R'],
    ['[\\Qa\\E]', '\\Q'],
  ])('is refused where it would mean something else: %s', (pattern, reason) => {
    const result = compileRegex(pattern, NO_FLAGS);
    expect(result.ok ? '' : result.error.message).toContain(reason);
  });
});
