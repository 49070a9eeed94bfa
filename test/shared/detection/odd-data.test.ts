// Sentences of the specification on data as logs have it: each case is a detection, the records, and
// the numbers of those that match.

import { describe, expect, it } from 'vitest';
import { detectionRule, event, ruleSet, run } from './support.ts';
import type { Fields } from '../../../shared/domain/event.ts';

type Case = readonly [name: string, body: string, records: readonly Fields[], matched: number[]];

function matched(detection: string, records: readonly Fields[]): readonly number[] {
  const [outcome] = run(
    ruleSet(detectionRule(detection)),
    records.map((fields, i) => event(i + 1, fields)),
  );
  if (outcome?.notLoaded !== undefined) throw new Error(outcome.notLoaded);
  return outcome?.matches ?? [];
}

const selection = (body: string) =>
  `selection:\n    ${body.replace(/\n/g, '\n    ')}\ncondition: selection`;

function check(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const [name, body, records, expected] of cases) {
      it(name, () => expect(matched(selection(body), records)).toEqual(expected));
    }
  });
}

const values = (...list: Fields[string][]): Fields[] => list.map((x) => ({ x }));
const base64 = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text, encoding).toString('base64');

check('numbers and texts', [
  [
    'are the same number however the event has it',
    'x: 1',
    values(1, '1', '01', true, [0, 1]),
    [1, 2, 5],
  ],
  ['keep zero apart from nothing', 'x: 0', values(0, -0, '0', false, '', null), [1, 2, 3]],
  ['keep leading zeros', 'x: 010', values(8, 10, '010'), [3]],
  ['hold wildcards over numbers', "x: '46?4'", values(4624, '4634', 464), [1, 2]],
  ['are parts of numbers', 'x|contains: 23', values(1234, '1234', [231], 32), [1, 2, 3]],
  [
    'compare as numbers whatever their form, and never as text',
    'x|lt: 5',
    values(4, '4', ' 4 ', '4e0', [9, 3], 'abc', null, true, '0x1', ''),
    [1, 2, 3, 4, 5],
  ],
  ['compare with negative numbers', 'x|gte: -1', values(-1, '-0.5', -2), [1, 2]],
  [
    'are the opposite under neq, also of a comparison',
    'x|gte|neq: 5',
    [...values(4, 5), {}],
    [1, 3],
  ],
]);

check('booleans', [
  ['match their name in any case', 'x: true', values(true, 'True', 1, 'yes'), [1, 2]],
  ['are not what YAML once took for them', 'x: yes', values(true, 'YES'), [2]],
]);

check('nothing', [
  [
    'as null is a missing field, null and an empty list',
    'x: null',
    [...values(null, '', [], [null, 1], {}, 'null', 0, false), {}],
    [1, 3, 4, 9],
  ],
  [
    'as null in a list stands beside values',
    'x: [null, a]',
    [...values(null, 'a', 'b'), {}],
    [1, 2, 4],
  ],
  ['under neq is anything else', 'x|neq: null', [...values(null, '', 0), {}], [2, 3]],
  ['as an empty text is that alone', "x: ''", [...values(null, '', [''], [], ' '), {}], [2, 3]],
  [
    'does not match a wildcard',
    "x: '*'",
    [...values(null, 'a', 0, false, { a: 1 }, []), {}],
    [2, 3, 4, 5],
  ],
  [
    'is present where its key is',
    'x|exists: true',
    [...values(null, '', [], {}), {}, { X: 1 }],
    [1, 2, 3, 4, 6],
  ],
  ['is absent where its key is', 'x|exists: false', [...values(null, ''), {}], [3]],
  [
    'lies below an object without the key',
    'a.b: null',
    [
      { a: { b: null } },
      { a: {} },
      { a: null },
      {},
      { 'a.b': 1 },
      { a: [{ b: 1 }, {}] },
      { a: [{ b: null }, { b: 1 }] },
    ],
    [1, 2, 3, 4, 7],
  ],
  ['is not quoted', "x: 'null'", [...values(null, 'NULL'), {}], [2]],
]);

