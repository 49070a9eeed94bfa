// Rows of the table that match: which blocks have any, how many there are in a range, and each of them
// in turn. States are NO, MAYBE or YES a row.

import { MAYBE, YES } from '../../../shared/query/certainty.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import type { EventTable } from './event-table.ts';

export interface Range {
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** What states a block has: one bit for MAYBE, one for YES; none of them where no row may match. */
export function statesInBlocks(table: EventTable, states: Uint8Array): Uint8Array {
  const found = new Uint8Array(table.blocks.length);
  // Four rows at once: a case has millions, and most blocks have no match.
  const whole = states.byteLength - (states.byteLength % 4);
  const fours = new Uint32Array(states.buffer, states.byteOffset, whole / 4);
  for (let block = 0; block < found.length; block++) {
    const start = table.starts[block] ?? 0;
    const end = table.starts[block + 1] ?? table.rows;
    const first = Math.min(end, Math.ceil(start / 4) * 4);
    const last = Math.max(first, Math.floor(end / 4) * 4);
    let all = 0;
    for (let four = first / 4; four < last / 4; four++) all |= fours[four] ?? 0;
    all |= (all >>> 16) | (all >>> 8) | (all >>> 24);
    for (let row = start; row < first; row++) all |= states[row] ?? 0;
    for (let row = last; row < end; row++) all |= states[row] ?? 0;
    found[block] = all & (MAYBE | YES);
  }
  return found;
}

/**
 * Number of matching rows in a range, the undated ones included where it is open on both sides.
 * @param candidates not 0 for each block that may have any; absent for all
 */
export function countMatching(
  table: EventTable,
  states: Uint8Array | undefined,
  range: Range,
  candidates?: Uint8Array,
): number {
  let count = 0;
  if (states !== undefined && range.fromUs === null && range.toUs === null) {
    for (let block = 0; block < table.blocks.length; block++) {
      if (candidates?.[block] === 0) continue;
      const end = table.starts[block + 1] ?? table.rows;
      for (let row = table.starts[block] ?? 0; row < end; row++) if (states[row] === YES) count++;
    }
    return count;
  }
  const visit = (): void => {
    count++;
  };
  forMatches(table, states, range, visit, candidates);
  return count;
}

/** Calls `visit` with every matching row of a range, rising. */
export function forMatches(
  table: EventTable,
  states: Uint8Array | undefined,
  { fromUs, toUs }: Range,
  visit: (row: number) => void,
  candidates?: Uint8Array,
): void {
  if (fromUs === null && toUs === null) {
    for (let row = 0; row < table.rows; row++) {
      if (states === undefined || states[row] === YES) visit(row);
    }
    return;
  }
  const from = fromUs ?? Number.NEGATIVE_INFINITY;
  const to = toUs ?? Number.POSITIVE_INFINITY;
  forBlocksWithin(
    table,
    from,
    to,
    (start, end, times) => {
      for (let row = start; row < end; row++) {
        if (states !== undefined && states[row] !== YES) continue;
        const time = times[row] ?? Number.NaN;
        if (time >= from && time < to) visit(row);
      }
    },
    (place) => candidates?.[place] === 0,
  );
}

export type BlockVisit = (start: number, end: number, times: Float64Array, zone: BlockZone) => void;

/**
 * Reads the times of those blocks alone.
 * @param isDone says of a block that it needs no visit
 */
export function forBlocksWithin(
  table: EventTable,
  fromUs: number,
  toUs: number,
  visit: BlockVisit,
  isDone?: (place: number, firstUs: number, lastUs: number) => boolean,
): void {
  const places: number[] = [];
  for (const [place, { firstUs, lastUs }] of table.blocks.entries()) {
    if (firstUs === null || lastUs === null || lastUs < fromUs || firstUs >= toUs) continue;
    if (isDone?.(place, firstUs, lastUs) !== true) places.push(place);
  }
  const times = table.timesOf(places);
  for (const place of places) {
    const zone = table.blocks[place];
    if (zone) visit(table.starts[place] ?? 0, table.starts[place + 1] ?? 0, times, zone);
  }
}
