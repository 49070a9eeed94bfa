import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { compilePattern, parsePattern } from '../../../shared/match/pattern.ts';
import { compileValueMatcher } from '../../../shared/match/value-matcher.ts';
import { parseNetwork, surroundingNetwork } from '../../../shared/match/address.ts';
import { compileRegex } from '../../../shared/match/regex.ts';

const match = (pattern: string, text: string, cased = false) =>
  compilePattern(parsePattern(pattern), cased).test(text);

/** Slow and obvious: tries every way. Only for plain text, `*` and `?`. */
function obvious(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    return obvious(pattern.slice(1), text) || (text !== '' && obvious(pattern, text.slice(1)));
  }
  return (
    text !== '' &&
    (pattern[0] === '?' || pattern[0] === text[0]) &&
    obvious(pattern.slice(1), text.slice(1))
  );
}

describe('wildcard strings', () => {
  it('match the whole value and not a part of it', () => {
    expect(match('cmd.exe', 'cmd.exe')).toBe(true);
    expect(match('cmd.exe', 'xcmd.exe')).toBe(false);
    expect(match('cmd', 'cmd.exe')).toBe(false);
  });

  it('ignore case over all of Unicode', () => {
    expect(match('ПРИВЕТ*', 'приветы')).toBe(true);
    expect(match('ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύς')).toBe(true);
    expect(match('straße', 'STRAẞE')).toBe(true);
    expect(match('É', 'é', true)).toBe(false);
  });

  it('let * be any length and ? exactly one character, also beyond the BMP', () => {
    expect(match('a*c', 'ac')).toBe(true);
    expect(match('a?c', 'ac')).toBe(false);
    expect(match('a?c', 'a😀c')).toBe(true);
    expect(match('*?😀', 'x😀')).toBe(true);
    expect(match('a*?b', 'ab')).toBe(false);
  });

  it('read \\* and \\? as plain, \\\\* as backslash and wildcard, \\\\server as one backslash', () => {
    expect(match('a\\*c', 'a*c')).toBe(true);
    expect(match('a\\*c', 'abc')).toBe(false);
    expect(match('a\\?', 'a?')).toBe(true);
    expect(match('a\\?', 'ab')).toBe(false);
    expect(match('C:\\\\*', 'C:\\Windows')).toBe(true);
    expect(match('\\\\server', '\\server')).toBe(true);
    expect(match('\\\\server', '\\\\server')).toBe(false);
    expect(match('C:\\Windows\\x', 'c:\\windows\\X')).toBe(true);
  });

  it('take % and _ literally', () => {
    expect(match('100%_', '100%_')).toBe(true);
    expect(match('100%_', '100xx')).toBe(false);
  });

  it('agree with a slow, obvious matcher', () => {
    const letters = fc.stringMatching(/^[ab*?]{0,8}$/);
    const text = fc.stringMatching(/^[ab]{0,10}$/);
    fc.assert(
      fc.property(letters, text, (pattern, value) => {
        expect(match(pattern, value)).toBe(obvious(pattern, value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('stay fast where backtracking would not end', () => {
    const started = performance.now();
    expect(match(`${'*a'.repeat(40)}*b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('say which stretch of the value they mean', () => {
    const { span } = compilePattern(parsePattern('*address*'), false);
    expect(span('The Address changed')).toEqual([4, 11]);
    expect(span('nothing')).toBeUndefined();
  });
});

describe('regular expressions', () => {
  const flags = { i: false, m: false, s: false };
  const test = (pattern: string, text: string, set = flags): boolean => {
    const compiled = compileRegex(pattern, set);
    if (!compiled.ok) throw new Error(compiled.error.message);
    return compiled.value.test(text);
  };

  it('search anywhere, with case, unless told otherwise', () => {
    expect(test('b+', 'abbc')).toBe(true);
    expect(test('B', 'b')).toBe(false);
    expect(test('B', 'b', { ...flags, i: true })).toBe(true);
    expect(test('(?i)B', 'b')).toBe(true);
    expect(test('^b$', 'a\nb', { ...flags, m: true })).toBe(true);
    expect(test('a.b', 'a\nb')).toBe(false);
    expect(test('a.b', 'a\nb', { ...flags, s: true })).toBe(true);
  });

  it('forgive needless escapes', () => {
    expect(test('\\/tmp\\-x\\:\\"\\_\\i', '/tmp-x:"_i')).toBe(true);
  });

  it('take the place before a last newline for the end, as PCRE does', () => {
    expect(['b$', 'b\\Z', 'b\\z', '^b$'].map((pattern) => test(pattern, 'b\n'))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(test('b$', 'b\n\n')).toBe(false);
    expect(test('b$', 'b\nc')).toBe(false);
  });

  it('count beyond a thousand', () => {
    const ends = (pattern: string, character: string, counts: readonly number[]) =>
      counts.filter((count) => test(`^(?:${pattern})$`, character.repeat(count)));
    expect(ends('[a-c]{1500,}', 'b', [1_499, 1_500, 4_000])).toEqual([1_500, 4_000]);
    expect(ends('\\d{2001}', '7', [2_000, 2_001, 2_002])).toEqual([2_001]);
    expect(ends('(?:xx|y){10,1200}', 'y', [9, 10, 1_200, 1_201])).toEqual([10, 1_200]);
    expect(ends('[]{9,]{1001}', '{', [1_000, 1_001])).toEqual([1_001]);
    expect(ends('\\x{61}{1001,}?', 'a', [1_000, 1_001])).toEqual([1_001]);
    expect(compileRegex('a{70000}', flags).ok).toBe(false);
  });

  it('end soon on patterns that explode elsewhere', () => {
    const started = performance.now();
    expect(test('^(a+)+$', `${'a'.repeat(5_000)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('are refused with the reason where linear time is impossible', () => {
    for (const pattern of ['(a)\\1', '(unclosed', '(?>a)b']) {
      const compiled = compileRegex(pattern, flags);
      expect(compiled.ok, pattern).toBe(false);
      if (!compiled.ok) expect(compiled.error.message).toContain(pattern);
    }
  });
});

describe('values', () => {
  const matches = (spec: Parameters<typeof compileValueMatcher>[0], value: string | number) => {
    const matcher = compileValueMatcher(spec);
    if (!matcher.ok) throw new Error(matcher.error.message);
    return matcher.value.matches(value);
  };

  it('compare as numbers whether the event has a number or its text', () => {
    const spec = { kind: 'compare', comparison: 'gte', number: 10 } as const;
    expect(matches(spec, 10)).toBe(true);
    expect(matches(spec, '9.5')).toBe(false);
    expect(matches(spec, '1e2')).toBe(true);
    expect(matches(spec, 'ten')).toBe(false);
  });

  it('lie in networks of their own version, mapped addresses as IPv4', () => {
    const four = { kind: 'cidr', network: '10.1.0.0/16' } as const;
    expect(matches(four, '10.1.255.255')).toBe(true);
    expect(matches(four, '10.2.0.0')).toBe(false);
    expect(matches(four, '::ffff:10.1.2.3')).toBe(true);
    expect(matches({ kind: 'cidr', network: '2001:db8::/33' }, '2001:db8:7fff::1')).toBe(true);
    expect(matches({ kind: 'cidr', network: '2001:db8::/33' }, '2001:db8:8000::1')).toBe(false);
    expect(matches({ kind: 'cidr', network: '0.0.0.0/0' }, '::1')).toBe(false);
    expect(matches({ kind: 'cidr', network: '::/0' }, '10.1.2.3')).toBe(false);
  });

  it('take an IPv4 address mapped into IPv6 as an address of both versions', () => {
    const mapped = '::ffff:10.1.2.3';
    expect(matches({ kind: 'cidr', network: '10.1.0.0/16' }, mapped)).toBe(true);
    expect(matches({ kind: 'cidr', network: '::/0' }, mapped)).toBe(true);
    expect(matches({ kind: 'cidr', network: '::ffff:0:0/96' }, mapped)).toBe(true);
    expect(matches({ kind: 'cidr', network: '::ffff:10.2.0.0/112' }, mapped)).toBe(false);
    expect(matches({ kind: 'cidr', network: '::ffff:10.1.0.0/112' }, '10.1.2.3')).toBe(true);
  });

  it('compare whole numbers of 64 bits to their last digit', () => {
    const spec = {
      kind: 'compare',
      comparison: 'gte',
      number: Number('12345678901234567891'),
      exact: 12_345_678_901_234_567_891n,
    } as const;
    expect(matches(spec, '12345678901234567890')).toBe(false);
    expect(matches(spec, '12345678901234567891')).toBe(true);
    expect(matches({ ...spec, comparison: 'gt' }, '12345678901234567891')).toBe(false);
    expect(matches({ ...spec, comparison: 'lt' }, '12345678901234567890')).toBe(true);
  });

  it('refuse networks with host bits, wildcards or a wrong prefix', () => {
    for (const text of ['10.0.0.1/8', '10.0.*', '10.0.0.0/33', '2001:db8::1/32', '/8']) {
      expect(parseNetwork(text).ok, text).toBe(false);
    }
  });

  it('have a surrounding network of /24 or /48', () => {
    expect(surroundingNetwork('203.0.113.66')).toBe('203.0.113.0/24');
    expect(surroundingNetwork('2001:db8:1:2::3')).toBe('2001:db8:1::/48');
    expect(surroundingNetwork('bastion')).toBeUndefined();
  });
});
