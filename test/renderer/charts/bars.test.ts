import { describe, expect, it } from 'vitest';
import {
  bucketAt,
  coarseRows,
  foldRareSeries,
  heightShare,
  layOutBars,
  niceMaximum,
  stackHistogram,
} from '../../../renderer/charts/bars.model.ts';
import { compactCount, fullCount } from '../../../renderer/charts/figures.model.ts';
import { arcPath, pointAt } from '../../../renderer/charts/gauge.model.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { Histogram } from '../../../shared/contract/areas/events.ts';
import { rangeOf } from '../../../shared/timeline/range.ts';

function histogram(series: Readonly<Record<string, readonly number[]>>): Histogram {
  const lists = Object.entries(series);
  const buckets = lists[0]?.[1].length ?? 0;
  return {
    fromUs: timeUs(1_000),
    toUs: timeUs(1_000 + buckets * 10),
    bucketUs: 10,
    series: lists.map(([name, counts]) => ({ name, counts: [...counts] })),
    total: lists.flatMap(([, counts]) => counts).reduce((sum, count) => sum + count, 0),
    undated: 0,
  };
}

const box = { x: 40, y: 20, width: 300, height: 100 };

describe('bars of a histogram', () => {
  it('stand on the axis and on each other, without gap or overlap', () => {
    const stacked = stackHistogram(histogram({ INFO: [6, 0, 2], ERROR: [2, 0, 2] }), [
      'ERROR',
      'INFO',
    ]);
    expect(stacked.series.map((each) => each.name)).toEqual(['ERROR', 'INFO']);
    const { bars, axisMax } = layOutBars(stacked, rangeOf(1_000, 1_030), box);
    expect(axisMax).toBe(8);
    const [errors, infos] = bars;
    expect(errors?.slice(0, 4)).toEqual([40, 95, 99, 25]);
    expect(infos?.slice(0, 4)).toEqual([40, 20, 99, 75]);
    expect(errors).toHaveLength(8);
  });
  it('show one critical event beside ten thousand ordinary ones', () => {
    const stacked = stackHistogram(histogram({ INFO: [10_000], CRITICAL: [1] }), ['CRITICAL']);
    const { bars } = layOutBars(stacked, rangeOf(1_000, 1_010), box);
    expect(bars[0]?.[3]).toBeGreaterThanOrEqual(1);
  });
  it('are cut at the edges of the view', () => {
    const stacked = stackHistogram(histogram({ '': [5, 5, 5] }));
    const { bars } = layOutBars(stacked, rangeOf(1_005, 1_015), box);
    const list = bars[0] ?? [];
    for (let at = 0; at < list.length; at += 4) {
      expect(list[at]).toBeGreaterThanOrEqual(box.x);
      expect((list[at] ?? 0) + (list[at + 2] ?? 0)).toBeLessThanOrEqual(box.x + box.width);
    }
    expect(list).toHaveLength(8);
  });
  it('take their height from the bars in view, not from those outside', () => {
    const stacked = stackHistogram(histogram({ '': [9_000, 3, 2] }));
    expect(layOutBars(stacked, rangeOf(1_010, 1_030), box).axisMax).toBe(4);
  });
  it('grow with the square root where quiet hours are to be read beside a burst', () => {
    expect(heightShare(25, 100, 'linear')).toBe(0.25);
    expect(heightShare(25, 100, 'root')).toBe(0.5);
  });
  it('have a round figure at the top', () => {
    expect([0, 3, 5, 11, 18, 41, 99, 101, 1400].map(niceMaximum)).toEqual([
      4, 4, 5, 20, 20, 50, 100, 200, 2000,
    ]);
  });
});

describe('a histogram', () => {
  it('adds up what cannot be told apart by colour, losing none', () => {
    const many = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [`v${index}`, [index + 1]]),
    );
    const folded = foldRareSeries(histogram(many));
    expect(folded.series).toHaveLength(9);
    expect(folded.series.at(-1)?.name).toBe('(other)');
    expect(
      folded.series.flatMap((each) => each.counts).reduce((sum, count) => sum + count, 0),
    ).toBe(105);
  });
  it('says what the pointer points at', () => {
    const stacked = stackHistogram(histogram({ INFO: [6, 1], ERROR: [0, 2] }));
    expect(bucketAt(stacked, 1_012)).toMatchObject({
      fromUs: 1_010,
      toUs: 1_020,
      total: 3,
      parts: [
        { name: 'INFO', count: 1 },
        { name: 'ERROR', count: 2 },
      ],
    });
    expect(bucketAt(stacked, 999)).toBeUndefined();
  });
  it('is read out in few rows that keep the sum', () => {
    const stacked = stackHistogram(histogram({ '': Array.from({ length: 100 }, () => 1) }));
    const rows = coarseRows(stacked, 24);
    expect(rows.length).toBeLessThanOrEqual(24);
    expect(rows.reduce((sum, row) => sum + row.total, 0)).toBe(100);
  });
});

describe('figures without room', () => {
  it('are short on axes and whole in tips', () => {
    expect([7, 950, 1_200, 40_000, 2_500_000].map(compactCount)).toEqual([
      '7',
      '950',
      '1.2k',
      '40k',
      '2.5M',
    ]);
    expect(fullCount(1_234_567)).toBe('1,234,567');
  });
});

describe('the risk gauge', () => {
  it('runs from the left over the top to the right and never beyond', () => {
    expect(pointAt(0, 10).x).toBeCloseTo(-10);
    expect(pointAt(0.5, 10).y).toBeCloseTo(-10);
    expect(pointAt(7, 10).x).toBeCloseTo(10);
    expect(arcPath(0, 1, 10)).toBe('M-10.00 -0.00A10.00 10.00 0 0 1 10.00 0.00');
  });
});
