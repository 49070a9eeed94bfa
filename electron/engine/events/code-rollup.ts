// Counts of codes in the order of time, made once for a column: counting between any two times then takes
// a few look-ups for each code, and no look at rows but those next to the edges.

import { addCodes, withOthers, type CodeCounts, type CodedRows } from './coded-rows.ts';
import type { EventTable } from './event-table.ts';
import type { RowCodes } from './row-columns.ts';
import { edgePlaces, type Buckets } from './row-counts.ts';

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
export function countByRollup(
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
  return withOthers(found, rest);
}
