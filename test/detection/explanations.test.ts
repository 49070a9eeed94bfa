// "Every finding explains itself", and "why not": each sentence by itself.

import { describe, expect, it } from 'vitest';
import { at, detectionRule, event, findings, ruleSet } from '../shared/detection/support.ts';
import { explainRule } from '../../shared/detection/explain.ts';
import type { Fields, LogSource } from '../../shared/domain/event.ts';

function explain(texts: readonly string[], fields: Fields, logSource?: LogSource) {
  const set = ruleSet(...texts);
  const [rule] = set.rules;
  if (rule === undefined) throw new Error('no rule');
  const view = event(1, fields, logSource === undefined ? {} : { logSource });
  return explainRule(set, rule, view, { zone: 'UTC', route: 'auto' });
}

/** What is said of the first part of a selection on the fields. */
function part(body: string, fields: Fields) {
  const text = detectionRule(`s:\n    ${body}\ncondition: s`);
  const found = explain([text], fields).selections[0]?.parts[0];
  return found && [found.outcome, found.pattern, found.value, found.span];
}

describe('a finding', () => {
  it('says which selections matched on which fields, with what of the value it was', () => {
    const text = detectionRule('a: {x|contains: evil}\nb: {y: 1}\ncondition: a or b');
    const [found] = findings([text], [event(1, { x: 'An Evil one', y: 2 }, { timeUs: at(0) })]);
    expect(found?.matches).toEqual([
      { selection: 'a', field: 'x', value: 'An Evil one', pattern: '*evil*' },
    ]);
    expect(found?.explanation).toBe('1 event. Matched: x "An Evil one".');
    expect(explain([text], { x: 'An Evil one' }).selections[0]?.parts[0]?.span).toEqual([3, 7]);
  });

  it('of a correlation says the window and the counts', () => {
    const rule =
      'title: R\nid: r\nlogsource: {product: any}\ndetection: {s: {x: 1}, condition: s}\n';
    const correlation =
      'title: C\nid: c\ncorrelation: {type: event_count, rules: [r], timespan: 10s, condition: {gte: 2}}\n';
    const events = [0, 4, 8, 17].map((second, i) => event(i + 1, { x: 1 }, { timeUs: at(second) }));
    const [found] = findings([correlation, rule], events);
    expect(found?.explanation).toBe(
      '4 events within 17 s; 3 in the fullest 10 s (at least 2 wanted).',
    );
  });

  it('of a baseline says its numbers, so that the sum can be done again by hand', () => {
    const rule =
      'title: B\nid: b\nlogsource: {product: any}\ndetection: {s: {x: 1}, condition: s}\nx-sealwatch-baseline: {measure: count, window: 1m, min-history: 5, test: {ratio: 2, modified_z: 3.5}}\n';
    // Five minutes with 2, 4, 4, 5 and 5 events; then one with 20.
    const minute = Math.ceil(at(0) / 60e6) * 60 - at(0) / 1e6;
    const times = [2, 4, 4, 5, 5, 20].flatMap((count, window) =>
      Array.from({ length: count }, (_, i) => minute + window * 60 + i),
    );
    const [found] = findings(
      [rule],
      times.map((second, i) => event(i + 1, { x: 1 }, { timeUs: at(second) })),
    );
    // Median 4; distances 2, 0, 0, 1, 1 have the median 1; 0.6745 × (20 − 4) ÷ 1.
    expect(found?.baseline).toMatchObject({
      observed: 20,
      median: 4,
      mad: 1,
      ratio: 5,
      windows: 5,
      seasonal: false,
    });
    expect(found?.baseline?.modifiedZ).toBeCloseTo(10.792, 9);
    expect(found?.explanation).toBe(
      'Count of 20 in 1 min against a median of 4: 5 times as much, modified z 10.79, learned from 5 earlier windows.',
    );
  });
});

