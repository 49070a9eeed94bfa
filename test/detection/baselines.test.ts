// "Baselines": each sentence by itself, with figures that can be worked out on paper.

import { describe, expect, it } from 'vitest';
import { event, hashes, refusals, ruleSet } from '../shared/detection/support.ts';
import { timeUs } from '../../shared/base/time.ts';
import { createDetection } from '../../shared/detection/detection.ts';
import type { Fields } from '../../shared/domain/event.ts';
import type { Finding } from '../../shared/domain/finding.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
/** A Monday, midnight in UTC, in seconds. */
const MONDAY = Date.UTC(2026, 0, 5) / 1_000;

function rule(baseline: string, more = ''): string {
  return `title: B\nid: b\nlogsource: {product: any}\ndetection: {s: {kind: a}, condition: s}\n${more}x-sealwatch-baseline: {${baseline}}\n`;
}

type Item = readonly [second: number, fields?: Fields];

function findings(text: string, items: readonly Item[]): readonly Finding[] {
  const set = ruleSet(text);
  const broken = set.rules[0]?.diagnostics.find(({ severity }) => severity === 'error');
  if (broken) throw new Error(broken.message);
  const run = createDetection(set, {
    hashes,
    zone: 'UTC',
    threatList: undefined,
    enabled: () => true,
  });
  items.forEach(([second, fields], i) => {
    run.push(event(i + 1, { kind: 'a', ...fields }, { timeUs: timeUs((MONDAY + second) * 1e6) }));
  });
  return run.finish().findings;
}

/** So many events in each of the windows, one after the other. */
function windows(counts: readonly number[], span = MINUTE): Item[] {
  return counts.flatMap((count, at) =>
    Array.from({ length: count }, (_, i): Item => [at * span + i / 100]),
  );
}

const plain = 'measure: count, window: 1m, min-history: 3';

describe('a measure', () => {
  it('counts events, adds up a field, or counts its different values, per window', () => {
    const usual = windows([1, 1, 1, 1]).map(([second]): Item => [second, { n: 10, u: 'x' }]);
    const odd: Item[] = [5, 6, 7].map((n, i) => [4 * MINUTE + i, { n: n * 10, u: `u${i}` }]);
    const figure = (measure: string) =>
      findings(rule(`${measure}, window: 1m, min-history: 3, test: {ratio: 2}`), [
        ...usual,
        ...odd,
      ]).map(({ count }) => count);
    expect(figure('measure: count')).toEqual([3]);
    expect(figure('measure: sum, field: n')).toEqual([180]);
    expect(figure('measure: distinct, field: u')).toEqual([3]);
  });

  it('is taken per group', () => {
    const items = ['x', 'y'].flatMap((u, which) =>
      windows([2, 2, 2, which === 0 ? 9 : 2]).map(([second]): Item => [second, { u }]),
    );
    const found = findings(
      rule(`${plain}, test: {ratio: 2}`, 'x-sealwatch-group-by: [u]\n'),
      items,
    );
    expect(found.map(({ group, count }) => [group['u'], count])).toEqual([['x', 9]]);
  });
});

describe('the windows', () => {
  it('are aligned to the clock', () => {
    // Four events around a full minute are two in each of two windows.
    const before = windows([1, 1, 1, 1, 1]);
    const around: Item[] = [-2, -1, 0, 1].map((second) => [9 * MINUTE + second]);
    expect(findings(rule(`${plain}, test: {ratio: 2}`), [...before, ...around])).toEqual([]);
    const within: Item[] = [0, 1, 2, 3].map((second) => [9 * MINUTE + second]);
    expect(findings(rule(`${plain}, test: {ratio: 2}`), [...before, ...within])).toHaveLength(1);
  });

  it('that are empty are left out, unless count-empty', () => {
    const counts = [4, 0, 4, 0, 4, 0, 0, 9];
    const [left] = findings(rule(`${plain}, test: {ratio: 2}`), windows(counts));
    expect([left?.baseline?.median, left?.baseline?.windows]).toEqual([4, 3]);
    const [counted] = findings(
      rule(`${plain}, count-empty: true, test: {ratio: 3}`),
      windows(counts),
    );
    expect([counted?.baseline?.median, counted?.baseline?.windows]).toEqual([0, 7]);
  });

  it('are those of the same hour and weekday where there are eight of them, else all', () => {
    const weeks = (count: number): Item[] =>
      Array.from({ length: count }, (_, week) => [
        ...windows([5], HOUR).map(([second]): Item => [week * WEEK + second]),
        ...windows([1], HOUR).map(([second]): Item => [week * WEEK + 5 * HOUR + second]),
      ]).flat();
    const last = (count: number) =>
      findings(rule('measure: count, window: 1h, min-history: 3, test: {ratio: 2}'), [
        ...weeks(count),
        ...windows([30], HOUR).map(([second]): Item => [count * WEEK + second]),
      ]).at(-1)?.baseline;
    expect(last(8)).toMatchObject({ seasonal: true, windows: 8, median: 5 });
    expect(last(7)).toMatchObject({ seasonal: false, windows: 14, median: 3 });
  });

  it('that come later teach nothing', () => {
    expect(findings(rule(`${plain}, test: {ratio: 2}`), windows([9, 1, 1, 1]))).toEqual([]);
  });
});

