// "Correlation": each sentence by itself, on events that can be counted on fingers.

import { describe, expect, it } from 'vitest';
import { at, event, findings, refusals, ruleSet, run } from '../shared/detection/support.ts';
import type { MatchGroup } from '../../shared/detection/match-run.ts';
import type { EventView, Fields } from '../../shared/domain/event.ts';

/** Rules a, b and c: each takes the events of its kind. */
const RULES = ['a', 'b', 'c'].map(
  (kind) =>
    `title: Rule ${kind}\nid: id-${kind}\nname: ${kind}\nlogsource: {product: any}\ndetection: {s: {kind: ${kind}}, condition: s}\n`,
);

function corr(type: string, rules: string, more: string, name = 'corr'): string {
  return `title: ${name}\nid: ${name}\nname: ${name}\ncorrelation:\n  type: ${type}\n  rules: [${rules}]\n  timespan: 10s\n  ${more.replaceAll('\n', '\n  ')}\n`;
}

type Item = readonly [second: number, kind: string, fields?: Fields];

function views(items: readonly Item[]): EventView[] {
  return items.map(([second, kind, fields], i) =>
    event(i + 1, { kind, ...fields }, { timeUs: at(second) }),
  );
}

function groupsIn(texts: readonly string[], events: readonly EventView[], id = 'corr') {
  const outcome = run(ruleSet(...texts), events).find(({ rule }) => rule.id === id);
  if (outcome === undefined || outcome.notLoaded !== undefined) {
    throw new Error(outcome?.notLoaded ?? 'no outcome');
  }
  return outcome.groups;
}

const groups = (text: string, items: readonly Item[]) => groupsIn([text, ...RULES], views(items));

const matches = (found: readonly MatchGroup[]) => found.map((group) => group.matches);

const every = (kind: string, seconds: readonly number[], fields: Fields = {}): Item[] =>
  seconds.map((second) => [second, kind, fields]);

describe('correlation types', () => {
  it('event_count counts events', () => {
    const text = corr('event_count', 'a', 'condition: {gte: 3}');
    expect(matches(groups(text, every('a', [0, 1, 2])))).toEqual([[1, 2, 3]]);
    expect(groups(text, every('a', [0, 1]))).toEqual([]);
  });

  it('value_count counts different values, also over several fields', () => {
    const items: Item[] = [
      [0, 'a', { u: 'x', h: 1 }],
      [1, 'a', { u: 'x', h: 2 }],
      [2, 'a', { u: 'x', h: 2 }],
    ];
    expect(groups(corr('value_count', 'a', 'condition: {field: u, gte: 2}'), items)).toEqual([]);
    expect(
      groups(corr('value_count', 'a', 'condition: {field: [u, h], gte: 2}'), items),
    ).toHaveLength(1);
    expect(groups(corr('value_count', 'a', 'condition: {field: [u, h], gte: 3}'), items)).toEqual(
      [],
    );
  });

  it('temporal wants every rule, in any order', () => {
    const text = corr('temporal', 'a, b', '');
    expect(
      matches(
        groups(text, [
          [0, 'b'],
          [5, 'a'],
        ]),
      ),
    ).toEqual([[1, 2]]);
    expect(
      groups(text, [
        [0, 'b'],
        [11, 'a'],
      ]),
    ).toEqual([]);
  });

  it('temporal_ordered orders every step', () => {
    const text = corr('temporal_ordered', 'a, b, c', '');
    expect(
      matches(
        groups(text, [
          [0, 'a'],
          [1, 'b'],
          [2, 'c'],
        ]),
      ),
    ).toEqual([[1, 2, 3]]);
    expect(
      groups(text, [
        [0, 'a'],
        [1, 'c'],
        [2, 'b'],
      ]),
    ).toEqual([]);
    expect(
      groups(text, [
        [0, 'b'],
        [1, 'a'],
        [2, 'c'],
      ]),
    ).toEqual([]);
  });

  it('value_sum adds up, value_avg averages, value_percentile ranks', () => {
    const items: Item[] = [1, 2, 3, 4].map((v, i) => [i, 'a', { v }]);
    const last = (text: string) => groups(text, items).length;
    expect(last(corr('value_sum', 'a', 'condition: {field: v, gte: 10}'))).toBe(1);
    expect(last(corr('value_sum', 'a', 'condition: {field: v, gt: 10}'))).toBe(0);
    expect(last(corr('value_avg', 'a', 'condition: {field: v, gte: 2.5}'))).toBe(1);
    expect(last(corr('value_avg', 'a', 'condition: {field: v, gt: 2.5}'))).toBe(0);
    const rank = (bound: string) =>
      corr('value_percentile', 'a', `condition: {field: v, percentile: 75, ${bound}}`);
    expect(last(rank('gte: 3.25'))).toBe(1);
    expect(last(rank('gt: 3.25'))).toBe(0);
  });
});

