// Filters, log source routing, and what goes beyond Sigma: each sentence by itself.

import { describe, expect, it } from 'vitest';
import { event, ruleSet, run } from '../shared/detection/support.ts';
import { createMatchRun } from '../../shared/detection/match-run.ts';
import type { LogSource } from '../../shared/domain/event.ts';

const RULE =
  'title: R\nid: r\nname: rule-r\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {x: 1}, condition: s}\n';
const filter = (rules: string, condition = 'not t', source = '{product: aws}') =>
  `title: F\nid: f\nlogsource: ${source}\nfilter:\n  rules: ${rules}\n  t: {user: admin}\n  condition: ${condition}\n`;
const RECORDS = [
  { x: 1, user: 'admin' },
  { x: 1, user: 'bob' },
];

function left(...texts: readonly string[]): readonly number[] {
  const outcome = run(
    ruleSet(...texts),
    RECORDS.map((fields, i) => event(i + 1, fields)),
  ).find(({ rule }) => rule.id === 'r');
  return outcome?.matches ?? [];
}

describe('a filter', () => {
  it("adds its condition to the rule's", () => {
    expect(left(RULE)).toEqual([1, 2]);
    expect(left(RULE, filter('[r]'))).toEqual([2]);
    expect(left(RULE, filter('[r]', 't'))).toEqual([1]);
  });

  it('gets a warning where it is meant to leave out and would keep', () => {
    const codes = (condition: string) =>
      ruleSet(RULE, filter('[r]', condition)).rules[1]?.diagnostics.map(({ code }) => code);
    expect(codes('t')).toEqual(['rule.filter-sense']);
    expect(codes('not t')).toEqual([]);
  });

  it('names rules by id, by name or any, wherever they stand', () => {
    for (const rules of ['[r]', '[rule-r]', 'any', 'all', '[]', 'r', '[other, r]']) {
      expect(left(filter(rules), RULE), rules).toEqual([2]);
      expect(left(RULE, filter(rules)), rules).toEqual([2]);
      expect(left(`${filter(rules)}---\n${RULE}`), rules).toEqual([2]);
    }
  });

  it('is for rules of its log source alone', () => {
    expect(left(RULE, filter('[r]', 'not t', '{product: aws, service: cloudtrail}'))).toEqual([2]);
    expect(left(RULE, filter('[r]', 'not t', '{product: windows}'))).toEqual([1, 2]);
  });

  it('filters the rules of a correlation', () => {
    const correlation =
      'title: C\nid: c\ncorrelation: {type: event_count, rules: [r], timespan: 1h, condition: {gte: 1}}\n';
    const events = RECORDS.map((fields, i) =>
      event(i + 1, { ...fields, time: '2026-01-01T00:00:00Z' }),
    );
    const outcomes = run(ruleSet(RULE, filter('[r]'), correlation), events);
    expect(outcomes.find(({ rule }) => rule.id === 'c')?.groups[0]?.matches).toEqual([2]);
  });

  it('several of them all hold', () => {
    const second = filter('any').replace('id: f', 'id: g').replace('admin', 'bob');
    expect(left(RULE, filter('[r]'), second)).toEqual([]);
  });
});

describe('a rule', () => {
  const outcome = (logSource: LogSource) => {
    const matching = createMatchRun(ruleSet(RULE), { zone: 'UTC', route: 'auto' });
    matching.push(event(1, { x: 1 }, { logSource }));
    return matching.finish()[0];
  };

  it('sees only events of its log source', () => {
    expect(outcome({ product: 'aws', service: 'cloudtrail' })?.matches).toEqual([1]);
    expect(outcome({ product: 'aws', service: 'vpcflow' })?.matches).toEqual([]);
  });

  it('for a log source that is not there is not applicable, which is not the same as no hits', () => {
    expect(outcome({ product: 'windows' })?.notApplicable).toContain('product aws');
    const matching = createMatchRun(ruleSet(RULE), { zone: 'UTC', route: 'auto' });
    matching.push(event(1, { x: 2 }, { logSource: { product: 'aws', service: 'cloudtrail' } }));
    const [noHits] = matching.finish();
    expect(noHits?.matches).toEqual([]);
    expect(noHits?.notApplicable).toBeUndefined();
  });

  it('ignores keys of others, and takes its own under x-sealwatch-', () => {
    const [rule] = ruleSet(
      `${RULE}x-other: {a: 1}\nx-sealwatch-actions: [look]\nx-sealwatch-confidence: 0.5\nx-sealwatch-threat-list: false\n`,
    ).rules;
    expect(rule?.ok).toBe(true);
    expect(rule?.diagnostics).toEqual([]);
    expect(rule?.head?.actions).toEqual(['look']);
  });
});

describe('several documents in a file', () => {
  const doc = (id: string, value: number) =>
    `title: ${id}\nid: ${id}\nlogsource: {product: any}\ndetection: {s: {x: ${value}}, condition: s}\n`;
  const loaded = (text: string) =>
    run(ruleSet(text), [event(1, { x: 1 }), event(2, { x: 2 }), event(3, { x: 1, y: 1 })]).map(
      ({ rule, matches, notLoaded }) => [rule.id, notLoaded === undefined ? matches : 'refused'],
    );

  it('are rules of their own', () => {
    expect(loaded(`${doc('a', 1)}---\n${doc('b', 2)}`)).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  it('share what action: global says, until action: reset', () => {
    const text = `action: global\nlogsource: {product: any}\ndetection: {f: {y: 1}, condition: s and not f}\n---\ntitle: a\nid: a\ndetection: {s: {x: 1}}\n---\naction: reset\n---\n${doc('b', 1)}`;
    expect(loaded(text)).toEqual([
      ['a', [1]],
      ['b', [1, 3]],
    ]);
  });

  it('take over the document before with action: repeat', () => {
    const text = `${doc('a', 1)}---\naction: repeat\nid: b\ndetection: {s: {x: 2}}\n`;
    expect(loaded(text)).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  it('repeat the one before also behind a reset, and what is shared where there is none before', () => {
    const behind = `${doc('a', 1)}---\naction: reset\n---\naction: repeat\nid: b\n`;
    expect(loaded(behind).at(-1)).toEqual(['b', [1, 3]]);
    const shared = `action: global\n${doc('a', 2)}---\naction: repeat\nid: b\n`;
    expect(loaded(shared)).toEqual([['b', [2]]]);
  });

  it('are read on behind one that is no rule, or no YAML', () => {
    const text = `${doc('a', 1)}---\nnonsense\n---\nx: [\n---\n${doc('b', 2)}`;
    expect(loaded(text).filter(([, state]) => state !== 'refused')).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });
});
