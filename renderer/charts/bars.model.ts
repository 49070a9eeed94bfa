// From a histogram and a view to rectangles in pixels. Owns the stacking, the height scale and what
// a pointer points at; refuses to know a canvas.

import type { Histogram } from '../../shared/contract/areas/events.ts';
import { bucketIndexAt } from '../../shared/timeline/buckets.ts';
import { type TimeRange, spanUs } from '../../shared/timeline/range.ts';
import { OTHER_SERIES } from './palette.model.ts';

/** Series beyond these are added up: more colours than that cannot be told apart. */
export const MOST_SERIES = 9;
/** A single critical event must show beside ten thousand ordinary ones. */
const LEAST_PART_PX = 1;
const LEAST_BAR_PX = 2;
const GAP_FROM_PX = 4;

export interface StackedHistogram {
  readonly fromUs: number;
  readonly bucketUs: number;
  readonly buckets: number;
  readonly series: readonly { readonly name: string; readonly counts: readonly number[] }[];
  readonly totals: readonly number[];
}

/** @param order series names, first at the axis; names it does not have come last */
export function stackHistogram(
  histogram: Histogram,
  order: readonly string[] = [],
): StackedHistogram {
  const buckets = histogram.series.reduce((most, each) => Math.max(most, each.counts.length), 0);
  const ranked = [...histogram.series];
  if (order.length > 0) {
    const rank = new Map(order.map((name, index) => [name, index]));
    ranked.sort(
      (one, other) => (rank.get(one.name) ?? order.length) - (rank.get(other.name) ?? order.length),
    );
  }
  const totals = Array.from({ length: buckets }, () => 0);
  for (const { counts } of ranked) {
    for (const [index, count] of counts.entries()) totals[index] = (totals[index] ?? 0) + count;
  }
  return {
    fromUs: histogram.fromUs,
    bucketUs: histogram.bucketUs,
    buckets,
    series: ranked,
    totals,
  };
}

/** The rarest series beyond the most that can be told apart, added up under one name. */
export function foldRareSeries(histogram: Histogram): Histogram {
  if (histogram.series.length <= MOST_SERIES) return histogram;
  const kept = histogram.series.slice(0, MOST_SERIES - 1);
  const rest = histogram.series.slice(MOST_SERIES - 1);
  const counts = Array.from({ length: rest[0]?.counts.length ?? 0 }, () => 0);
  for (const each of rest) {
    for (const [index, count] of each.counts.entries()) {
      counts[index] = (counts[index] ?? 0) + count;
    }
  }
  return { ...histogram, series: [...kept, { name: OTHER_SERIES, counts }] };
}

export interface PlotBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Per series a flat list of x, y, width, height. */
export type Bars = readonly (readonly number[])[];

export interface PlotLayout {
  readonly bars: Bars;
  readonly axisMax: number;
}

/**
 * How counts become heights. With `root` a bar is as high as the square root of its count, so that
 * quiet hours can be read beside a burst; its parts keep their shares of the bar.
 */
export type HeightScale = 'linear' | 'root';

export function heightShare(count: number, axisMax: number, scale: HeightScale): number {
  return scale === 'root' ? Math.sqrt(count / axisMax) : count / axisMax;
}

export function layOutBars(
  stacked: StackedHistogram,
  view: TimeRange,
  box: PlotBox,
  scale: HeightScale = 'linear',
): PlotLayout {
  const usPerPx = spanUs(view) / Math.max(1, box.width);
  const first = Math.max(0, Math.floor((view.fromUs - stacked.fromUs) / stacked.bucketUs));
  const last = Math.min(
    stacked.buckets - 1,
    Math.ceil((view.toUs - stacked.fromUs) / stacked.bucketUs) - 1,
  );
  let most = 0;
  for (let index = first; index <= last; index++) most = Math.max(most, stacked.totals[index] ?? 0);
  const axisMax = niceMaximum(most);
  const bars: number[][] = stacked.series.map(() => []);
  const bucketPx = stacked.bucketUs / usPerPx;
  const gap = bucketPx >= GAP_FROM_PX ? 1 : 0;
  for (let index = first; index <= last; index++) {
    const total = stacked.totals[index] ?? 0;
    if (total === 0) continue;
    const startPx = (stacked.fromUs + index * stacked.bucketUs - view.fromUs) / usPerPx;
    // Edges on whole pixels: neighbours neither overlap nor leave a grey seam.
    const left = Math.max(0, Math.round(startPx));
    const right = Math.min(box.width, Math.max(left + 1, Math.round(startPx + bucketPx) - gap));
    if (right <= left) continue;
    const barHeight = Math.max(LEAST_BAR_PX, heightShare(total, axisMax, scale) * box.height);
    let top = box.y + box.height;
    for (const [which, { counts }] of stacked.series.entries()) {
      const count = counts[index] ?? 0;
      if (count === 0) continue;
      const height = Math.max(LEAST_PART_PX, (count / total) * barHeight);
      const y = Math.max(box.y, top - height);
      bars[which]?.push(box.x + left, y, right - left, top - y);
      top = y;
    }
  }
  return { bars, axisMax };
}

/** A round figure at or above the highest bar, so that the axis has round labels. */
export function niceMaximum(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  for (const factor of [1, 2, 4, 5, 8, 10]) if (factor * power >= most) return factor * power;
  return 10 * power;
}

export interface PointedBucket {
  readonly index: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly total: number;
  readonly parts: readonly { readonly name: string; readonly count: number }[];
}

export function bucketAt(stacked: StackedHistogram, instantUs: number): PointedBucket | undefined {
  const index = bucketIndexAt(
    { fromUs: stacked.fromUs, bucketUs: stacked.bucketUs, count: stacked.buckets },
    instantUs,
  );
  if (index < 0) return undefined;
  const fromUs = stacked.fromUs + index * stacked.bucketUs;
  return {
    index,
    fromUs,
    toUs: fromUs + stacked.bucketUs,
    total: stacked.totals[index] ?? 0,
    parts: stacked.series
      .map(({ name, counts }) => ({ name, count: counts[index] ?? 0 }))
      .filter(({ count }) => count > 0),
  };
}

/** Few rows for a reader that does not see the drawing: neighbouring buckets added up. */
export function coarseRows(
  stacked: StackedHistogram,
  atMost: number,
): readonly { readonly fromUs: number; readonly toUs: number; readonly total: number }[] {
  const step = Math.max(1, Math.ceil(stacked.buckets / atMost));
  const rows: { fromUs: number; toUs: number; total: number }[] = [];
  for (let start = 0; start < stacked.buckets; start += step) {
    const end = Math.min(stacked.buckets, start + step);
    let total = 0;
    for (let index = start; index < end; index++) total += stacked.totals[index] ?? 0;
    rows.push({
      fromUs: stacked.fromUs + start * stacked.bucketUs,
      toUs: stacked.fromUs + end * stacked.bucketUs,
      total,
    });
  }
  return rows;
}
