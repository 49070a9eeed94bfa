// Values, unquoted scalars, keywords, conditions and fields: each clause by itself.

import { describe, expect, it } from 'vitest';
import { event, ruleSet, run, detectionRule } from '../shared/detection/support.ts';
import { matchedBy, refused, selects, takes } from './sentences.ts';

describe('values', () => {
  it('that are not there make not true', () => {
    expect(matchedBy('s:\n    x: 1\ncondition: not s', [{ y: 1 }, { x: 1 }])).toEqual([1]);
  });

  it('null means missing or null', () => {
    expect(selects('x: null', [{ x: null }, {}, { x: '' }, { x: 'null' }, { x: 0 }])).toEqual([
      1, 2,
    ]);
    expect(selects('x:', [{ x: null }, {}, { x: '' }])).toEqual([1, 2]);
  });

  it("'' means the empty text", () => {
    expect(selects("x: ''", [{ x: '' }, { x: null }, {}, { x: ' ' }])).toEqual([1]);
  });

  it('numbers match numeric text and the other way round', () => {
    expect(takes('x: 4625', [4625, '4625', 46250])).toEqual([4625, '4625']);
    expect(takes("x: '4625'", [4625, '4625'])).toEqual([4625, '4625']);
    expect(takes("x: '1.5'", [1.5, '1.5', '1.50'])).toEqual([1.5, '1.5']);
  });

  it('true matches "true"', () => {
    expect(takes('x: true', [true, 'true', 'True', false, 1])).toEqual([true, 'true', 'True']);
    expect(takes("x: 'false'", [false, 'false'])).toEqual([false, 'false']);
  });

  it.each([
    ['00000429', '429'],
    ['2024-01-02', '2024-01-02T00:00:00Z'],
    ['12:30', '750'],
    ['0x1f', '31'],
    ['0o17', '15'],
    ['1e3', '1000'],
    ['1_000', '1000'],
    ['yes', 'true'],
    ['off', 'false'],
  ])('that are not quoted keep their text: %s', (text, other) => {
    expect(takes(`x: ${text}`, [text, other, Number(other)])).toEqual([text]);
  });
});

describe('keywords', () => {
  it('search every value and no field name', () => {
    const records = [
      { a: 'xx Evil yy' },
      { a: { b: [{ c: 'EVIL' }] } },
      { evil: 'x' },
      { n: 1337 },
      { a: 'good' },
    ];
    expect(matchedBy('k: [evil]\ncondition: k', records)).toEqual([1, 2]);
    expect(matchedBy('k: [133]\ncondition: k', records)).toEqual([4]);
  });

  it('search the line itself where the format is plain text', () => {
    const set = ruleSet(detectionRule('k: [two three]\ncondition: k'));
    const lines = [
      event(1, {}, { raw: 'one two three' }),
      event(2, {}, { raw: '{"two three": 1}' }),
    ];
    expect(run(set, lines)[0]?.matches).toEqual([1]);
  });

  it("are any of a list, and all of it under '|all'", () => {
    const records = [{ a: 'one', b: 'two' }, { a: 'one' }, { a: 'three' }];
    expect(matchedBy('k: [one, two]\ncondition: k', records)).toEqual([1, 2]);
    expect(matchedBy("k:\n    '|all': [one, two]\ncondition: k", records)).toEqual([1]);
  });

  it('may have wildcards in them', () => {
    expect(
      matchedBy("k: ['f*r b?z']\ncondition: k", [{ a: 'a foo bar baz' }, { a: 'far bz' }]),
    ).toEqual([1]);
  });
});

describe('conditions', () => {
  const records = [{}, { a: 1 }, { b: 1 }, { a: 1, b: 1 }, { c: 1 }, { a: 1, c: 1 }, { h: 1 }];
  const holds = (condition: string) =>
    matchedBy(
      `sel_a: {a: 1}\nsel_b: {b: 1}\nother_c: {c: 1}\n_hidden: {h: 1}\ncondition: ${condition}`,
      records,
    );

  it('bind not before and, and before or, brackets before all', () => {
    expect(holds('sel_a or sel_b and other_c')).toEqual([2, 4, 6]);
    expect(holds('(sel_a or sel_b) and other_c')).toEqual([6]);
    expect(holds('not sel_a and sel_b')).toEqual([3]);
    expect(holds('not (sel_a and sel_b) and sel_a')).toEqual([2, 6]);
    expect(holds('not not sel_a')).toEqual([2, 4, 6]);
  });

  it('bind x of before not', () => {
    expect(holds('not 1 of sel_* and other_c')).toEqual([5]);
  });

  it('know 1, any and all of them, without names that begin with _', () => {
    expect(holds('1 of them')).toEqual([2, 3, 4, 5, 6]);
    expect(holds('any of them')).toEqual([2, 3, 4, 5, 6]);
    expect(holds('all of them')).toEqual([]);
    expect(holds('sel_a and _hidden')).toEqual([]);
    expect(holds('_hidden')).toEqual([7]);
  });

  it('know patterns with a wildcard anywhere', () => {
    expect(holds('all of sel_*')).toEqual([4]);
    expect(holds('1 of *_c')).toEqual([5, 6]);
    expect(holds('1 of s*_a')).toEqual([2, 4, 6]);
    expect(holds('1 of *')).toEqual([2, 3, 4, 5, 6]);
    expect(() => holds('1 of _h*')).toThrow('left out of patterns');
  });

  it('may be a list, of which one is enough', () => {
    expect(holds('\n    - sel_a and sel_b\n    - other_c')).toEqual([4, 5, 6]);
  });
});

describe('a field', () => {
  it('may be dotted', () => {
    const records = [{ 'a.b': 1 }, { a: { b: 1 } }, { a: { b: 2 } }];
    expect(selects('a.b: 1', records)).toEqual([1, 2]);
  });

  it('reaches through arrays, where any element is enough', () => {
    const records = [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: [3, [2]] }] }, { a: [] }, { a: [1] }];
    expect(selects('a.b: 2', records)).toEqual([1, 2]);
    expect(takes('x: b', [['a', 'b'], ['a']])).toEqual([['a', 'b']]);
    expect(takes('x|neq: b', [['a', 'b'], ['a']])).toEqual([['a']]);
  });

  it('may be an object, of which contains sees the compact JSON', () => {
    const value = { a: 1, b: ['x y'] };
    expect(takes(`x|contains: '{"a":1,"b":["x y"]}'`, [value, { a: 1 }])).toEqual([value]);
    expect(takes(`x|contains: '"b":["X'`, [value, { a: 1 }])).toEqual([value]);
  });

  it('may have spaces, or not have them', () => {
    expect(selects('SourceName: a', [{ 'Source Name': 'a' }, { SourceName: 'a' }])).toEqual([1, 2]);
    expect(selects('Source Name: a', [{ 'Source Name': 'a' }, { SourceName: 'a' }])).toEqual([
      1, 2,
    ]);
  });

  it('is missing where only a neighbour of it is there', () => {
    const ecs = { 'user.name': '7' };
    const set = ruleSet(detectionRule('s: {user.name|exists: false}\ncondition: s'));
    expect(run(set, [event(1, { user: { id: 7 } }, { ecs })])[0]?.matches).toEqual([1]);
  });

  it('with an empty list of values is refused', () => {
    expect(refused('x: []')).toEqual(['rule.empty-selection']);
  });
});
