import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../shared/match/fold.ts';
import { adaptRegex, compileRegex } from '../../../shared/match/regex.ts';
import { regexRequirement } from '../../../shared/match/regex-literals.ts';

function texts(pattern: string): readonly string[] | undefined {
  return regexRequirement(pattern).texts;
}

describe('texts that a regular expression requires', () => {
  it('are those of its plain parts, alternatives together', () => {
    expect(texts('foo.*barbaz')).toEqual(['barbaz']);
    expect(texts('x(?:one|two)y')).toEqual(['xoney', 'xtwoy']);
    expect(texts('(?i)^ab[cd]$')).toEqual(['abc', 'abd']);
    expect(texts('\\.exe\\s+-p')).toEqual(['.exe']);
    expect(texts('(?:abc)+d?')).toEqual(['abc']);
    expect(texts('(?P<name>long text)?short')).toEqual(['short', 'long textshort']);
    expect(texts('`')).toEqual(['`']);
    expect(texts('\\Qa.c\\E')).toEqual(['a.c']);
    expect(texts('\\Qa.c\\E+')).toEqual(['a.']);
  });

  it('are not those of a part that may be left out', () => {
    for (const optional of ['(?:abcdef.)?', '(?:abcdef)*', '(?:abcdef){0,3}', '(?:abcdef){0}']) {
      expect(texts(`${optional}xyz`), optional).toEqual(
        optional.endsWith('?') ? ['xyz'] : expect.arrayContaining(['xyz']),
      );
      expect(texts(`.${optional}.`), optional).toBeUndefined();
      expect(regexRequirement(`${optional}xyz`).leastLength, optional).toBe(3);
    }
    expect(texts('(?:long text)?')).toBeUndefined();
    expect(texts('(?:ab|cd)?xyz')).toEqual(['xyz', 'abxyz', 'cdxyz']);
    expect(texts('(?:abcdef)??xyz.(?:much longer)?')).toEqual(['xyz', 'abcdefxyz']);
  });

  it('are those of a part that comes at least once', () => {
    expect(texts('(?:abcdef.)+xy')).toEqual(['abcdef']);
    expect(texts('(?:abcdef.){1,}xy')).toEqual(['abcdef']);
    expect(texts('(?:ab){3}c')).toEqual(['abababc']);
  });

  it('are not known where there may be none', () => {
    for (const pattern of ['a*', '(?:abc)?', 'abc|', '.+', '[a-z]{3}', 'abc|d*', '\\w', 'a']) {
      expect(texts(pattern), pattern).toBeUndefined();
    }
  });

  it('are not guessed of syntax that is not understood', () => {
    for (const pattern of ['(?=abc)', '(abc', 'abc)', '[abc', '\\8abc', '*abc', '\\']) {
      expect(texts(pattern), pattern).toBeUndefined();
    }
  });

  it('know the least length', () => {
    expect(regexRequirement('.{1000,}').leastLength).toBe(1000);
    expect(regexRequirement('(?:ab|cde){2}f?').leastLength).toBe(4);
    expect(regexRequirement('\\bx$').leastLength).toBe(1);
  });

  const characters = [
    'a',
    'b',
    'k',
    's',
    'ſ',
    '\u212a',
    'é',
    '😀',
    '\\.',
    '\\\\',
    '-',
    '\\x41',
    '`',
    '\\Qb.\\E',
    '\\0',
  ];
  const { pattern } = fc.letrec<{ pattern: string; single: string }>((tie) => ({
    single: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(...characters),
      fc.constantFrom(
        '.',
        '\\d',
        '\\W',
        '[ab]',
        '[^a]',
        '[]k]',
        '[a-s]',
        '[[:alpha:]\\\\]',
        '^',
        '$',
        '\\b',
      ),
      tie('pattern').map((inner) => `(?:${inner})`),
      tie('pattern').map((inner) => `(?i:${inner})`),
      tie('pattern').map((inner) => `(${inner})`),
    ),
    pattern: fc
      .array(
        fc
          .array(
            fc.tuple(
              tie('single'),
              fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,1}', '{1,}?'),
            ),
            { maxLength: 4 },
          )
          .map((parts) => parts.map((part) => part.join('')).join('')),
        { minLength: 1, maxLength: 3 },
      )
      .map((branches) => branches.join('|')),
  }));
  const text = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        'A',
        'B',
        'k',
        'K',
        'S',
        's',
        'ſ',
        '\u212a',
        'é',
        'É',
        '😀',
        '.',
        '\\',
        '-',
        '`',
        '1',
      ),
      { maxLength: 10 },
    )
    .map((points) => points.join(''));

  it('are in every text that matches, whatever the expression', () => {
    let told = 0;
    fc.assert(
      fc.property(
        pattern,
        fc.boolean(),
        fc.array(text, { minLength: 20, maxLength: 20 }),
        (source, i, all) => {
          const regex = compileRegex(source, { i, m: false, s: false });
          if (!regex.ok) return;
          const required = regexRequirement(adaptRegex(source));
          for (const each of all) {
            // Not `test`, which makes use of the requirement itself.
            if (regex.value.span(each) === undefined) continue;
            expect(each.length).toBeGreaterThanOrEqual(required.leastLength);
            if (required.texts === undefined) continue;
            told++;
            const whole = fold(each);
            expect(required.texts.some((one) => whole.includes(fold(one)))).toBe(true);
          }
        },
      ),
      { numRuns: 800 },
    );
    expect(told).toBeGreaterThan(100);
  });
});
