// Dated rows in the order of time, piece by piece from one end, so that a first page of a case that was
// just opened needs the times of a few blocks and not the order of all rows.

import { timeOrder } from './time-order.ts';
import type { EventTable } from './event-table.ts';

export interface RowsByTime {
  /** Half open. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Pieces from the newest to the oldest; within each, rows rise all the same. */
  readonly descending: boolean;
  /** Not 0 for each block that is looked at; absent for all. */
  readonly wanted?: Uint8Array | undefined;
  /** Not 0 for each row that is looked at; others may come all the same. */
  readonly wantedRows?: Uint8Array | undefined;
}

/** Blocks of the first piece; every further one has twice as many, up to the most. */
const FIRST_PIECE = 2;
const LARGEST_PIECE = 64;
/** Blocks that overlap all over are looked into again and again: then the order of all is cheaper. */
const LOOKS_PER_ROW = 2;
const FREE_LOOKS = 500_000;

interface Reach {
  readonly place: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

/** Rows by (time, row) in each piece, and no time in two pieces. Throws FailureError. */
export function* rowsByTime(table: EventTable, walk: RowsByTime): Generator<Uint32Array> {
  const { fromUs, toUs, descending } = walk;
  const reaches = reachesOf(table, walk);
  if (table.isOrdered() && reaches.length > table.blocks.length / 2) {
    yield orderWithin(table, fromUs, toUs);
    return;
  }
  // In the order in which pieces need them.
  reaches.sort(descending ? (a, b) => b.lastUs - a.lastUs : (a, b) => a.firstUs - b.firstUs);
  let active: Reach[] = [];
  let next = 0;
  let size = FIRST_PIECE;
  let low = fromUs;
  let high = toUs;
  let looks = 0;
  while (next < reaches.length || active.length > 0) {
    // The piece ends where the first block begins that is not to be looked at yet.
    let behind = next + size;
    while (isWithin(reaches[behind], low, high, descending)) behind++;
    const beyond = reaches[behind];
    if (descending) low = beyond ? Math.max(fromUs, beyond.lastUs + 1) : fromUs;
    else high = beyond ? Math.min(toUs, beyond.firstUs) : toUs;
    size = Math.min(LARGEST_PIECE, size * 2);
    for (let reach = reaches[next]; reach; reach = reaches[next]) {
      if (descending ? reach.lastUs < low : reach.firstUs >= high) break;
      active.push(reach);
      next++;
    }
    for (const { place } of active) {
      looks += (table.starts[place + 1] ?? 0) - (table.starts[place] ?? 0);
    }
    if (looks > LOOKS_PER_ROW * table.rows + FREE_LOOKS) {
      yield orderWithin(table, descending ? fromUs : low, descending ? high : toUs);
      return;
    }
    if (low < high) {
      const piece = pieceOf(table, active, walk.wantedRows, low, high);
      if (piece.length > 0) yield piece;
    }
    active = active.filter((reach) => (descending ? reach.firstUs < low : reach.lastUs >= high));
    if (descending) high = low;
    else low = high;
    if (low >= toUs || high <= fromUs) return;
  }
}

/** Whether a block begins where the piece does, so that the piece cannot end there. */
function isWithin(
  reach: Reach | undefined,
  low: number,
  high: number,
  descending: boolean,
): boolean {
  if (!reach) return false;
  return descending ? reach.lastUs + 1 >= high : reach.firstUs <= low;
}

function reachesOf(table: EventTable, { fromUs, toUs, wanted }: RowsByTime): Reach[] {
  const reaches: Reach[] = [];
  for (const [place, { firstUs, lastUs }] of table.blocks.entries()) {
    if (firstUs === null || lastUs === null || lastUs < fromUs || firstUs >= toUs) continue;
    if (wanted === undefined || wanted[place] !== 0) reaches.push({ place, firstUs, lastUs });
  }
  return reaches;
}

function pieceOf(
  { timesOf, starts }: EventTable,
  reaches: readonly Reach[],
  wantedRows: Uint8Array | undefined,
  low: number,
  high: number,
): Uint32Array {
  const places = reaches.map(({ place }) => place).sort((a, b) => a - b);
  const all = timesOf(places);
  const rows: number[] = [];
  for (const place of places) {
    const end = starts[place + 1] ?? 0;
    for (let row = starts[place] ?? 0; row < end; row++) {
      if (wantedRows?.[row] === 0) continue;
      const time = all[row] ?? Number.NaN;
      if (time >= low && time < high) rows.push(row);
    }
  }
  const times = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    times[index] = all[rows[index] ?? 0] ?? Number.NaN;
  }
  const order = timeOrder(times);
  for (let index = 0; index < order.length; index++) order[index] = rows[order[index] ?? 0] ?? 0;
  return order;
}

function orderWithin(table: EventTable, fromUs: number, toUs: number): Uint32Array {
  const order = table.order();
  return order.subarray(placeOfTime(table, fromUs, order), placeOfTime(table, toUs, order));
}

/**
 * Place of the first event that is not before `time`.
 * @param order rows by time: all of them, or some
 */
export function placeOfTime(table: EventTable, time: number, order: Uint32Array): number {
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
