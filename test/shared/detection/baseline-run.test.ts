// Baselines against the sum done by hand: every figure from the windows before it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { event, hashes, ruleSet } from './support.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { EventView, Fields, LogSource } from '../../../shared/domain/event.ts';
import type { Finding } from '../../../shared/domain/finding.ts';

const HOUR = 3_600;
const WEEK = 7 * 24 * HOUR;
/** A Monday, midnight in UTC. */
const MONDAY = Date.UTC(2026, 0, 5) / 1_000;

function findings(text: string, views: readonly EventView[]): readonly Finding[] {
  const set = ruleSet(text);
  const refused = set.rules
    .flatMap(({ diagnostics }) => diagnostics)
    .find((d) => d.severity === 'error');
  if (refused) throw new Error(refused.message);
  const run = createDetection(set, {
    hashes,
    zone: 'UTC',
    threatList: undefined,
    enabled: () => true,
  });
  for (const view of views) run.push(view);
  return run.finish().findings;
}

function rule(baseline: string, more = ''): string {
  return `title: Unusual\nid: unusual\nlogsource: {product: any}\ndetection: {s: {kind: order}, condition: s}\n${more}x-sealwatch-baseline:\n${baseline.replace(/^(?=.)/gm, '  ')}\n`;
}

const placed = (second: number, fields: Fields, logSource?: LogSource) => ({
  second,
  fields,
  logSource,
});
const viewsOf = (list: readonly ReturnType<typeof placed>[]): EventView[] =>
  list.map(({ second, fields, logSource }, i) =>
    event(i + 1, fields, { timeUs: timeUs(second * 1e6), ...(logSource ? { logSource } : {}) }),
  );

const median = (list: readonly number[]): number => {
  const sorted = list.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[half] ?? 0)
    : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
};

/** The figure by hand: `undefined` where the window is not unusual or there is no baseline. */
function byHand(
  windows: readonly { readonly start: number; readonly figure: number }[],
  at: number,
):
  | {
      observed: number;
      median: number;
      mad: number;
      modifiedZ: number;
      seasonal: boolean;
      windows: number;
    }
  | undefined {
  const present = windows[at];
  if (present === undefined) return undefined;
  const before = windows.slice(0, at);
  const like = before.filter(({ start }) => (present.start - start) % WEEK === 0);
  const seasonal = like.length >= 8;
  const figures = (seasonal ? like : before).map(({ figure }) => figure);
  if (!seasonal && figures.length < 12) return undefined;
  const middle = median(figures);
  const mad = median(figures.map((figure) => Math.abs(figure - middle)));
  const mean = figures.reduce((sum, each) => sum + each, 0) / figures.length;
  const deviation = Math.sqrt(
    figures.reduce((sum, each) => sum + (each - mean) ** 2, 0) / figures.length,
  );
  const z =
    mad > 0
      ? (0.6745 * (present.figure - middle)) / mad
      : deviation > 0
        ? (present.figure - mean) / deviation
        : present.figure === mean
          ? 0
          : 1_000_000;
  if (present.figure <= 2 * middle || z <= 3.5) return undefined;
  return {
    observed: present.figure,
    median: middle,
    mad,
    modifiedZ: z,
    seasonal,
    windows: figures.length,
  };
}

