// Every type against a search that is slow and obvious: all windows of all groups, one by one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, event, ruleSet, run } from './support.ts';
import type { EventView } from '../../../shared/domain/event.ts';

const SPAN = 10;

interface Item {
  readonly kind: 'a' | 'b' | 'c';
  readonly second: number;
  readonly user: string | undefined;
  readonly host: string | undefined;
  readonly value: string | number | undefined;
}

const items = fc.array(
  fc.record({
    kind: fc.constantFrom('a' as const, 'b' as const, 'c' as const),
    second: fc.integer({ min: 0, max: 45 }),
    user: fc.constantFrom('u1', 'u2', undefined),
    host: fc.constantFrom('h1', 'h2', undefined),
    value: fc.constantFrom(1, 2, '2', 3.5, '10', 'text', undefined),
  }),
  { maxLength: 22 },
);

const COMPARE = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  eq: (a: number, b: number) => a === b,
  neq: (a: number, b: number) => a !== b,
} as const;
type Comparison = keyof typeof COMPARE;

const bounds = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...(Object.keys(COMPARE) as Comparison[])),
      fc.integer({ min: 0, max: 6 }),
    )
    .map(([comparison, number]) => ({ [comparison]: number })),
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 }))
    .map(([low, more]) => ({ gte: low, lte: low + more })),
);
type Bounds = Readonly<Partial<Record<Comparison, number>>>;

const TYPES = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'temporal',
] as const;
type Type = (typeof TYPES)[number];

const PERCENTILE = 75;

function ruleText(type: Type, groupBy: readonly string[], wanted: Bounds): string {
  const condition = Object.entries(wanted).map(([key, number]) => `    ${key}: ${number}`);
  if (type.startsWith('value_')) condition.push('    field: value');
  if (type === 'value_percentile') condition.push(`    percentile: ${PERCENTILE}`);
  const group = groupBy.length === 0 ? '' : `  group-by: [${groupBy.join(', ')}]\n`;
  const inner = (['a', 'b'] as const).map(
    (kind) =>
      `title: ${kind}\nname: ${kind}\nlogsource: {product: any}\ndetection: {s: {kind: ${kind}}, condition: s}\n`,
  );
  return `title: The correlation\nid: corr\ncorrelation:\n  type: ${type}\n  rules: [a, b]\n${group}  timespan: ${SPAN}s\n  condition:\n${condition.join('\n')}\n---\n${inner.join('---\n')}`;
}

function views(list: readonly Item[]): EventView[] {
  return list.map(({ kind, second, user, host, value }, i) =>
    event(
      i + 1,
      {
        kind,
        ...(user === undefined ? {} : { user }),
        ...(host === undefined ? {} : { host }),
        ...(value === undefined ? {} : { value }),
      },
      { timeUs: at(second) },
    ),
  );
}

function figure(type: Type, inside: readonly Item[]): number {
  const numbers = inside.map(({ value }) => Number(value)).toSorted((x, y) => x - y);
  const sum = numbers.reduce((total, each) => total + each, 0);
  switch (type) {
    case 'event_count':
      return inside.length;
    case 'value_count':
      return new Set(inside.map(({ value }) => String(value))).size;
    case 'value_sum':
      return sum;
    case 'value_avg':
      return sum / numbers.length;
    case 'value_percentile': {
      const rank = (PERCENTILE / 100) * (numbers.length - 1);
      const low = numbers[Math.floor(rank)] ?? 0;
      const high = numbers[Math.ceil(rank)] ?? 0;
      return low + (high - low) * (rank % 1);
    }
    case 'temporal':
      return new Set(inside.map(({ kind }) => kind)).size;
  }
}

interface Found {
  readonly group: string;
  readonly fire: number;
  readonly count: number;
  readonly matches: readonly number[];
}

