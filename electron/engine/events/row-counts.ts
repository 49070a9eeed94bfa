// Counting over the table in memory: how many rows fall into each bucket of time, for all or for each
// value of a column, and how often values occur. Counts are exact; nothing is estimated or left out.

import { YES } from '../../../shared/query/certainty.ts';
import type { EventTable } from './event-table.ts';
import { forBlocksWithin, forMatches, type BlockVisit } from './matching-rows.ts';
import type { RowCodes } from './row-columns.ts';
import { placeOfTime } from './rows-by-time.ts';

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
  // Neighbours mostly fall into the bucket of the row before.
  let [bucket, low, high] = [0, fromUs, Math.min(toUs, fromUs + widthUs)];
  const visit: BlockVisit = (start, end, times) => {
    for (let row = start; row < end; row++) {
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
  forBlocksWithin(table, fromUs, toUs, visit, isWhole);
  return counts;
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

function edgePlaces(table: EventTable, { fromUs, toUs, widthUs, count }: Buckets): Uint32Array {
  const edges = new Uint32Array(count + 1);
  const order = table.order();
  for (let bucket = 0; bucket <= count; bucket++) {
    const edge = bucket === count ? toUs : fromUs + bucket * widthUs;
    edges[bucket] = placeOfTime(table, edge, order);
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
  let [bucket, low, high] = [0, fromUs, Math.min(toUs, fromUs + widthUs)];
  forBlocksWithin(table, fromUs, toUs, (start, end, times) => {
    for (let row = start; row < end; row++) {
      if (states[row] !== YES) continue;
      const time = times[row] ?? Number.NaN;
      if (!(time >= low && time < high)) {
        if (!(time >= fromUs && time < toUs)) continue;
        bucket = Math.floor((time - fromUs) / widthUs);
        low = fromUs + bucket * widthUs;
        high = Math.min(toUs, low + widthUs);
      }
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
  return withRest(found, rest);
}

/** Codes of some rows as one kind of array: loops that see several kinds take three times as long. */
function plainCodes(codes: RowCodes, start: number, end: number): Uint32Array {
  if (scratch.length < end - start) scratch = new Uint32Array(end - start);
  scratch.set(codes.subarray(start, end));
  return scratch;
}
let scratch = new Uint32Array(0);

function addInto(sum: Float64Array, counts: Float64Array | Uint32Array): void {
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

function rollupOf(table: EventTable, coded: CodedRows): Rollup {
  const known = rollups.get(table)?.get(coded.codes);
  if (known) return known;
  const steps = rollupSteps(table, coded);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Rows counted in one step. */
const ROLLUP_STEP = 262_144;

/** Makes beforehand what counting by a column needs, step by step; the case is ordered by then. */
export function* rollupSteps(
  table: EventTable,
  { codes, size }: CodedRows,
): Generator<void, Rollup> {
  const kept: number[] = [];
  let mostOfOthers = 0;
  if (size < ROLLUP_LANES) for (let code = 0; code < size; code++) kept.push(code);
  else {
    const totals = new Float64Array(size);
    for (let row = 0; row < table.rows; row += ROLLUP_STEP) {
      addCodes(totals, codes, undefined, row, Math.min(table.rows, row + ROLLUP_STEP));
      yield;
    }
    const byCount = Array.from(totals.keys())
      .filter((code) => (totals[code] ?? 0) > 0)
      .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
    kept.push(...byCount.slice(0, ROLLUP_LANES - 1));
    mostOfOthers = totals[byCount[kept.length] ?? -1] ?? 0;
    yield;
  }
  const laneOf = new Uint16Array(size);
  for (const [index, code] of kept.entries()) laneOf[code] = index + 1;
  const lanes = kept.length + 1;
  const order = table.order();
  const prefix = new Uint32Array((Math.ceil(order.length / ROLLUP_STRIDE) + 1) * lanes);
  const running = new Uint32Array(lanes);
  let at = 0;
  for (let from = 0; from < order.length; from += ROLLUP_STRIDE) {
    prefix.set(running, at);
    at += lanes;
    const to = Math.min(order.length, from + ROLLUP_STRIDE);
    for (let place = from; place < to; place++) {
      const lane = laneOf[codes[order[place] ?? 0] ?? 0] ?? 0;
      running[lane] = (running[lane] ?? 0) + 1;
    }
    if (from % ROLLUP_STEP === 0) yield;
  }
  prefix.set(running, at);
  const made = { lanes, laneOf, codes: kept, mostOfOthers, prefix };
  const ofTable = rollups.get(table) ?? new WeakMap<RowCodes, Rollup>();
  rollups.set(table, ofTable);
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

/** Rows that are counted with their codes at hand. */
const STRETCH = 65_536;

function addCodes(
  totals: Float64Array,
  codes: RowCodes,
  states: Uint8Array | undefined,
  start: number,
  end: number,
): void {
  for (let from = start; from < end; from += STRETCH) {
    const to = Math.min(end, from + STRETCH);
    const own = plainCodes(codes, from, to);
    if (states === undefined) {
      for (let index = 0; index < to - from; index++) {
        const code = own[index] ?? 0;
        totals[code] = (totals[code] ?? 0) + 1;
      }
      continue;
    }
    for (let index = 0; index < to - from; index++) {
      if (states[from + index] !== YES) continue;
      const code = own[index] ?? 0;
      totals[code] = (totals[code] ?? 0) + 1;
    }
  }
}
