// Where in time the n-th event is. Pages of events can only be read forwards from a point in time or
// from a cursor, but a scroll bar asks for row 7,340,112. A histogram counts what lies before each
// of its buckets, so every bucket's start is a place to read from; a finer histogram inside one
// bucket brings the place nearer. Pure; asking and keeping rows is event-rows.ts.

import { type TimeUs, timeUs } from '../../../shared/base/time.ts';
import type { Histogram } from '../../../shared/contract/areas/events.ts';
import type { TimeRange } from '../../../shared/timeline/range.ts';

export interface Anchor {
  /** Row number, from 0, of the first event that a page from here returns. */
  readonly index: number;
  readonly fromUs: TimeUs;
  /** Null: from the start of the time. */
  readonly cursor: string | null;
}

export interface RowMap {
  readonly range: TimeRange;
  readonly total: number;
  /** By index, without doubles; the first has index 0. */
  readonly anchors: readonly Anchor[];
}

export function rowMapOf(range: TimeRange, histogram: Histogram): RowMap {
  const { anchors, total } = anchorsIn(histogram, range.fromUs, 0);
  const first: Anchor = { index: 0, fromUs: range.fromUs, cursor: null };
  return { range, total, anchors: merged([first], anchors) };
}

/** Undated events have no time to read from: only the pages before lead to the next. */
export function undatedRowMap(range: TimeRange, total: number, cursor: string): RowMap {
  return { range, total, anchors: [{ index: 0, fromUs: range.fromUs, cursor }] };
}

function anchorsIn(
  histogram: Histogram,
  notBeforeUs: number,
  startIndex: number,
): { readonly anchors: readonly Anchor[]; readonly total: number } {
  const anchors: Anchor[] = [];
  const buckets = histogram.series.reduce((most, each) => Math.max(most, each.counts.length), 0);
  let index = startIndex;
  for (let bucket = 0; bucket < buckets; bucket++) {
    let count = 0;
    for (const { counts } of histogram.series) count += counts[bucket] ?? 0;
    if (count > 0) {
      const startUs = Math.max(notBeforeUs, histogram.fromUs + bucket * histogram.bucketUs);
      anchors.push({ index, fromUs: timeUs(startUs), cursor: null });
    }
    index += count;
  }
  return { anchors, total: index - startIndex };
}

function merged(known: readonly Anchor[], more: readonly Anchor[]): readonly Anchor[] {
  const byIndex = new Map(known.map((anchor) => [anchor.index, anchor]));
  for (const anchor of more) if (!byIndex.has(anchor.index)) byIndex.set(anchor.index, anchor);
  return [...byIndex.values()].toSorted((one, other) => one.index - other.index);
}

/** The nearest place at or before a row. */
export function anchorBefore(map: RowMap, index: number): Anchor {
  let low = 0;
  let high = map.anchors.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((map.anchors[middle]?.index ?? Infinity) <= index) low = middle;
    else high = middle - 1;
  }
  return map.anchors[low] ?? { index: 0, fromUs: map.range.fromUs, cursor: null };
}

export interface Stretch {
  readonly startIndex: number;
  readonly range: TimeRange;
}

/**
 * The stretch of time around a row that a finer histogram should look into, or `undefined` where
 * the row is within reach of a page or the stretch cannot be cut any finer.
 */
export function stretchToRefine(map: RowMap, index: number, reach: number): Stretch | undefined {
  if (index - anchorBefore(map, index).index <= reach) return undefined;
  let start: Anchor | undefined;
  let endUs: number = map.range.toUs;
  for (const anchor of map.anchors) {
    if (anchor.cursor !== null) continue;
    if (anchor.index <= index) start = anchor;
    else {
      endUs = anchor.fromUs;
      break;
    }
  }
  if (!start || endUs - start.fromUs <= 1) return undefined;
  return { startIndex: start.index, range: { fromUs: start.fromUs, toUs: timeUs(endUs) } };
}

export function refined(map: RowMap, stretch: Stretch, histogram: Histogram): RowMap {
  const { anchors } = anchorsIn(histogram, stretch.range.fromUs, stretch.startIndex);
  return { ...map, anchors: merged(map.anchors, anchors) };
}

/**
 * What a page taught: where the next one begins, or that here is the end. The pages decide where
 * they and the histogram disagree, which happens while an import runs.
 */
export function withPage(map: RowMap, from: Anchor, rows: number, next: string | null): RowMap {
  const end = from.index + rows;
  if (next === null) {
    return { ...map, total: end, anchors: map.anchors.filter((anchor) => anchor.index <= end) };
  }
  const after: Anchor = { index: end, fromUs: from.fromUs, cursor: next };
  return {
    ...map,
    total: Math.max(map.total, end + 1),
    anchors: merged(map.anchors, [after]),
  };
}