function obvious(
  type: Type,
  groupBy: readonly string[],
  wanted: Bounds,
  list: readonly Item[],
): Found[] {
  const taking = list.flatMap((item, i) => {
    if (item.kind === 'c') return [];
    if (type === 'value_count' && item.value === undefined) return [];
    const isNumber = item.value !== undefined && Number.isFinite(Number(item.value));
    if (type.startsWith('value_') && type !== 'value_count' && !isNumber) return [];
    return [{ item, record: i + 1 }];
  });
  const groupOf = (item: Item) =>
    JSON.stringify(groupBy.map((name) => (name === 'user' ? item.user : item.host) ?? ''));
  const found: Found[] = [];
  for (const group of new Set(taking.map(({ item }) => groupOf(item)))) {
    const own = taking.filter(({ item }) => groupOf(item) === group);
    const ends = [...new Set(own.map(({ item }) => item.second))].toSorted((x, y) => x - y);
    let open: { fire: number; last: number; count: number; records: Set<number> } | undefined;
    const close = () => {
      if (open === undefined) return;
      const matches = [...open.records].toSorted((x, y) => x - y);
      found.push({ group, fire: open.fire, count: open.count, matches });
      open = undefined;
    };
    for (const end of ends) {
      const inside = own.filter(({ item }) => item.second <= end && item.second >= end - SPAN);
      const here = figure(
        type,
        inside.map(({ item }) => item),
      );
      const holds = Object.entries(wanted).every(([comparison, number]) =>
        COMPARE[comparison as Comparison](here, number),
      );
      if (!holds || (open !== undefined && open.last < end - SPAN)) close();
      if (!holds) continue;
      open ??= { fire: end, last: end, count: here, records: new Set() };
      open.last = end;
      open.count = Math.max(open.count, here);
      for (const { record } of inside) open.records.add(record);
    }
    close();
  }
  return found;
}

const order = (a: Found, b: Found) =>
  a.fire - b.fire || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0);

function found(text: string, groupBy: readonly string[], given: readonly EventView[]): Found[] {
  const outcome = run(ruleSet(text), given).find(({ rule }) => rule.id === 'corr');
  if (outcome === undefined || outcome.notLoaded !== undefined) {
    throw new Error(outcome?.notLoaded ?? 'no outcome');
  }
  return outcome.groups.map(({ group, firstFireUs, count, matches }) => ({
    group: JSON.stringify(groupBy.map((name) => group[name])),
    fire: (firstFireUs - at(0)) / 1e6,
    count,
    matches,
  }));
}

describe('correlations against a search of all windows', () => {
  it.each(TYPES)('%s, by no, one and two fields, with every comparison, in any order', (type) => {
    const groupings = fc.constantFrom<readonly string[]>([], ['user'], ['user', 'host']);
    fc.assert(
      fc.property(items, groupings, bounds, fc.nat(), (list, groupBy, wanted, turn) => {
        const all = views(list);
        const at0 = all.length === 0 ? 0 : turn % all.length;
        const shuffled = [...all.slice(at0), ...all.slice(0, at0)].toReversed();
        const expected = obvious(type, groupBy, wanted, list).toSorted(order);
        const text = ruleText(type, groupBy, wanted);
        const round = (each: Found) => ({ ...each, count: Math.round(each.count * 1e6) / 1e6 });
        const result = found(text, groupBy, shuffled).toSorted(order);
        expect(result.map(round)).toEqual(expected.map(round));
      }),
      { numRuns: 150 },
    );
  });

  it('chains: an inner finding takes part once, when it first fires', () => {
    const text = `title: Outer
id: corr
correlation:
  type: event_count
  rules: [inner]
  timespan: 20s
  condition: {gte: 2}
---
title: Inner
name: inner
correlation:
  type: event_count
  rules: [a]
  group-by: [user]
  timespan: ${SPAN}s
  condition: {gte: 2}
---
title: a
name: a
logsource: {product: any}
detection: {s: {kind: a}, condition: s}
`;
    fc.assert(
      fc.property(items, (list) => {
        const only = list.map((item): Item => (item.kind === 'b' ? { ...item, kind: 'c' } : item));
        const inner = obvious('event_count', ['user'], { gte: 2 }, only);
        const fires = inner.map(({ fire }) => fire).toSorted((x, y) => x - y);
        const expected: number[] = [];
        let last: number | undefined;
        for (const end of new Set(fires)) {
          const inside = fires.filter((each) => each <= end && each >= end - 20);
          if (inside.length < 2) last = undefined;
          else {
            if (last === undefined || last < end - 20) expected.push(end);
            last = end;
          }
        }
        expect(found(text, [], views(only)).map(({ fire }) => fire)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});
