// "Modifiers act in the order written" and the clauses behind it, and those on expressions.

import { describe, expect, it } from 'vitest';
import { refused, selects, takes } from './sentences.ts';

const base64 = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text, encoding).toString('base64');

describe('modifiers', () => {
  it('act in the order written', () => {
    expect(takes('x|wide|base64: ab', [base64('ab', 'utf16le'), base64('ab')])).toEqual([
      base64('ab', 'utf16le'),
    ]);
    expect(
      takes(
        "x|windash|base64: '-a'",
        ['-a', '/a', '\u2015a'].map((t) => base64(t)),
      ),
    ).toHaveLength(3);
    // Encoding comes too late for wildcards that stand there already.
    expect(refused('x|contains|base64: ab')).toEqual(['rule.encoding-wildcard']);
  });

  it('contains, startswith and endswith look at a part, and wildcards in it stay', () => {
    const values = ['abc', 'xabcx', 'abcx', 'xabc', 'ab'];
    expect(takes('x|contains: abc', values)).toEqual(['abc', 'xabcx', 'abcx', 'xabc']);
    expect(takes('x|startswith: abc', values)).toEqual(['abc', 'abcx']);
    expect(takes('x|endswith: abc', values)).toEqual(['abc', 'xabc']);
    expect(takes("x|contains: 'a*c'", ['xaZcx', 'ca'])).toEqual(['xaZcx']);
    expect(takes("x|endswith: '\\'", ['a\\', 'a'])).toEqual(['a\\']);
  });

  it('all wants every value of the list', () => {
    expect(takes('x|contains|all: [a, b]', ['ab', 'ba', 'a', 'c'])).toEqual(['ab', 'ba']);
    expect(takes('x|all: [a, b]', [['a', 'b'], ['a'], 'a'])).toEqual([['a', 'b']]);
  });

  it('exists is about presence, whatever the value', () => {
    const records = [{ x: null }, { x: '' }, { y: 1 }];
    expect(selects('x|exists: true', records)).toEqual([1, 2]);
    expect(selects('x|exists: false', records)).toEqual([3]);
  });

  it('cased keeps case', () => {
    expect(takes('x|cased: Ab', ['Ab', 'ab'])).toEqual(['Ab']);
    expect(takes('x|contains|cased: Ab', ['xAbx', 'xabx'])).toEqual(['xAbx']);
  });

  it('neq is none of the values', () => {
    expect(takes('x|neq: [a, b]', ['a', 'B', 'c'])).toEqual(['c']);
    expect(takes('x|contains|neq: a', ['bab', 'c'])).toEqual(['c']);
  });

  it('windash takes -, /, en dash, em dash and horizontal bar for each other at the start of words', () => {
    const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];
    for (const own of dashes) {
      const others = dashes.map((dash) => `cmd ${dash}enc`);
      expect(takes(`x|windash|contains: ' ${own}enc'`, others)).toEqual(others);
    }
    expect(takes("x|windash: 'a-b -c'", ['a-b /c', 'a/b -c'])).toEqual(['a-b /c']);
    expect(takes("x|windash: '--c'", ['-/c', '/-c'])).toEqual(['-/c']);
  });

  it('base64offset finds what stands anywhere inside encoded text, by bytes', () => {
    for (const text of ['foobar', 'ü€']) {
      const encoded = ['', 'a', 'ab', 'abc'].map((before) => base64(`${before}${text}zz`));
      expect(takes(`x|base64offset|contains: '${text}'`, [...encoded, base64('other')])).toEqual(
        encoded,
      );
    }
  });

  it('utf16le, utf16be, utf16 and wide are the bytes of their encoding', () => {
    const le = base64('cmd', 'utf16le');
    const be = base64('\0c\0m\0d', 'latin1');
    const marked = base64('\xff\xfec\0m\0d\0', 'latin1');
    const all = [le, be, marked];
    expect(takes('x|utf16le|base64: cmd', all)).toEqual([le]);
    expect(takes('x|wide|base64: cmd', all)).toEqual([le]);
    expect(takes('x|utf16be|base64: cmd', all)).toEqual([be]);
    expect(takes('x|utf16|base64: cmd', all)).toEqual([marked]);
  });

  it('lt, lte, gt and gte compare numbers, also those written as text', () => {
    const values = [4, 5, '5', 6, '6.5', 'five', null];
    expect(takes('x|lt: 5', values)).toEqual([4]);
    expect(takes('x|lte: 5', values)).toEqual([4, 5, '5']);
    expect(takes('x|gt: 5', values)).toEqual([6, '6.5']);
    expect(takes('x|gte: 5', values)).toEqual([5, '5', 6, '6.5']);
    expect(takes('x|gt: .5', [0.4, 0.6])).toEqual([0.6]);
  });

  it('minute, hour, day, week, month and year are parts of a time', () => {
    const values = ['2026-03-01T04:05:06Z', '2025-12-29T23:59:59.9Z', 'no time'];
    const [march, december] = values;
    for (const [part, first, second] of [
      ['minute', 5, 59],
      ['hour', 4, 23],
      ['day', 1, 29],
      ['week', 9, 1],
      ['month', 3, 12],
      ['year', 2026, 2025],
    ] as const) {
      expect(takes(`x|${part}: ${first}`, values), part).toEqual([march]);
      expect(takes(`x|${part}: ${second}`, values), part).toEqual([december]);
    }
    expect(takes('x|hour|gte: 23', values)).toEqual([december]);
  });

  it('cidr knows both versions of addresses', () => {
    const values = ['10.1.2.3', '11.0.0.1', '2001:db8::1', '2001:DB8:0:0::2', '2001:db9::', 'x'];
    expect(takes('x|cidr: 10.0.0.0/8', values)).toEqual(['10.1.2.3']);
    expect(takes("x|cidr: '2001:db8::/32'", values)).toEqual(['2001:db8::1', '2001:DB8:0:0::2']);
    expect(takes('x|cidr: 10.1.2.3', values)).toEqual(['10.1.2.3']);
  });

  it('fieldref compares fields, also their starts, ends and parts, and under neq', () => {
    const records = [
      { x: 'Root', y: 'root' },
      { x: 'rooted', y: 'root' },
      { x: 'the root', y: 'root' },
      { x: 'other', y: 'root' },
      { x: 'root' },
      { x: 7, y: '7' },
    ];
    expect(selects('x|fieldref: y', records)).toEqual([1, 6]);
    expect(selects('x|fieldref|startswith: y', records)).toEqual([1, 2, 6]);
    expect(selects('x|fieldref|endswith: y', records)).toEqual([1, 3, 6]);
    expect(selects('x|fieldref|contains: y', records)).toEqual([1, 2, 3, 6]);
    expect(selects('x|fieldref|neq: y', records)).toEqual([2, 3, 4, 5]);
  });
});

