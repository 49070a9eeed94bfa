// Counting over the table in memory: how many rows fall into each bucket of time, for all or for each
// value of a column, and how often values occur. Counts are exact; nothing is estimated or left out.

import { YES } from '../../../shared/query/certainty.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import type { EventTable, RowCodes } from './event-table.ts';

/** Buckets of `widthUs` from `fromUs`; the last one ends at or behind `toUs`, which is not counted. */
export interface Buckets {
  readonly fromUs: number;
  readonly toUs: number;
  readonly widthUs: number;
  readonly count: number;
}

export interface CodedRows {
  readonly codes: RowCodes;
  /** How many different codes there are. */
  readonly size: number;
}

/** Counts per bucket for each code that occurs. */
export type CodeCounts = ReadonlyMap<number, Float64Array>;

/**
 * Place of the first event that is not before `time`.
 * @param order rows by time: all of them, or those of a query
 */
export function placeOfTime(table: EventTable, time: number, order = table.order()): number {
  const times = table.times();
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[order[middle] ?? 0] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
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

/** One look at a case that was just opened needs no order, which takes longer to make. */
function countUnordered(
  table: EventTable,
  { fromUs, toUs, widthUs }: Buckets,
  counts: Float64Array,
): Float64Array {
  const times = table.times();
  forBlocksWithin(table, fromUs, toUs, (start, end) => {
    for (let row = start; row < end; row++) {
      const time = times[row] ?? Number.NaN;
      if (!(time >= fromUs && time < toUs)) continue;
      const bucket = Math.floor((time - fromUs) / widthUs);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  });
  return counts;
}

function edgePlaces(table: EventTable, { fromUs, toUs, widthUs, count }: Buckets): Uint32Array {
  const edges = new Uint32Array(count + 1);
  for (let bucket = 0; bucket <= count; bucket++) {
    edges[bucket] = placeOfTime(table, bucket === count ? toUs : fromUs + bucket * widthUs);
  }
  return edges;
}

/** Rows of a query; with `coded` for each code. Rows that are still open are not counted. */
export function countMatches(
  table: EventTable,
  states: Uint8Array,
  { fromUs, toUs, widthUs, count }: Buckets,
): Float64Array {
  const counts = new Float64Array(count);
  const times = table.times();
  forBlocksWithin(table, fromUs, toUs, (start, end) => {
    for (let row = start; row < end; row++) {
      if (states[row] !== YES) continue;
      const time = times[row] ?? Number.NaN;
      if (!(time >= fromUs && time < toUs)) continue;
      const bucket = Math.floor((time - fromUs) / widthUs);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  });
  return counts;
}

/** At most so many counters at once; beyond them only the most frequent codes are told apart. */
const MOST_COUNTERS = 8_000_000;

/**
 * The `keep` most frequent codes of the range bucket by bucket, and all others together under -1.
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
  const times = table.times();
  const { codes, size } = coded;
  if (states === undefined) {
    const counts = countByRollup(table, coded, buckets, keep);
    if (counts) return counts;
  }
  const direct = size * count <= MOST_COUNTERS;
  const cells = new Float64Array(direct ? size * count : 0);
  const totals = new Float64Array(size);
  forBlocksWithin(table, fromUs, toUs, (start, end) => {
    for (let row = start; row < end; row++) {
      if (states !== undefined && states[row] !== YES) continue;
      const time = times[row] ?? Number.NaN;
      if (!(time >= fromUs && time < toUs)) continue;
      const code = codes[row] ?? 0;
      totals[code] = (totals[code] ?? 0) + 1;
      if (!direct) continue;
      const cell = code * count + Math.floor((time - fromUs) / widthUs);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
  });
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
    forBlocksWithin(table, fromUs, toUs, (start, end) => {
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
  return withRest(found, rest);
}

function addInto(sum: Float64Array, counts: Float64Array): void {
  for (let bucket = 0; bucket < counts.length; bucket++) {
    sum[bucket] = (sum[bucket] ?? 0) + (counts[bucket] ?? 0);
  }
}

function withRest(found: Map<number, Float64Array>, rest: Float64Array): CodeCounts {
  if (rest.some((n) => n > 0)) found.set(-1, rest);
  return found;
}

/**
 * Counts up to every so many events in order of time: any edge is near one of them. Where a column has
 * many values, the most frequent of them have a lane each, and lane 0 is for all others.
 */
interface Rollup {
  readonly lanes: number;
  readonly laneOf: Uint16Array;
  /** Code of each lane from 1. */
  readonly codes: readonly number[];
  /** No code without a lane occurs more often than this. */
  readonly mostOfOthers: number;
  readonly prefix: Uint32Array;
}
const ROLLUP_STRIDE = 2_048;
const ROLLUP_LANES = 768;
const rollups = new WeakMap<EventTable, WeakMap<RowCodes, Rollup>>();

function rollupOf(table: EventTable, { codes, size }: CodedRows): Rollup {
  let ofTable = rollups.get(table);
  if (!ofTable) {
    ofTable = new WeakMap();
    rollups.set(table, ofTable);
  }
  const known = ofTable.get(codes);
  if (known) return known;
  const totals = new Float64Array(size);
  addCodes(totals, codes, undefined, 0, table.rows);
  const byCount = Array.from(totals.keys())
    .filter((code) => (totals[code] ?? 0) > 0)
    .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
  const kept = byCount.slice(0, ROLLUP_LANES - 1);
  const laneOf = new Uint16Array(size);
  for (const [index, code] of kept.entries()) laneOf[code] = index + 1;
  const lanes = kept.length + 1;
  const order = table.order();
  const prefix = new Uint32Array((Math.ceil(order.length / ROLLUP_STRIDE) + 1) * lanes);
  const running = new Uint32Array(lanes);
  let at = 0;
  for (let place = 0; place < order.length; place++) {
    if (place % ROLLUP_STRIDE === 0) {
      prefix.set(running, at);
      at += lanes;
    }
    const lane = laneOf[codes[order[place] ?? 0] ?? 0] ?? 0;
    running[lane] = (running[lane] ?? 0) + 1;
  }
  prefix.set(running, at);
  const mostOfOthers = totals[byCount[kept.length] ?? -1] ?? 0;
  const made = { lanes, laneOf, codes: kept, mostOfOthers, prefix };
  ofTable.set(codes, made);
  return made;
}

/** Nothing where a code without a lane may be among the most frequent of the range. */
function countByRollup(
  table: EventTable,
  coded: CodedRows,
  buckets: Buckets,
  keep: (totals: Float64Array) => readonly number[],
): CodeCounts | undefined {
  const { codes, size } = coded;
  const { count } = buckets;
  const order = table.order();
  const rollup = rollupOf(table, coded);
  const { prefix, lanes, laneOf } = rollup;
  const edges = edgePlaces(table, buckets);
  const upTo = new Uint32Array((count + 1) * lanes);
  for (let edge = 0; edge <= count; edge++) {
    const place = edges[edge] ?? 0;
    const stride = Math.floor(place / ROLLUP_STRIDE);
    const base = edge * lanes;
    upTo.set(prefix.subarray(stride * lanes, (stride + 1) * lanes), base);
    for (let at = stride * ROLLUP_STRIDE; at < place; at++) {
      const cell = base + (laneOf[codes[order[at] ?? 0] ?? 0] ?? 0);
      upTo[cell] = (upTo[cell] ?? 0) + 1;
    }
  }
  const within = (lane: number): number => (upTo[count * lanes + lane] ?? 0) - (upTo[lane] ?? 0);
  const totals = new Float64Array(size);
  for (const [index, code] of rollup.codes.entries()) totals[code] = within(index + 1);
  const kept = keep(totals);
  const others = Math.min(within(0), rollup.mostOfOthers);
  if (others > 0 && kept.some((code) => (totals[code] ?? 0) <= others)) return undefined;
  let seen = 0;
  for (let lane = 1; lane < lanes; lane++) if (within(lane) > 0) seen++;
  if (others > 0 && kept.length === seen) return undefined;
  const found = new Map<number, Float64Array>(kept.map((code) => [code, new Float64Array(count)]));
  const rest = new Float64Array(count);
  for (let lane = 0; lane < lanes; lane++) {
    if (within(lane) === 0) continue;
    const into = lane === 0 ? rest : (found.get(rollup.codes[lane - 1] ?? -1) ?? rest);
    for (let bucket = 0; bucket < count; bucket++) {
      const n = (upTo[(bucket + 1) * lanes + lane] ?? 0) - (upTo[bucket * lanes + lane] ?? 0);
      into[bucket] = (into[bucket] ?? 0) + n;
    }
  }
  return withRest(found, rest);
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
    const times = table.times();
    forBlocksWithin(table, from, to, (start, end, zone) => {
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

function addCodes(
  totals: Float64Array,
  codes: RowCodes,
  states: Uint8Array | undefined,
  start: number,
  end: number,
): void {
  if (states === undefined) {
    for (let row = start; row < end; row++) {
      const code = codes[row] ?? 0;
      totals[code] = (totals[code] ?? 0) + 1;
    }
    return;
  }
  for (let row = start; row < end; row++) {
    if (states[row] !== YES) continue;
    const code = codes[row] ?? 0;
    totals[code] = (totals[code] ?? 0) + 1;
  }
}

/** Number of matching rows in a range, the undated ones included where it is open on both sides. */
export function countMatching(
  table: EventTable,
  states: Uint8Array,
  range: { readonly fromUs: number | null; readonly toUs: number | null },
): number {
  let count = 0;
  forMatches(table, states, range, () => {
    count++;
  });
  return count;
}

/** Calls `visit` with every matching row of a range, rising. */
export function forMatches(
  table: EventTable,
  states: Uint8Array | undefined,
  { fromUs, toUs }: { readonly fromUs: number | null; readonly toUs: number | null },
  visit: (row: number) => void,
): void {
  if (fromUs === null && toUs === null) {
    for (let row = 0; row < table.rows; row++) {
      if (states === undefined || states[row] === YES) visit(row);
    }
    return;
  }
  const from = fromUs ?? Number.NEGATIVE_INFINITY;
  const to = toUs ?? Number.POSITIVE_INFINITY;
  const times = table.times();
  forBlocksWithin(table, from, to, (start, end) => {
    for (let row = start; row < end; row++) {
      if (states !== undefined && states[row] !== YES) continue;
      const time = times[row] ?? Number.NaN;
      if (time >= from && time < to) visit(row);
    }
  });
}

function forBlocksWithin(
  table: EventTable,
  fromUs: number,
  toUs: number,
  visit: (start: number, end: number, zone: BlockZone) => void,
): void {
  for (const [index, zone] of table.blocks.entries()) {
    const { firstUs, lastUs } = zone;
    if (firstUs === null || lastUs === null || lastUs < fromUs || firstUs >= toUs) continue;
    visit(table.starts[index] ?? 0, table.starts[index + 1] ?? 0, zone);
  }
}
