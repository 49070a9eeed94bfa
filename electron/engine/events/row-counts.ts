// Counting over the table in memory: how many rows fall into each bucket of time. Counts are exact;
// nothing is estimated or left out.

import { YES } from '../../../shared/query/certainty.ts';
import type { EventTable } from './event-table.ts';
import { forBlocksWithin, type BlockVisit } from './matching-rows.ts';
import { placeOfTime } from './rows-by-time.ts';

/** Buckets of `widthUs` from `fromUs`; the last one ends at or behind `toUs`, which is not counted. */
export interface Buckets {
  readonly fromUs: number;
  readonly toUs: number;
  readonly widthUs: number;
  readonly count: number;
}

/** All dated rows, by the order of time alone. */
export function countAll(table: EventTable, buckets: Buckets): Float64Array {
  const counts = new Float64Array(buckets.count);
  if (!table.isOrdered()) return countUnordered(table, buckets, counts);
  const edges = edgePlaces(table, buckets);
  for (let bucket = 0; bucket < buckets.count; bucket++) {
    counts[bucket] = (edges[bucket + 1] ?? 0) - (edges[bucket] ?? 0);
  }
  return counts;
}

/** Rows of a query; those that are still open are not counted. */
export function countMatches(
  table: EventTable,
  states: Uint8Array,
  buckets: Buckets,
): Float64Array {
  const counts = new Float64Array(buckets.count);
  countBlocks(table, states, buckets, counts);
  return counts;
}

/** One look at a case that was just opened needs no order, which takes longer to make. */
function countUnordered(table: EventTable, buckets: Buckets, counts: Float64Array): Float64Array {
  const { fromUs, toUs, widthUs } = buckets;
  const undated = table.undated();
  const isWhole = (place: number, firstUs: number, lastUs: number): boolean => {
    if (firstUs < fromUs || lastUs >= toUs) return false;
    const bucket = Math.floor((firstUs - fromUs) / widthUs);
    if (lastUs >= fromUs + (bucket + 1) * widthUs) return false;
    // Most blocks lie within one bucket: their times need not be read at all.
    const [start, end] = [table.starts[place] ?? 0, table.starts[place + 1] ?? 0];
    const dated = end - start - (placeIn(undated, end) - placeIn(undated, start));
    counts[bucket] = (counts[bucket] ?? 0) + dated;
    return true;
  };
  countBlocks(table, undefined, buckets, counts, isWhole);
  return counts;
}

/**
 * Row by row.
 * @param states undefined where every row counts
 * @param isDone true for a block that is counted already
 */
function countBlocks(
  table: EventTable,
  states: Uint8Array | undefined,
  { fromUs, toUs, widthUs }: Buckets,
  counts: Float64Array,
  isDone?: Parameters<typeof forBlocksWithin>[4],
): void {
  // Neighbours mostly fall into the bucket of the row before.
  let [bucket, low, high] = [0, fromUs, Math.min(toUs, fromUs + widthUs)];
  const visit: BlockVisit = (start, end, times) => {
    for (let row = start; row < end; row++) {
      if (states !== undefined && states[row] !== YES) continue;
      const time = times[row] ?? Number.NaN;
      if (!(time >= low && time < high)) {
        if (!(time >= fromUs && time < toUs)) continue;
        bucket = Math.floor((time - fromUs) / widthUs);
        low = fromUs + bucket * widthUs;
        high = Math.min(toUs, low + widthUs);
      }
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  };
  forBlocksWithin(table, fromUs, toUs, visit, isDone);
}

/** How many of rising numbers lie below one. */
function placeIn(rising: Uint32Array, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where in the order of time each bucket begins, and the last one ends. */
export function edgePlaces(
  table: EventTable,
  { fromUs, toUs, widthUs, count }: Buckets,
): Uint32Array {
  const edges = new Uint32Array(count + 1);
  const order = table.order();
  for (let bucket = 0; bucket <= count; bucket++) {
    const edge = bucket === count ? toUs : fromUs + bucket * widthUs;
    edges[bucket] = placeOfTime(table, edge, order);
  }
  return edges;
}