describe('a correlation', () => {
  it('groups by fields', () => {
    const text = corr('event_count', 'a', 'group-by: [u, h]\ncondition: {gte: 2}');
    const found = groups(text, [
      [0, 'a', { u: 'x', h: 1 }],
      [1, 'a', { u: 'x', h: 2 }],
      [2, 'a', { u: 'x', h: 1 }],
    ]);
    expect(found.map(({ group }) => group)).toEqual([{ u: 'x', h: '1' }]);
    expect(matches(found)).toEqual([[1, 3]]);
  });

  it('takes the fields of a group from each rule under an alias', () => {
    const text = corr(
      'temporal',
      'a, b',
      'group-by: [ip]\naliases:\n  ip:\n    a: src\n    b: dst',
    );
    const found = groups(text, [
      [0, 'a', { src: '1', dst: '9' }],
      [1, 'b', { src: '9', dst: '1' }],
      [2, 'b', { src: '1', dst: '2' }],
    ]);
    expect(found.map(({ group }) => group)).toEqual([{ ip: '1' }]);
    expect(matches(found)).toEqual([[1, 2]]);
  });

  it('takes ranges', () => {
    const text = corr('event_count', 'a', 'condition: {gte: 2, lte: 3}');
    expect(groups(text, every('a', [0]))).toEqual([]);
    expect(groups(text, every('a', [0, 1, 2]))).toHaveLength(1);
    expect(matches(groups(text, every('a', [0, 1, 2, 3])))).toEqual([[1, 2, 3]]);
  });

  it.each(['a', 'id-a'])(
    'refers to rules by name or id, in any order of files: %s',
    (reference) => {
      const text = corr('event_count', reference, 'condition: {gte: 1}');
      const events = views(every('a', [0]));
      expect(groupsIn([text, ...RULES], events)).toHaveLength(1);
      expect(groupsIn([...RULES, text], events)).toHaveLength(1);
      expect(groupsIn([[...RULES, text].join('---\n')], events)).toHaveLength(1);
    },
  );

  it('slides its windows, which begin at any time', () => {
    const text = corr('event_count', 'a', 'condition: {gte: 2}');
    for (const start of [0, 3, 7.5, 9.999]) {
      expect(groups(text, every('a', [start, start + 9])), String(start)).toHaveLength(1);
    }
  });

  it('counts what lies on the boundary', () => {
    const text = corr('event_count', 'a', 'condition: {gte: 2}');
    expect(groups(text, every('a', [3, 13]))).toHaveLength(1);
    expect(groups(text, every('a', [3, 13.000001]))).toEqual([]);
  });

  it('finds the same in whatever order events arrive', () => {
    const text = corr('temporal_ordered', 'a, b', 'group-by: [u]');
    const items: Item[] = [
      [4, 'b', { u: 'x' }],
      [0, 'a', { u: 'x' }],
      [2, 'b', { u: 'y' }],
      [30, 'b', { u: 'x' }],
    ];
    const events = views(items);
    const expected = groupsIn([text, ...RULES], events);
    expect(matches(expected)).toEqual([[1, 2]]);
    expect(groupsIn([text, ...RULES], events.toReversed())).toEqual(expected);
  });

  it('lets windows cross sources', () => {
    const text = corr('event_count', 'a', 'condition: {gte: 2}');
    const events = every('a', [0, 1]).map(([second, kind], i) =>
      event(
        i + 1,
        { kind },
        { timeUs: at(second), logSource: { product: 'any', service: `s${i}` } },
      ),
    );
    expect(matches(groupsIn([text, ...RULES], events))).toEqual([[1, 2]]);
  });

  it('counts one event once', () => {
    const twice = RULES[0]?.replace('{kind: a}', "[{kind: a}, {kind: 'a*'}]") ?? '';
    const text = corr('event_count', 'a', 'condition: {gte: 2}');
    expect(groupsIn([text, twice], views(every('a', [0])))).toEqual([]);
  });

  it('shares a rule with others, which all see its events', () => {
    const texts = [
      corr('event_count', 'a', 'condition: {gte: 1}', 'one'),
      corr('event_count', 'a, b', 'condition: {gte: 1}', 'two'),
      ...RULES,
    ];
    const events = views(every('a', [0]));
    expect(groupsIn(texts, events, 'one')).toHaveLength(1);
    expect(groupsIn(texts, events, 'two')).toHaveLength(1);
  });

  it('honours group-by across the rules of temporal', () => {
    const text = corr('temporal', 'a, b', 'group-by: [u]');
    expect(
      groups(text, [
        [0, 'a', { u: 'x' }],
        [1, 'b', { u: 'y' }],
      ]),
    ).toEqual([]);
    expect(
      groups(text, [
        [0, 'a', { u: 'x' }],
        [1, 'b', { u: 'x' }],
      ]),
    ).toHaveLength(1);
  });

  it('hides the rules that it refers to, unless it generates', () => {
    const listed = (more: string) =>
      run(ruleSet(corr('event_count', 'a', `condition: {gte: 1}${more}`), ...RULES), []).map(
        ({ rule }) => rule.id,
      );
    expect(listed('')).toEqual(['corr', 'id-b', 'id-c']);
    expect(listed('\ngenerate: true')).toEqual(['corr', 'id-a', 'id-b', 'id-c']);
  });
});

