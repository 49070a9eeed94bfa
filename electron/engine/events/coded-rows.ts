// Rows by their codes in a column: counts for each code, and how often codes occur.

import { YES } from '../../../shared/query/certainty.ts';
import type { RowCodes } from './row-columns.ts';

export interface CodedRows {
  readonly codes: RowCodes;
  /** How many different codes there are. */
  readonly size: number;
}

/** Counts per bucket for each code that occurs; those of several together under OTHERS. */
export type CodeCounts = ReadonlyMap<number, Float64Array>;

export const OTHERS = -1;

/**
 * Codes of some rows as one kind of array: loops that see several kinds take three times as long. Valid
 * until the next are asked for.
 */
export function plainCodes(codes: RowCodes, start: number, end: number): Uint32Array {
  if (scratch.length < end - start) scratch = new Uint32Array(end - start);
  scratch.set(codes.subarray(start, end));
  return scratch;
}
let scratch = new Uint32Array(0);

/** @param others counts of codes that are not told apart */
export function withOthers(found: Map<number, Float64Array>, others: Float64Array): CodeCounts {
  if (others.some((n) => n > 0)) found.set(OTHERS, others);
  return found;
}

/** Rows that are counted with their codes at hand. */
const STRETCH = 65_536;

/** Adds how often each code occurs between two rows. */
export function addCodes(
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
