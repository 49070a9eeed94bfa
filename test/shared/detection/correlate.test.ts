import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { at, event, refusals, ruleSet, run } from './support.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import type { MatchGroup } from '../../../shared/detection/match-run.ts';

const base = (name: string) => `title: ${name}
id: ${name}
name: ${name}
logsource:
    product: any
detection:
    s:
        kind: ${name}
    condition: s
`;

function correlation(type: string, rules: readonly string[], more: string): string {
  return `title: The correlation
id: corr
correlation:
    type: ${type}
    rules: [${rules.join(', ')}]
    timespan: 10s
${more.replace(/^(?=.)/gm, '    ')}
---
${rules
  .filter((name, i) => rules.indexOf(name) === i)
  .map(base)
  .join('---\n')}`;
}

interface Item {
  readonly kind: string;
  readonly second: number;
  readonly user?: string;
  readonly value?: string | number;
}

function events(items: readonly Item[]): EventView[] {
  return items.map(({ kind, second, user, value }, i) =>
    event(
      i + 1,
      { kind, ...(user === undefined ? {} : { user }), ...(value === undefined ? {} : { value }) },
      { timeUs: at(second) },
    ),
  );
}

function groups(text: string, items: readonly Item[]): readonly MatchGroup[] {
  return groupsOf(text, events(items));
}

function groupsOf(text: string, views: readonly EventView[]): readonly MatchGroup[] {
  const outcome = run(ruleSet(text), views).find(({ rule }) => rule.id === 'corr');
  if (outcome === undefined || outcome.notLoaded !== undefined) {
    throw new Error(outcome?.notLoaded ?? 'no outcome');
  }
  return outcome.groups;
}

const seconds = (found: readonly MatchGroup[]) =>
  found.map(({ firstFireUs, startUs, endUs, count, matches }) => ({
    fire: (firstFireUs - at(0)) / 1e6,
    start: (startUs - at(0)) / 1e6,
    end: (endUs - at(0)) / 1e6,
    count,
    matches,
  }));

const many = (kind: string, times: readonly number[]): Item[] =>
  times.map((second) => ({ kind, second }));

describe('event_count', () => {
  const text = correlation('event_count', ['a'], 'condition:\n    gte: 3');

  it('counts in sliding windows whose ends are inclusive', () => {
    expect(groups(text, many('a', [0, 5, 10]))).toHaveLength(1);
    expect(groups(text, many('a', [0, 5, 10.000001]))).toHaveLength(0);
    expect(groups(text, many('a', [8, 12, 17]))).toHaveLength(1);
  });

  it('makes one finding of a run, with every event, first fire and peak', () => {
    expect(seconds(groups(text, many('a', [0, 4, 8, 9, 16, 40, 41, 42])))).toEqual([
      { fire: 8, start: 0, end: 16, count: 4, matches: [1, 2, 3, 4, 5] },
      { fire: 42, start: 40, end: 42, count: 3, matches: [6, 7, 8] },
    ]);
  });

  it('keeps groups apart, a missing field being a group of its own', () => {
    const grouped = correlation('event_count', ['a'], 'group-by: [user]\ncondition:\n    gte: 2');
    const found = groups(grouped, [
      { kind: 'a', second: 0, user: 'x' },
      { kind: 'a', second: 1, user: 'y' },
      { kind: 'a', second: 2 },
      { kind: 'a', second: 3, user: 'x' },
      { kind: 'a', second: 4 },
    ]);
    expect(found.map(({ group, matches }) => ({ group, matches }))).toEqual([
      { group: { user: 'x' }, matches: [1, 4] },
      { group: { user: '' }, matches: [3, 5] },
    ]);
  });

  it('takes a range', () => {
    const range = correlation('event_count', ['a'], 'condition:\n    gte: 2\n    lte: 2');
    expect(seconds(groups(range, many('a', [0, 1, 2])))).toEqual([
      { fire: 1, start: 0, end: 1, count: 2, matches: [1, 2] },
    ]);
  });

  it('counts an event once, though it matches two of the rules', () => {
    const both = `${text.replace('[a]', '[a, same]').replace(/id: a\n[\s\S]*$/, '')}id: a
logsource: {product: any}
detection: {s: {kind: a}, condition: s}
---
title: same
id: same
logsource: {product: any}
detection: {s: {kind: a}, condition: s}
`;
    expect(groupsOf(both, events(many('a', [0, 1])))).toHaveLength(0);
    expect(groupsOf(both, events(many('a', [0, 1, 2])))).toHaveLength(1);
  });

  it('finds what a slow, obvious search finds', () => {
    const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 25 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 5 }), (list, least) => {
        const rule = correlation('event_count', ['a'], `condition:\n    gte: ${least}`);
        const sorted = list.toSorted((a, b) => a - b);
        const found = seconds(groups(rule, many('a', sorted)));
        const expected = obviousRuns(sorted, (inside) => inside.length >= least);
        expect(found.map(({ fire, start, end, matches }) => [fire, start, end, matches])).toEqual(
          expected.map(({ fire, members }) => [
            fire,
            sorted[members[0] ?? 0],
            sorted[members.at(-1) ?? 0],
            members.map((index) => index + 1),
          ]),
        );
      }),
      { numRuns: 300 },
    );
  });
});