check('fields', [
  [
    'reach through arrays, arrays in arrays, dotted keys and any case',
    'a.b.c: 5',
    [
      { a: [{ b: [{ c: 4 }, { c: 5 }] }] },
      { a: [[{ b: { c: 5 } }]] },
      { a: { b: { c: [1, [5]] } } },
      { 'a.b': { c: 5 } },
      { a: { 'b.c': 5 } },
      { 'a.b.c': 5 },
      { A: { B: { C: 5 } } },
      { a: { b: 6 }, 'a.b': { c: 5 } },
      { a: { b: { d: 5 } } },
    ],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ],
  [
    'are the key itself before a path',
    'a.b: 2',
    [
      { 'a.b': 1, a: { b: 2 } },
      { 'a.b': 2, a: { b: 1 } },
    ],
    [2],
  ],
  [
    'have spaces or not',
    'SourceName: v',
    [{ 'Source Name': 'v' }, { 'source name': 'V' }, { SOURCENAME: 'v' }, { Source_Name: 'v' }],
    [1, 2, 3],
  ],
  [
    'have spaces within a path',
    'Event Data.Source Name: v',
    [{ EventData: { SourceName: 'v' } }],
    [1],
  ],
  [
    'stand for a place in an array',
    'a.0.b: x',
    [{ a: [{ b: 'x' }, { b: 'y' }] }, { a: [{ b: 'y' }, { b: 'x' }] }],
    [1],
  ],
  [
    'have all values of a list among several',
    'x|all: [a, b]',
    values(['B', 'a', 'c'], ['a'], 'a'),
    [1],
  ],
  [
    'have parts in different values',
    'x|contains|all: [a, b]',
    values(['xa', 'bx'], ['ab'], ['a']),
    [1, 2],
  ],
  [
    'differ under neq where no value is the same',
    'x|neq: [a, b]',
    [...values(['a', 'c'], 'c', []), {}],
    [2, 3, 4],
  ],
  [
    'as objects are their compact JSON, wherever they lie',
    `x|contains: '"a":1'`,
    values({ a: 1 }, { b: { a: 1 } }, [{ a: 1 }], '{"a": 1}'),
    [1, 2, 3],
  ],
]);

check('case', [
  ['is ignored over final sigmas', "x: 'ΣΊΣΥΦΟΣ'", values('σίσυφος', 'Σίσυφοσ'), [1, 2]],
  [
    'is ignored over the Kelvin sign and the micro sign',
    "x: ['K', 'µ']",
    values('\u212a', 'μ'),
    [1, 2],
  ],
  ['changes no length: ß is ẞ, not ss', "x: 'straße'", values('STRAẞE', 'STRASSE'), [1]],
  ['keeps the dotted and the dotless i apart from i', "x: 'I'", values('i', 'ı', 'İ'), [1]],
  [
    'is ignored beyond the first plane, where ? is one character',
    "x: '𐐀?'",
    values('𐐨😀', '𐐨ab'),
    [1],
  ],
  [
    'matters under cased, whichever stands first',
    'x|cased|contains: Ab',
    values('xAbx', 'xabx'),
    [1],
  ],
]);

check('backslashes', [
  ['before a wildcard make it plain', String.raw`x: 'a\*b'`, values('a*b', 'axb'), [1]],
  [
    'twice are one before a wildcard',
    String.raw`x: 'a\\*b'`,
    values('a\\b', 'a\\xyb', 'a*b'),
    [1, 2],
  ],
  ['three times are one and a plain star', String.raw`x: 'a\\\*b'`, values('a\\*b', 'a\\xb'), [1]],
  ['four times are two', String.raw`x: '\\\\server\\share'`, values('\\\\server\\share'), [1]],
  [
    'at the end stay under startswith',
    String.raw`x|startswith: 'C:\Temp\'`,
    values('C:\\Temp\\a', 'C:\\Tempa'),
    [1],
  ],
]);

check('windash', [
  [
    'takes every dash of a value by itself',
    "x|contains|windash: ' /f -g'",
    values('a -f /g', 'a —f ―g', 'a f g'),
    [1, 2],
  ],
  ['leaves dashes inside words', "x|windash: 'a-b -c'", values('a-b /c', 'a/b -c'), [1]],
  [
    'works behind a wildcard and with all',
    "x|windash|all: ['*-a*', '*-b*']",
    values('p /a –b', '-a'),
    [1],
  ],
  [
    'comes before an encoding',
    "x|windash|base64offset|contains: ' -f '",
    values(base64('xx /f y'), base64('x —f y'), base64('x f y')),
    [1, 2],
  ],
]);

check('encodings', [
  [
    'are found at any place, each word by itself',
    'x|base64offset|contains|all: [hello, world]',
    values(base64('zhello world'), base64('zhello')),
    [1],
  ],
  [
    'go through UTF-16 first',
    'x|wide|base64offset|contains: cmd.exe',
    values(base64('run cmd.exe', 'utf16le'), base64('cmd.exe')),
    [1],
  ],
  ['take numbers as text', 'x|base64offset|contains: 12345', values(base64('a12345b')), [1]],
]);