describe('a baseline over windows', () => {
  const text = rule('measure: count\nwindow: 1h\ntest: {ratio: 2, modified_z: 3.5}');

  it('has the numbers of the sum done by hand, with like hours where there are eight', () => {
    const weeks = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 0, max: 30 }),
      ),
      { minLength: 9, maxLength: 14 },
    );
    fc.assert(
      fc.property(weeks, (list) => {
        // Three hours of each week: two of the same day, one of another.
        const windows = list.flatMap((figures, week) =>
          [9, 10, 50].map((hour, i) => ({
            start: MONDAY + week * WEEK + hour * HOUR,
            figure: figures[i] ?? 0,
          })),
        );
        const events = windows.flatMap(({ start, figure }) =>
          Array.from({ length: figure }, (_, n) => placed(start + n, { kind: 'order' })),
        );
        const there = windows.filter(({ figure }) => figure > 0);
        const expected = there.flatMap((_, i) => {
          const found = byHand(there, i);
          return found ? [{ start: there[i]?.start, ...found }] : [];
        });
        const found = findings(text, viewsOf(events).toReversed());
        // Neighbouring windows are one finding; what is compared here is its first.
        const firsts = expected.filter(
          ({ start }) => !expected.some((other) => (start ?? 0) - (other.start ?? 0) === HOUR),
        );
        expect(found.map(({ startUs }) => startUs / 1e6)).toEqual(firsts.map(({ start }) => start));
        for (const [i, { baseline, eventIds }] of found.entries()) {
          const own = expected.find(({ start }) => start === firsts[i]?.start);
          if (baseline?.observed !== own?.observed || eventIds.length !== own?.observed) continue;
          expect(baseline).toMatchObject({
            median: own?.median,
            mad: own?.mad,
            seasonal: own?.seasonal,
            windows: own?.windows,
          });
          expect(baseline?.modifiedZ).toBeCloseTo(own?.modifiedZ ?? 0, 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says nothing where there is too little history', () => {
    const few = Array.from({ length: 11 }, (_, i) => placed(MONDAY + i * HOUR, { kind: 'order' }));
    const burst = Array.from({ length: 50 }, (_, i) =>
      placed(MONDAY + 11 * HOUR + i, { kind: 'order' }),
    );
    expect(findings(text, viewsOf([...few, ...burst]))).toEqual([]);
    const one = placed(MONDAY - HOUR, { kind: 'order' });
    expect(findings(text, viewsOf([one, ...few, ...burst]))).toHaveLength(1);
  });

  it('leaves empty windows out unless they are to be counted', () => {
    const sparse = Array.from({ length: 13 }, (_, i) =>
      placed(MONDAY + i * 5 * HOUR, { kind: 'order' }),
    );
    const burst = Array.from({ length: 3 }, (_, i) =>
      placed(MONDAY + 70 * HOUR + i, { kind: 'order' }),
    );
    const counted = rule('measure: count\nwindow: 1h\ncount-empty: true\ntest: {ratio: 2}');
    const [plain] = findings(
      rule('measure: count\nwindow: 1h\ntest: {ratio: 2}'),
      viewsOf([...sparse, ...burst]),
    );
    expect(plain?.baseline?.median).toBe(1);
    const withEmpty = findings(counted, viewsOf([...sparse, ...burst])).at(-1);
    expect(withEmpty?.baseline?.median).toBe(0);
    expect(withEmpty?.baseline?.windows).toBe(70);
  });

  it('sums a field, also where it is written as text, and counts distinct values', () => {
    const usual = Array.from({ length: 14 }, (_, i) =>
      placed(MONDAY + i * HOUR, { kind: 'order', amount: i % 2 === 0 ? 10 : '10.0', pair: 'A' }),
    );
    const odd = ['100', 'x', 200].map((amount, i) =>
      placed(MONDAY + 14 * HOUR + i, { kind: 'order', amount, pair: `P${i}` }),
    );
    const sum = findings(
      rule('measure: sum\nfield: amount\nwindow: 1h\ntest: {ratio: 3}'),
      viewsOf([...usual, ...odd]),
    );
    expect(sum.map(({ count, baseline }) => [count, baseline?.median])).toEqual([[300, 10]]);
    const distinct = findings(
      rule('measure: distinct\nfield: pair\nwindow: 1h\ntest: {ratio: 2}'),
      viewsOf([...usual, ...odd]),
    );
    expect(distinct.map(({ count, baseline }) => [count, baseline?.median])).toEqual([[3, 1]]);
  });
});

describe('new and rare values in CloudTrail', () => {
  const trail: LogSource = { product: 'aws', service: 'cloudtrail' };
  const call = (second: number, role: string, eventName: string, awsRegion = 'eu-central-1') =>
    placed(second, { kind: 'order', eventName, awsRegion, userIdentity: { arn: role } }, trail);
  const source = (text: string) =>
    text.replace('product: any', 'product: aws, service: cloudtrail');

  it('find a call that a role has not made before, each role by itself', () => {
    const text = source(
      rule(
        'field: eventName\nmin-history: 3\ntest: {new: true}',
        'x-sealwatch-group-by: [userIdentity.arn]\n',
      ),
    );
    const list = [
      ...[0, 1, 2, 3].map((n) => call(MONDAY + n * HOUR, 'a', 'GetObject')),
      ...[0, 1].map((n) => call(MONDAY + n * HOUR, 'b', 'GetObject')),
      call(MONDAY + 5 * HOUR, 'a', 'CreateAccessKey'),
      call(MONDAY + 5 * HOUR, 'b', 'CreateAccessKey'),
    ];
    expect(findings(text, viewsOf(list)).map(({ group }) => group)).toEqual([
      { 'userIdentity.arn': 'a', eventName: 'CreateAccessKey' },
    ]);
  });

  it('find a region that few calls are made in', () => {
    const text = source(rule('field: awsRegion\nmin-history: 50\ntest: {rare: 0.02}'));
    const usual = Array.from({ length: 100 }, (_, n) => call(MONDAY + n * HOUR, 'a', 'GetObject'));
    const rare = call(MONDAY + 101 * HOUR, 'a', 'RunInstances', 'ap-east-1');
    const found = findings(text, viewsOf([...usual, rare]));
    expect(found.map(({ group, eventIds }) => [group, eventIds])).toEqual([
      [{ awsRegion: 'ap-east-1' }, [101]],
    ]);
  });

  it('find an hour with calls that this hour of the week has never had so many of', () => {
    const text = source(rule('measure: count\nwindow: 1h\ntest: {ratio: 3}'));
    const week = (n: number, count: number, hour: number) =>
      Array.from({ length: count }, (_, i) =>
        call(MONDAY + n * WEEK + hour * HOUR + i, 'a', 'GetObject'),
      );
    // Busy at noon, one call at three in the morning; then as many at three as at noon.
    const list = Array.from({ length: 10 }, (_, n) => [
      ...week(n, 1, 3),
      ...week(n, 20, 12),
    ]).flat();
    const all = findings(text, viewsOf([...list, ...week(10, 20, 3), ...week(10, 20, 12)]));
    // Until there are eight weeks, noon is measured against every hour there is.
    const found = all.filter(({ startUs }) => startUs / 1e6 >= MONDAY + 9 * WEEK);
    expect(
      found.map(({ startUs, baseline }) => [startUs / 1e6, baseline?.seasonal, baseline?.median]),
    ).toEqual([[MONDAY + 10 * WEEK + 3 * HOUR, true, 1]]);
  });
});