describe('a chain', () => {
  const inner = corr('event_count', 'a', 'group-by: [u]\ncondition: {gte: 2}', 'inner');
  const outer = corr('temporal_ordered', 'inner, b', 'group-by: [u]');

  it('is a correlation over correlations', () => {
    const items: Item[] = [...every('a', [0, 1], { u: 'x' }), [5, 'b', { u: 'x' }]];
    expect(matches(groupsIn([outer, inner, ...RULES], views(items)))).toEqual([[1, 2, 3]]);
  });

  it('takes an inner finding at its firstFire', () => {
    const late: Item[] = [...every('a', [0, 1, 9], { u: 'x' }), [12, 'b', { u: 'x' }]];
    expect(groupsIn([outer, inner, ...RULES], views(late))).toEqual([]);
    const soon: Item[] = [...every('a', [0, 3, 9], { u: 'x' }), [12, 'b', { u: 'x' }]];
    expect(groupsIn([outer, inner, ...RULES], views(soon))).toHaveLength(1);
  });
});

describe('a finding', () => {
  const text = corr('event_count', 'a', 'condition: {gte: 2}');

  it('is the longest run of satisfied windows, with every event, its times and its peak', () => {
    const found = groups(text, every('a', [0, 4, 8, 18, 40, 41]));
    expect(
      found.map(({ startUs, endUs, firstFireUs, count }) =>
        [startUs, endUs, firstFireUs].map((time) => (time - at(0)) / 1e6).concat(count),
      ),
    ).toEqual([
      [0, 18, 4, 3],
      [40, 41, 41, 2],
    ]);
    expect(matches(found)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  it('of a plain rule holds hits of one group that are less than the fold time apart', () => {
    const plain = `${RULES[0] ?? ''}x-sealwatch-group-by: [u]\nx-sealwatch-fold: 10s\n`;
    const found = findings(
      [plain],
      [
        ...views([
          [0, 'a', { u: 'x' }],
          [9, 'a', { u: 'x' }],
          [5, 'a', { u: 'y' }],
          [19, 'a', { u: 'x' }],
        ]),
      ],
    );
    expect(found.map(({ group, eventIds }) => [group['u'], eventIds])).toEqual([
      ['x', [1, 2]],
      ['y', [3]],
      ['x', [4]],
    ]);
  });

  it('folds within 30 minutes where the rule says nothing', () => {
    const apart = (minutes: number) =>
      findings([RULES[0] ?? ''], views(every('a', [0, minutes * 60]))).length;
    expect(apart(29.99)).toBe(1);
    expect(apart(30)).toBe(2);
  });

  it('stays itself while more evidence makes it longer', () => {
    const short = findings([text, ...RULES], views(every('a', [0, 4])));
    const long = findings([text, ...RULES], views(every('a', [0, 4, 8, 15])));
    expect(long.map(({ id }) => id)).toEqual(short.map(({ id }) => id));
    expect(long[0]?.eventIds).toEqual([1, 2, 3, 4]);
  });

  it('is another for another rule, group or first event', () => {
    const ids = new Set([
      ...findings([text, ...RULES], views(every('a', [0, 4]))).map(({ id }) => id),
      ...findings([text, ...RULES], views(every('a', [-5, 0, 4])).slice(1)).map(({ id }) => id),
      ...findings(
        [text.replaceAll('corr', 'other').replace('otherelation', 'correlation'), ...RULES],
        views(every('a', [0, 4])),
      ).map(({ id }) => id),
      ...findings(
        [text.replace('condition', 'group-by: [kind]\n  condition'), ...RULES],
        views(every('a', [0, 4])),
      ).map(({ id }) => id),
    ]);
    expect(ids.size).toBe(4);
  });
});

describe('where the specification is silent', () => {
  it.each(['lt: 2', 'lte: 1', 'eq: 1', 'neq: 5'])(
    'a count below a bound fires only for groups that occurred: %s',
    (bound) => {
      const text = corr('event_count', 'a', `group-by: [u]\ncondition: {${bound}}`);
      expect(groups(text, [])).toEqual([]);
      const found = groups(text, [
        [0, 'a', { u: 'x' }],
        [1, 'b', { u: 'y' }],
      ]);
      expect(found.map(({ group }) => group)).toEqual([{ u: 'x' }]);
    },
  );

  it('eq 0 never fires', () => {
    const text = corr('event_count', 'a', 'condition: {eq: 0}');
    expect(
      groups(text, [
        [0, 'a'],
        [50, 'b'],
        [100, 'a'],
      ]),
    ).toEqual([]);
  });

  it('a missing field of the group is an empty group of its own', () => {
    const text = corr('event_count', 'a', 'group-by: [u]\ncondition: {gte: 2}');
    const found = groups(text, [
      [0, 'a'],
      [1, 'a', { u: 'x' }],
      [2, 'a'],
    ]);
    expect(found.map(({ group }) => group)).toEqual([{ u: '' }]);
    expect(matches(found)).toEqual([[1, 3]]);
  });

  it('parts of a time are those of x-sealwatch-zone, else of UTC', () => {
    const rule = (more: string) =>
      `title: T\nid: t\nlogsource: {product: any}\ndetection: {s: {x|hour: 3}, condition: s}\n${more}`;
    const one = [event(1, { x: '2026-01-01T03:30:00Z' }), event(2, { x: '2026-01-01T02:30:00Z' })];
    expect(run(ruleSet(rule('')), one)[0]?.matches).toEqual([1]);
    expect(run(ruleSet(rule('x-sealwatch-zone: Europe/Berlin\n')), one)[0]?.matches).toEqual([2]);
  });

  it('neq on a missing field is true', () => {
    const text =
      'title: N\nid: n\nlogsource: {product: any}\ndetection: {s: {x|neq: 1}, condition: s}\n';
    expect(run(ruleSet(text), [event(1, { y: 1 })])[0]?.matches).toEqual([1]);
  });

  it('value_percentile is refused without its percentile, and interpolates over numbers', () => {
    const refusedText = `${corr('value_percentile', 'a', 'condition: {field: v, gte: 1}')}---\n${RULES[0] ?? ''}`;
    expect(refusals(refusedText)).toEqual(['rule.correlation-condition']);
    const half = (bound: string) =>
      groups(corr('value_percentile', 'a', `condition: {field: v, percentile: 50, ${bound}}`), [
        [0, 'a', { v: 1 }],
        [1, 'a', { v: 'text' }],
        [2, 'a', { v: '2' }],
      ]).length;
    expect(half('eq: 1.5')).toBe(1);
  });
});