check('networks', [
  [
    'hold mapped addresses, no names, no ports',
    'x|cidr: 10.0.0.0/8',
    [
      ...values(
        '10.1.2.3',
        '::ffff:10.1.2.3',
        '::ffff:a01:203',
        '10.1.2.3:80',
        ['1.1.1.1', '10.0.0.1'],
        null,
      ),
      {},
    ],
    [1, 2, 3, 5],
  ],
  [
    'of mapped addresses hold IPv4',
    "x|cidr: '::ffff:10.0.0.0/104'",
    values('10.1.2.3', '11.0.0.1'),
    [1],
  ],
  [
    'of everything hold their own version',
    'x|cidr: 0.0.0.0/0',
    values('10.1.2.3', 'fe80::1', 'x'),
    [1],
  ],
  [
    'leave out under neq',
    'x|cidr|neq: 10.0.0.0/8',
    [...values('10.0.0.1', '11.0.0.1', 'x'), {}],
    [2, 3, 4],
  ],
]);

check('references to fields', [
  [
    'hold where both are there',
    'a|fieldref: b.c',
    [
      { a: 'x', b: { c: 'X' } },
      { a: 'x' },
      {},
      { a: null, b: { c: null } },
      { a: 1, b: { c: '1' } },
      { a: ['p', 'q'], b: { c: 'q' } },
    ],
    [1, 5, 6],
  ],
  [
    'under neq hold where one is missing',
    'a|fieldref|neq: b',
    [{ a: 'x', b: 'X' }, { a: 'x' }, { b: 'x' }, {}],
    [2, 3, 4],
  ],
]);

check('parts of times', [
  [
    'come from dates in any zone and from numbers of any unit',
    'x|hour: 22',
    values(
      '2024-01-01T22:30:00Z',
      '2024-01-02T03:30:00+05:00',
      '2024-01-01 22:15:00',
      1_704_147_300,
      1_704_147_300_000,
      1_704_147_300_000_000,
      '1704147300000000000',
      'garbage',
      null,
    ),
    [1, 2, 3, 4, 5, 6, 7],
  ],
  [
    'take lists and neq',
    'x|month|neq: [1, 12]',
    [...values('2024-12-30', '2024-01-01', '2024-02-01'), {}],
    [3, 4],
  ],
  [
    'count weeks as ISO 8601 does',
    'x|week: 1',
    values('2024-12-30', '2024-01-01', '2023-01-01'),
    [1, 2],
  ],
]);

check('regular expressions', [
  ['take flags together', "x|re|i|m|s: '^B.C$'", values('a\nb\nc', 'abc'), [1]],
  ['take flags inline', "x|re: '(?i)abc'", values('xABC'), [1]],
  [
    'look at numbers and booleans as text',
    "x|re: '^(?:\\d{4}|true)$'",
    values(1234, '1234', true, 12_345),
    [1, 2, 3],
  ],
  ['want all of a list', "x|re|all: ['a', 'b']", values('ba', 'a'), [1]],
]);

describe('keywords', () => {
  const records: Fields[] = [
    { x: 'a FOO b' },
    { foo: 'x' },
    { y: { z: ['bar'] } },
    { n: 46_250 },
    { b: true },
    { n: null },
  ];

  it('are looked for in texts, numbers and booleans at any depth', () => {
    expect(matched("k: [foo, 'b?r', 4625, true]\ncondition: k", records)).toEqual([1, 3, 4, 5]);
  });

  it('may be one text, or stand beside maps', () => {
    expect(matched('k: foo\ncondition: k', records)).toEqual([1]);
    expect(matched('k:\n    - foo\n    - n: 46250\ncondition: k', records)).toEqual([1, 4]);
  });

  it('all have to be there under |all, with other modifiers or without', () => {
    const two = [{ x: 'foo', y: 'bar' }, { x: 'foo bar' }, { x: 'foo' }];
    expect(matched("k:\n    '|all': [foo, bar]\ncondition: k", two)).toEqual([1, 2]);
    expect(matched("k:\n    '|contains|all': [foo, bar]\ncondition: k", two)).toEqual([1, 2]);
  });
});

describe('conditions over records', () => {
  const records: Fields[] = [{ x: 1 }, { y: 2 }, { x: 1, y: 2 }, { z: 3 }, {}];
  const three = 'sel_a: {x: 1}\nsel_b: {y: 2}\n_c: {z: 3}\n';
  const cases: readonly (readonly [string, number[]])[] = [
    ['sel_a or sel_b and _c', [1, 3]],
    ['not sel_a or sel_b', [2, 3, 4, 5]],
    ['(sel_a)or(not(sel_b))', [1, 3, 4, 5]],
    ['sel_a AND NOT sel_b', [1]],
    ['1 of them', [1, 2, 3]],
    ['all of them', [3]],
    ['any of sel_*', [1, 2, 3]],
    ['1 of *_b', [2, 3]],
    ['not 1 of sel_*', [4, 5]],
    ['not all of sel_*', [1, 2, 4, 5]],
    ['[sel_a, _c]', [1, 3, 4]],
  ];
  for (const [condition, expected] of cases) {
    it(condition, () =>
      expect(matched(`${three}condition: ${condition}`, records)).toEqual(expected),
    );
  }
});
