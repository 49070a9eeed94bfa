// Expressions that look around, against the platform's own engine, and on what would hold that one up.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledRegex } from '../../../shared/match/compiled-regex.ts';
import { compileRegex } from '../../../shared/match/regex.ts';

const NO_FLAGS = { i: false, m: false, s: false };

function compiled(pattern: string, flags = NO_FLAGS): CompiledRegex {
  const result = compileRegex(pattern, flags);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Those of the texts that the expression is found in. */
function found(pattern: string, texts: readonly string[], flags = NO_FLAGS): readonly string[] {
  const { test } = compiled(pattern, flags);
  return texts.filter(test);
}

describe('expressions that look around', () => {
  it('look ahead and behind, for what is there and for what is not', () => {
    expect(found('a(?=b)', ['ab', 'ac', 'a'])).toEqual(['ab']);
    expect(found('a(?!b)', ['ab', 'ac', 'a'])).toEqual(['ac', 'a']);
    expect(found('(?<=x)y', ['xy', 'zy', 'y'])).toEqual(['xy']);
    expect(found('(?<!x)y', ['xy', 'zy', 'y'])).toEqual(['zy', 'y']);
    expect(
      found('^(?!.*update)(?=.*http).+\\.exe$', [
        'http a.exe',
        'http update.exe',
        'a.exe',
        'http a.exe b',
      ]),
    ).toEqual(['http a.exe']);
  });

  it('look within a look, and behind for any length', () => {
    expect(found('a(?=b(?!c))', ['ab', 'abc', 'abd'])).toEqual(['ab', 'abd']);
    expect(found('(?<=^user=\\w+ )root', ['user=bob root', 'user= root', 'root'])).toEqual([
      'user=bob root',
    ]);
    expect(found('(?<!^(?:sudo|doas) )rm', ['sudo rm', 'doas rm', 'x rm'])).toEqual(['x rm']);
  });

  it('take flags, inline ones too, only as far as their group goes', () => {
    expect(found('(?i)a(?=B)', ['Ab', 'ab', 'ac'])).toEqual(['Ab', 'ab']);
    expect(found('(?i:a)(?=B)', ['AB', 'Ab'])).toEqual(['AB']);
    expect(found('^(?!x).', ['x\ny'], { ...NO_FLAGS, m: true })).toEqual(['x\ny']);
    expect(found('a.(?=b)', ['a\nb'])).toEqual([]);
    expect(found('a.(?=b)', ['a\nb'], { ...NO_FLAGS, s: true })).toEqual(['a\nb']);
  });

  it('know classes, escapes, counts, edges of words and characters beyond the first plane', () => {
    expect(found('(?=.*\\d{3,})[\\w.-]+@', ['a.b-1@ 123', 'a@ 12'])).toEqual(['a.b-1@ 123']);
    expect(found('\\bnet\\b(?! use)', ['net user', 'net x', 'network'])).toEqual(['net x']);
    expect(found('[^[:alpha:]\\]](?=\\x41)', ['1A', 'aA', ']A'])).toEqual(['1A']);
    expect(
      found('^(?=.\\u0041)[\\u{0}-\\x{10ffff}]A$'.replace('\\u{0}', '\\x00'), ['😀A']),
    ).toEqual(['😀A']);
    expect(found('\\p{Greek}(?!\\P{L})', ['λ ', 'λb'])).toEqual(['λb']);
    expect(found('\\Qa.b\\E(?=$)', ['a.b', 'axb', 'a.b\n'])).toEqual(['a.b', 'a.b\n']);
    expect(found('^\\Qa.\\E+(?=b)', ['a..b', 'a.a.b'])).toEqual(['a..b']);
    expect(found('^\\012\\N(?=b)', ['\nab', '\n\nb', '\n2'])).toEqual(['\nab']);
  });

  it('say which stretch they mean', () => {
    const { span } = compiled('(?<=😀)b+(?=c)');
    expect(span('b😀bbc')).toEqual([3, 5]);
    expect(span('bbb')).toBeUndefined();
  });

  it('agree with the engine of the platform', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$', 'c');
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => a + b),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(?:${a}|${b})`),
        fc
          .tuple(tie('tree'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?'))
          .map(([a, count]) => `(?:${a})${count}`),
        fc
          .tuple(fc.constantFrom('?=', '?!', '?<=', '?<!'), tie('tree'))
          .map(([kind, a]) => `(${kind}${a})`),
      ),
    }));
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 7 });
    fc.assert(
      fc.property(tree, fc.array(texts, { minLength: 4, maxLength: 8 }), (pattern, list) => {
        const own = `(?=)${pattern}`;
        const { test } = compiled(own);
        const theirs = new RegExp(own, 'u');
        for (const text of list) expect(test(text), `${own} on ${text}`).toBe(theirs.test(text));
      }),
      { numRuns: 400 },
    );
  });

  it('take no more steps where others try every division of the text', () => {
    const text = `${'a'.repeat(20_000)}!`;
    expect(found('^(?=(?:a+)+$)(?:a|aa)+$', [text])).toEqual([]);
    expect(found('(?<=^(?:a|a?)+)b', [text])).toEqual([]);
    expect(found('(?!(?:(?:a*)*)*!)b', [text])).toEqual([]);
  });

  it('say that a text is too long for an expression with many parts', () => {
    const { isTooMuch } = compiled('(?=a{5000})b');
    expect(isTooMuch('a'.repeat(1_000))).toBe(false);
    expect(isTooMuch('a'.repeat(100_000))).toBe(true);
  });

  it.each([
    ['(?=a)(b)\\1', 'refers back'],
    ['(?=a)(?>b)', 'group'],
    ['(?=a)b++', 'possessive'],
    ['(?=a)b{2}{3}', 'repeats what is repeated'],
    ['(?=a)\\xg', 'without the code'],
    ['(?=a', 'without an end'],
    ['(?=a))', 'not open'],
    ['(?=*)', 'repeats nothing'],
    ['(?=[b-a])', 'counts down'],
    ['(?=\\p{Nothing})', 'not known'],
    ['(?=(?:a{9999}){9999})', 'too long'],
    ['(?=a{3,2})', 'larger number'],
    [`${'(?='.repeat(300)}a${')'.repeat(300)}`, 'nested too deep'],
  ])('are refused with the reason: %s', (pattern, reason) => {
    const result = compileRegex(pattern, NO_FLAGS);
    expect(result.ok ? '' : result.error.message).toContain(reason);
  });
});