/** For every event the window that ends there, then neighbours joined while they overlap. */
function obviousRuns(
  times: readonly number[],
  holds: (inside: readonly number[]) => boolean,
): { fire: number; members: number[] }[] {
  const runs: { fire: number; last: number; members: Set<number> }[] = [];
  let open = false;
  for (const end of new Set(times)) {
    const inside = times.flatMap((time, i) => (time <= end && time >= end - 10 ? [i] : []));
    if (!holds(inside)) {
      open = false;
      continue;
    }
    const last = runs.at(-1);
    if (open && last && last.last >= end - 10) {
      last.last = end;
      inside.forEach((i) => last.members.add(i));
    } else runs.push({ fire: end, last: end, members: new Set(inside) });
    open = true;
  }
  return runs.map(({ fire, members }) => ({
    fire,
    members: [...members].toSorted((a, b) => a - b),
  }));
}

describe('value_count', () => {
  it('counts different values and leaves out events without one', () => {
    const text = correlation('value_count', ['a'], 'condition:\n    field: value\n    gte: 2');
    expect(
      groups(text, [
        { kind: 'a', second: 0, value: 1 },
        { kind: 'a', second: 1, value: '1' },
        { kind: 'a', second: 2 },
      ]),
    ).toHaveLength(0);
    expect(
      groups(text, [
        { kind: 'a', second: 0, value: 1 },
        { kind: 'a', second: 1 },
        { kind: 'a', second: 2, value: 2 },
      ])[0]?.matches,
    ).toEqual([1, 3]);
  });

  it('counts the empty text as a value, though it is in the group of those without one', () => {
    const [group] = groups(
      correlation(
        'value_count',
        ['a'],
        'group-by: [user]\ncondition:\n    field: value\n    gte: 2',
      ),
      [
        { kind: 'a', second: 0, value: '' },
        { kind: 'a', second: 1, value: 'x', user: '' },
        { kind: 'a', second: 2 },
      ],
    );
    expect(group).toMatchObject({ group: { user: '' }, count: 2, matches: [1, 2] });
  });

  it('takes several fields together', () => {
    const text = correlation(
      'value_count',
      ['a'],
      'condition:\n    field: [user, value]\n    gte: 2',
    );
    const one: Item = { kind: 'a', second: 0, user: 'x', value: 1 };
    expect(groups(text, [one, { ...one, second: 1 }])).toHaveLength(0);
    expect(groups(text, [one, { ...one, second: 1, user: 'y' }])).toHaveLength(1);
  });

  it('finds what a slow, obvious search finds', () => {
    const item = fc.record({
      second: fc.integer({ min: 0, max: 60 }),
      value: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        (list, least) => {
          const sorted = list.toSorted((a, b) => a.second - b.second);
          const text = correlation(
            'value_count',
            ['a'],
            `condition:\n    field: value\n    gte: ${least}`,
          );
          const found = groups(
            text,
            sorted.map(({ second, value }) => ({ kind: 'a', second, value })),
          );
          const expected = obviousRuns(
            sorted.map(({ second }) => second),
            (inside) => new Set(inside.map((i) => sorted[i]?.value)).size >= least,
          );
          expect(found.map(({ matches }) => matches)).toEqual(
            expected.map(({ members }) => members.map((i) => i + 1)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('value_sum, value_avg and value_percentile', () => {
  const valued = (list: readonly (readonly [number, number | string])[]): Item[] =>
    list.map(([second, value]) => ({ kind: 'a', second, value }));

  it('add up, average and rank numbers, also written as text', () => {
    const sum = correlation('value_sum', ['a'], 'condition:\n    field: value\n    gte: 10');
    expect(
      groups(
        sum,
        valued([
          [0, 4],
          [1, '5'],
          [2, 'many'],
        ]),
      ),
    ).toHaveLength(0);
    expect(
      groups(
        sum,
        valued([
          [0, 4],
          [1, '5'],
          [2, 1],
        ]),
      )[0],
    ).toMatchObject({ count: 10, matches: [1, 2, 3] });
    const mean = correlation('value_avg', ['a'], 'condition:\n    field: value\n    gt: 6');
    expect(
      groups(
        mean,
        valued([
          [0, 5],
          [1, 6],
          [2, 10],
        ]),
      )[0]?.count,
    ).toBe(7);
    const rank = correlation(
      'value_percentile',
      ['a'],
      'condition:\n    field: value\n    percentile: 90\n    gte: 9',
    );
    expect(
      groups(rank, valued(Array.from({ length: 11 }, (_, i) => [i / 2, i] as const)))[0]?.count,
    ).toBe(9);
  });

  it('refuse a percentile without its number', () => {
    const text = correlation('value_percentile', ['a'], 'condition:\n    field: value\n    gte: 9');
    expect(refusals(text)).toEqual(['rule.correlation-condition']);
  });

  it('sum without leaving rounding behind', () => {
    const text = correlation('value_sum', ['a'], 'condition:\n    field: value\n    lt: 0');
    const tenths = Array.from(
      { length: 500 },
      (_, i) => [i * 3, i % 2 === 0 ? 1e15 : 0.1] as const,
    );
    expect(groups(text, valued(tenths))).toHaveLength(0);
  });
});

describe('temporal', () => {
  const text = correlation('temporal', ['a', 'b'], 'group-by: [user]');

  it('wants every rule within the span, in any order, in one group', () => {
    expect(
      groups(text, [
        { kind: 'b', second: 0, user: 'x' },
        { kind: 'a', second: 9, user: 'x' },
      ]),
    ).toHaveLength(1);
    expect(
      groups(text, [
        { kind: 'b', second: 0, user: 'x' },
        { kind: 'a', second: 9, user: 'y' },
      ]),
    ).toHaveLength(0);
    expect(
      groups(text, [
        { kind: 'b', second: 0, user: 'x' },
        { kind: 'a', second: 11, user: 'x' },
      ]),
    ).toHaveLength(0);
  });

  it('groups over aliases', () => {
    const aliased = correlation(
      'temporal',
      ['a', 'b'],
      'group-by: [who]\naliases:\n    who:\n        a: user\n        b: value',
    );
    const [found] = groups(aliased, [
      { kind: 'a', second: 0, user: 'x' },
      { kind: 'b', second: 1, value: 'x' },
    ]);
    expect(found?.group).toEqual({ who: 'x' });
  });
});

describe('aliases', () => {
  const text = (rules: string, names: readonly string[]) => `title: C
id: corr
correlation:
    type: temporal
    rules: [${rules}]
    timespan: 10s
    group-by: [who]
    aliases: {who: {${names.join(', ')}}}
---
${base('a').replace('id: a', 'id: 11111111-1111-1111-1111-111111111111')}---
${base('b')}`;
  const items: readonly Item[] = [
    { kind: 'a', second: 0, user: 'x' },
    { kind: 'b', second: 1, value: 'x' },
    { kind: 'b', second: 2, value: 'y' },
  ];
  const id = '11111111-1111-1111-1111-111111111111';

  it('may say the name where the correlation says the id, and the other way round', () => {
    const byName = groups(text(`${id}, b`, ['a: user', 'b: value']), items);
    const byId = groups(text('a, b', [`${id}: user`, 'b: value']), items);
    expect(byName.map(({ group, matches }) => [group, matches])).toEqual([[{ who: 'x' }, [1, 2]]]);
    expect(byId).toEqual(byName);
  });

  it('leave the field of their own name to rules that they do not speak of', () => {
    const found = groups(text('a, b', ['a: user']), [
      { kind: 'a', second: 0, user: '' },
      { kind: 'b', second: 1, value: 'x' },
    ]);
    expect(found.map(({ group }) => group)).toEqual([{ who: '' }]);
  });

  it('are refused with the place where they speak of other rules', () => {
    const [rule] = ruleSet(text('a, b', ['a: user', 'c: value'])).rules;
    expect(rule?.diagnostics).toMatchObject([{ code: 'rule.aliases', line: 8 }]);
  });
});

describe('temporal_ordered', () => {
  const text = correlation('temporal_ordered', ['a', 'b', 'c'], '');

  it('orders every step and lists only what is part of a chain', () => {
    const wrong: Item[] = [...many('b', [0]), ...many('a', [1]), ...many('c', [2])];
    expect(groups(text, wrong)).toHaveLength(0);
    const right: Item[] = [
      ...many('c', [0]),
      ...many('a', [1]),
      ...many('b', [2]),
      ...many('c', [3]),
    ];
    expect(groups(text, right)[0]?.matches).toEqual([2, 3, 4]);
  });

  it('wants as many different steps in order as its condition says', () => {
    const matchesOf = (condition: string, given: readonly Item[]) =>
      groups(correlation('temporal_ordered', ['a', 'b', 'c'], condition), given).map(
        ({ matches }) => matches,
      );
    const skipsOne: Item[] = [...many('a', [0]), ...many('c', [2])];
    expect(matchesOf('condition: {gte: 2}', skipsOne)).toEqual([[1, 2]]);
    expect(matchesOf('condition: {gte: 3}', skipsOne)).toEqual([]);
    expect(matchesOf('', skipsOne)).toEqual([]);
    const turnedRound: Item[] = [...many('c', [0]), ...many('a', [2])];
    expect(matchesOf('condition: {gte: 2}', turnedRound)).toEqual([]);
    const all: Item[] = [...many('a', [0]), ...many('b', [1]), ...many('c', [2])];
    expect(matchesOf('condition: {gte: 2}', all)).toEqual([[1, 2, 3]]);
    expect(matchesOf('condition: {eq: 2}', all)).toEqual([[1, 2, 3].slice(0, 2)]);
  });

  it('takes a rule that is named twice as two events', () => {
    const twice = correlation('temporal_ordered', ['a', 'a', 'b'], '');
    expect(groups(twice, [...many('a', [0]), ...many('b', [1])])).toHaveLength(0);
    expect(groups(twice, [...many('a', [0, 1]), ...many('b', [2])])).toHaveLength(1);
  });

  it('finds what a slow, obvious search finds', () => {
    const item = fc.record({
      second: fc.integer({ min: 0, max: 40 }),
      kind: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 14 }), (list) => {
        const sorted = list.toSorted((x, y) => x.second - y.second);
        const chains = obviousChains(sorted);
        const found = groups(text, sorted);
        expect(new Set(found.flatMap(({ matches }) => matches))).toEqual(
          new Set(chains.flat().map((i) => i + 1)),
        );
        const firstEnd = Math.min(...chains.map((chain) => sorted[chain[2] ?? 0]?.second ?? 0));
        if (found[0]) expect((found[0].firstFireUs - at(0)) / 1e6).toBe(firstEnd);
      }),
      { numRuns: 500 },
    );
  });
});

function obviousChains(
  items: readonly { readonly second: number; readonly kind: string }[],
): number[][] {
  const chains: number[][] = [];
  items.forEach((a, i) =>
    items.forEach((b, j) =>
      items.forEach((c, k) => {
        const ordered = i < j && j < k && c.second - a.second <= 10;
        if (ordered && a.kind === 'a' && b.kind === 'b' && c.kind === 'c') chains.push([i, j, k]);
      }),
    ),
  );
  return chains;
}

describe('chains', () => {
  const chain = (takesPart = '') => `title: outer
id: corr
correlation:
    type: temporal_ordered
    rules: [burst, b]
    group-by: [user]
    timespan: 10s
---
title: burst
id: burst
correlation:
    type: event_count
    rules: [a]
    group-by: [value]
    timespan: 10s
    condition:
        gte: 2
${takesPart}---
${base('a')}---
${base('b')}`;

  const burst: Item[] = [0, 1, 5, 9, 13].map((second) => ({
    kind: 'a',
    second,
    user: 'x',
    value: 1,
  }));

  it('let an inner finding take part when it first fires, under the group of the outer one', () => {
    const [found] = groups(chain(), [...burst, { kind: 'b', second: 11, user: 'x' }]);
    expect(found).toMatchObject({ group: { user: 'x' }, matches: [1, 2, 3, 4, 5, 6] });
    expect(groups(chain(), [...burst, { kind: 'b', second: 20, user: 'x' }])).toHaveLength(0);
    expect(groups(chain(), [...burst, { kind: 'b', second: 11, user: 'y' }])).toHaveLength(0);
  });

  it('let it take part each time it fires where the rule says so', () => {
    const text = chain('x-sealwatch-takes-part: every-fire\n');
    expect(groups(text, [...burst, { kind: 'b', second: 20, user: 'x' }])).toHaveLength(1);
  });

  it('list only the outermost rule, unless generate is set', () => {
    const ids = (text: string) => run(ruleSet(text), []).map(({ rule }) => rule.id);
    expect(ids(chain())).toEqual(['corr']);
    expect(ids(correlation('event_count', ['a'], 'condition: {gte: 1}\ngenerate: true'))).toEqual([
      'corr',
      'a',
    ]);
  });

  it('that lead back to themselves are refused', () => {
    const circle = (id: string, other: string) =>
      `title: ${id}\nid: ${id}\ncorrelation: {type: event_count, rules: [${other}], timespan: 1m, condition: {gte: 1}}\n`;
    const set = ruleSet(`${circle('x', 'y')}---\n${circle('y', 'x')}`);
    expect(set.rules.map(({ ok }) => ok)).toEqual([false, false]);
  });
});

describe('the order of arrival', () => {
  it('changes nothing', () => {
    const texts = [
      correlation('event_count', ['a', 'b'], 'group-by: [user]\ncondition:\n    gte: 3'),
      correlation('temporal_ordered', ['a', 'b', 'c'], 'group-by: [user]'),
      correlation('value_count', ['a', 'b'], 'condition:\n    field: user\n    gte: 2'),
    ];
    const item = fc.record({
      second: fc.integer({ min: 0, max: 60 }),
      kind: fc.constantFrom('a', 'b', 'c'),
      user: fc.constantFrom('x', 'y'),
    });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        (list, random) => {
          const views = events(list);
          const shuffled = views
            .map((view) => ({ view, place: random.next().value as number }))
            .toSorted((a, b) => a.place - b.place)
            .map(({ view }) => view);
          for (const text of texts) expect(groupsOf(text, shuffled)).toEqual(groupsOf(text, views));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('times within a microsecond', () => {
  it('a finding fires at the event that makes it full, not at one of the same microsecond', () => {
    const views = [0, 7].map((nanos, i): EventView => ({
      ...event(i + 1, { kind: 'a' }, { timeUs: at(1) }),
      nanos,
    }));
    const text = correlation('event_count', ['a'], 'condition: {gte: 2}');
    const [found] = groupsOf(text, views);
    expect(found?.firstFireRecord).toBe(2);
    expect(found?.startRecord).toBe(1);
  });
});