describe('a test', () => {
  it('ratio is more than k times the median', () => {
    expect(findings(rule(`${plain}, test: {ratio: 3}`), windows([2, 3, 4, 9]))).toEqual([]);
    const [found] = findings(rule(`${plain}, test: {ratio: 3}`), windows([2, 3, 4, 10]));
    expect(found?.baseline).toMatchObject({ observed: 10, median: 3 });
    expect(found?.baseline?.ratio).toBeCloseTo(10 / 3, 12);
  });

  it('modified_z is 0.6745 × (x − median) ÷ MAD', () => {
    // Median 4, MAD 1: 9 is 3.3725, 10 is 4.047.
    const usual = [2, 4, 4, 5, 5];
    expect(findings(rule(`${plain}, test: {modified_z: 3.5}`), windows([...usual, 9]))).toEqual([]);
    const [found] = findings(rule(`${plain}, test: {modified_z: 3.5}`), windows([...usual, 10]));
    expect(found?.baseline?.modifiedZ).toBeCloseTo(0.6745 * 6, 12);
  });

  it('modified_z is the standard z where the MAD is 0', () => {
    // Mean 4.4, standard deviation 0.8 over five windows.
    const [found] = findings(
      rule(`${plain}, test: {modified_z: 3.5}`),
      windows([4, 4, 4, 4, 6, 8]),
    );
    expect(found?.baseline).toMatchObject({ mad: 0, mean: 4.4 });
    expect(found?.baseline?.modifiedZ).toBeCloseTo((8 - 4.4) / 0.8, 9);
  });

  it('both together have to hold', () => {
    const both = rule(`${plain}, test: {ratio: 3, modified_z: 3.5}`);
    expect(findings(both, windows([2, 4, 4, 5, 5, 11]))).toEqual([]);
    expect(findings(both, windows([2, 4, 4, 5, 5, 13]))).toHaveLength(1);
  });

  it('new is a value that was not seen before', () => {
    const items: Item[] = ['x', 'x', 'y', 'x'].map((u, i) => [i * HOUR, { u }]);
    const found = findings(rule('field: u, test: {new: true}'), items);
    expect(found.map(({ eventIds }) => eventIds)).toEqual([[3]]);
  });

  it('rare is a value under a share of what was seen', () => {
    const values = [...Array.from({ length: 99 }, () => 'x'), 'y', 'z'];
    const items = values.map((u, i): Item => [i, { u }]);
    const found = findings(rule('field: u, min-history: 100, test: {rare: 0.005}'), items);
    expect(found.map(({ eventIds }) => eventIds)).toEqual([[101]]);
  });
});

describe('too little history', () => {
  it('makes no finding, and no guess', () => {
    expect(findings(rule(`${plain}, test: {ratio: 2}`), windows([1, 1, 50]))).toEqual([]);
    expect(findings(rule(`${plain}, test: {ratio: 2}`), windows([1, 1, 1, 50]))).toHaveLength(1);
  });
});

describe('a baseline that says nothing', () => {
  it.each([
    'measure: count, test: {ratio: 2}',
    'measure: mean, window: 1m, test: {ratio: 2}',
    'measure: sum, window: 1m, test: {ratio: 2}',
    'measure: count, window: 1m',
    'measure: count, window: soon, test: {ratio: 2}',
    'window: 1m, test: {ratio: many}',
    'test: {new: true}',
  ])('is refused: %s', (baseline) => {
    expect(refusals(rule(baseline))).toEqual(['rule.baseline']);
  });
});