describe('regular expressions', () => {
  it('search without an anchor, and with case', () => {
    expect(takes("x|re: 'b+'", ['abbc', 'aBc'])).toEqual(['abbc']);
  });

  it('take i, m and s', () => {
    expect(takes("x|re|i: 'B'", ['b'])).toEqual(['b']);
    expect(takes("x|re|m: '^b$'", ['a\nb\nc'])).toEqual(['a\nb\nc']);
    expect(takes("x|re: '^b$'", ['a\nb\nc'])).toEqual([]);
    expect(takes("x|re|s: 'a.b'", ['a\nb'])).toEqual(['a\nb']);
    expect(takes("x|re: 'a.b'", ['a\nb'])).toEqual([]);
  });

  it('take the same flags under the names that pySigma has for them', () => {
    expect(takes("x|re|ignorecase: 'B'", ['b'])).toEqual(['b']);
    expect(takes("x|re|multiline: '^b$'", ['a\nb'])).toEqual(['a\nb']);
    expect(takes("x|re|dotall: 'a.b'", ['a\nb'])).toEqual(['a\nb']);
  });

  it('may begin with inline flags', () => {
    expect(takes("x|re: '(?i)cmd'", ['CMD'])).toEqual(['CMD']);
    expect(takes("x|re: '(?is)a.b'", ['A\nB'])).toEqual(['A\nB']);
  });

  it('may have escapes that nobody needs', () => {
    expect(takes(`x|re: '\\/a\\-b\\:\\"\\_\\%'`, ['/a-b:"_%'])).toEqual(['/a-b:"_%']);
  });

  it('look around without trying again', () => {
    const text = `${'a'.repeat(3_000)}!`;
    expect(takes("x|re: '^(?!.*safe)(?=.*run)'", ['run', 'safe run', 'safe'])).toEqual(['run']);
    expect(takes("x|re: '^(?=(a+)+$)'", [text])).toEqual([]);
  });

  it('do not hang on patterns that are catastrophic elsewhere', () => {
    const text = `${'a'.repeat(3_000)}!`;
    expect(takes("x|re: '^(a+)+$'", [text])).toEqual([]);
    expect(takes("x|re: '^(a|a)*$'", [text])).toEqual([]);
    expect(takes("x|re: '(.*)(.*)(.*)(.*)(.*)x$'", [text])).toEqual([]);
  });
});