describe('each part of a rule', () => {
  it('holds, does not hold, or is about a field that is not there', () => {
    expect(part('x: a', { x: 'A' })).toEqual(['true', 'a', 'A', [0, 1]]);
    expect(part('x: a', { x: 'b' })).toEqual(['false', 'a', 'b', undefined]);
    expect(part('x: a', { y: 'b' })).toEqual(['no such field', 'a', undefined, undefined]);
  });

  it.each([
    ['x|gte: 5', 'at least 5'],
    ['x|lt: 5', 'less than 5'],
    ['x|hour: 5', 'hour exactly 5'],
    ["x|re|i: 'a+'", '/a+/i'],
    ['x|cased: a', 'a (in this very case)'],
    ['x|neq: a', 'not a'],
    ["x: 'a\\*b*'", 'a\\*b*'],
    ["x: 'C:\\\\*'", 'C:\\\\*'],
    ['x: null', 'null'],
    ['x|fieldref: y', 'equals the field y, which is 7'],
    ['x|fieldref|neq: z', 'not equals the field z, which is not there'],
    ['x|exists: true', 'exists'],
  ])('is said in words: %s', (body, words) => {
    expect(part(body, { x: 'v', y: 7 })?.[1]).toBe(words);
  });

  it('shows of several values the one that is as another field, or of the hour asked for', () => {
    expect(part('x|fieldref: y', { x: ['a', 'b'], y: 'B' })?.[2]).toBe('b');
    const times = ['2026-03-02T01:00:00Z', '2026-03-02T03:00:00Z'];
    expect(part('x|hour: 3', { x: times })?.[2]).toBe(times[1]);
    expect(part('x|hour|neq: 3', { x: times })?.slice(0, 3)).toEqual([
      'false',
      'not hour exactly 3',
      times[1],
    ]);
  });

  it('shows of a long value the place that matched, however far into it that was', () => {
    const long = `${'😀'.repeat(600)}needle${'b'.repeat(600)}`;
    const text = detectionRule('s: {x|contains: needle}\ncondition: s');
    const [shown] = explain([text], { x: long }).selections[0]?.parts ?? [];
    const { outcome, value = '', span = [0, 0] } = shown ?? {};
    expect(outcome).toBe('true');
    expect(value.length).toBeLessThan(500);
    expect(value).toMatch(/^…(?:😀)+needleb+…$/u);
    expect(value.slice(...span)).toBe('needle');
    const [, , start, all] = part('x|endswith: b', { x: 'b'.repeat(300) }) ?? [];
    expect([start, all]).toEqual(['b'.repeat(300), [299, 300]]);
  });

  it('of a long list is the one that held, else all of them together', () => {
    expect(part('x: [a, b, c]', { x: 'b' })?.[1]).toBe('b');
    expect(part('x: [a, b, c]', { x: 'd' })?.[1]).toBe('a | b | c');
  });
});

describe('what stands in the way', () => {
  const good = detectionRule('s: {x: 1}\ncondition: s');

  it('is that the rule did not load', () => {
    const found = explain([good.replace('x: 1', 'x|foo: 1')], { x: 1 });
    expect([found.outcome, found.reason]).toEqual([
      'not loaded',
      'The modifier "foo" is not known.',
    ]);
  });

  it('is that the rule is for something else', () => {
    const found = explain(
      [good.replace('product: any', 'product: aws')],
      { x: 1 },
      { product: 'windows' },
    );
    expect([found.outcome, found.reason]).toEqual([
      'not applicable',
      'The rule is for product aws; the event is of product windows.',
    ]);
  });

  it('is an exception, which it names', () => {
    const filter =
      'title: Known scanner\nlogsource: {product: any}\nfilter: {rules: any, t: {who: scanner}, condition: not t}\n';
    const found = explain([good, filter], { x: 1, who: 'scanner' });
    expect([found.outcome, found.reason]).toEqual([
      'filtered',
      'Left out by the filter "Known scanner".',
    ]);
    expect(explain([good, filter], { x: 1, who: 'me' }).outcome).toBe('match');
  });
});
