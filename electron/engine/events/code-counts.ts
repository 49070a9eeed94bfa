// Counting over the table in memory by the codes of a column: how many rows fall into each bucket of time
// for each code, and how often codes occur. Counts are exact; nothing is estimated or left out.

import { YES } from '../../../shared/query/certainty.ts';
import { countByRollup } from './code-rollup.ts';
import { addCodes, plainCodes, withOthers, type CodeCounts, type CodedRows } from './coded-rows.ts';
import type { EventTable } from './event-table.ts';
import { forBlocksWithin, forMatches } from './matching-rows.ts';
import type { Buckets } from './row-counts.ts';

/** At most so many counters at once; beyond them only the most frequent codes are told apart. */
const MOST_COUNTERS = 8_000_000;

/**
 * The `keep` most frequent codes of the range bucket by bucket, and all others together under OTHERS.
 * @param states undefined where every row counts
 */
export function countByCode(
  table: EventTable,
  states: Uint8Array | undefined,
  coded: CodedRows,
  buckets: Buckets,
  keep: (totals: Float64Array) => readonly number[],
): CodeCounts {
  const { fromUs, toUs, widthUs, count } = buckets;
  const { codes, size } = coded;
  // One look at a case that was just opened needs neither an order nor counts by it.
  if (states === undefined && table.isOrdered()) {
    const counts = countByRollup(table, coded, buckets, keep);
    if (counts) return counts;
  }
  const direct = size * count <= MOST_COUNTERS;
  const cells = new Uint32Array(direct ? size * count : 0);
  const totals = new Float64Array(size);
  let [bucket, low, high] = [0, fromUs, Math.min(toUs, fromUs + widthUs)];
  forBlocksWithin(table, fromUs, toUs, (start, end, times) => {
    const own = plainCodes(codes, start, end);
    for (let row = start; row < end; row++) {
      if (states !== undefined && states[row] !== YES) continue;
      const time = times[row] ?? Number.NaN;
      if (!(time >= low && time < high)) {
        if (!(time >= fromUs && time < toUs)) continue;
        bucket = Math.floor((time - fromUs) / widthUs);
        low = fromUs + bucket * widthUs;
        high = Math.min(toUs, low + widthUs);
      }
      const code = own[row - start] ?? 0;
      if (direct) {
        const cell = code * count + bucket;
        cells[cell] = (cells[cell] ?? 0) + 1;
      } else totals[code] = (totals[code] ?? 0) + 1;
    }
  });
  if (direct) {
    for (let code = 0; code < size; code++) {
      let total = 0;
      const end = (code + 1) * count;
      for (let cell = code * count; cell < end; cell++) total += cells[cell] ?? 0;
      totals[code] = total;
    }
  }
  const kept = keep(totals);
  const found = new Map<number, Float64Array>(kept.map((code) => [code, new Float64Array(count)]));
  const rest = new Float64Array(count);
  if (direct) {
    for (let code = 0; code < size; code++) {
      if ((totals[code] ?? 0) === 0) continue;
      addInto(found.get(code) ?? rest, cells.subarray(code * count, (code + 1) * count));
    }
  } else {
    // Lane 0 is for all others.
    const laneOf = new Uint16Array(size);
    for (const [index, code] of kept.entries()) laneOf[code] = index + 1;
    const flat = new Float64Array((kept.length + 1) * count);
    forBlocksWithin(table, fromUs, toUs, (start, end, times) => {
      for (let row = start; row < end; row++) {
        if (states !== undefined && states[row] !== YES) continue;
        const time = times[row] ?? Number.NaN;
        if (!(time >= fromUs && time < toUs)) continue;
        const lane = laneOf[codes[row] ?? 0] ?? 0;
        const cell = lane * count + Math.floor((time - fromUs) / widthUs);
        flat[cell] = (flat[cell] ?? 0) + 1;
      }
    });
    addInto(rest, flat.subarray(0, count));
    for (const [index, code] of kept.entries()) {
      found.set(code, flat.slice((index + 1) * count, (index + 2) * count));
    }
  }
  return withOthers(found, rest);
}

function addInto(sum: Float64Array, counts: Float64Array | Uint32Array): void {
  for (let bucket = 0; bucket < counts.length; bucket++) {
    sum[bucket] = (sum[bucket] ?? 0) + (counts[bucket] ?? 0);
  }
}

/**
 * How often each code occurs, and every further one of rows with several; undated rows
 * count where the range is open on both sides.
 */
export function tallyCodes(
  table: EventTable,
  states: Uint8Array | undefined,
  { codes, size }: CodedRows,
  range: { readonly fromUs: number | null; readonly toUs: number | null },
  several?: ReadonlyMap<number, readonly number[]>,
): Float64Array {
  const totals = new Float64Array(size);
  const { fromUs, toUs } = range;
  if (fromUs === null && toUs === null) addCodes(totals, codes, states, 0, table.rows);
  else {
    const from = fromUs ?? Number.NEGATIVE_INFINITY;
    const to = toUs ?? Number.POSITIVE_INFINITY;
    forBlocksWithin(table, from, to, (start, end, times, zone) => {
      if ((zone.firstUs ?? 0) >= from && (zone.lastUs ?? 0) < to && isDated(times, start, end)) {
        addCodes(totals, codes, states, start, end);
        return;
      }
      for (let row = start; row < end; row++) {
        if (states !== undefined && states[row] !== YES) continue;
        const time = times[row] ?? Number.NaN;
        if (!(time >= from && time < to)) continue;
        const code = codes[row] ?? 0;
        totals[code] = (totals[code] ?? 0) + 1;
      }
    });
  }
  if (several !== undefined && several.size > 0) {
    forMatches(table, states, range, (row) => {
      for (const other of several.get(row) ?? []) {
        if (other !== codes[row]) totals[other] = (totals[other] ?? 0) + 1;
      }
    });
  }
  return totals;
}

function isDated(times: Float64Array, start: number, end: number): boolean {
  for (let row = start; row < end; row++) if (Number.isNaN(times[row] ?? Number.NaN)) return false;
  return true;
}
