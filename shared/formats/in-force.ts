// Formats of which the place of a record says how it is read: the directives above it hold until the
// next ones (the day of a log that writes times without one, the columns of joined logs). The layout
// lists what is in force from which byte of the file on; a record is read by what its place asks for.

import type { LogFormat } from './format.ts';

export interface FromByte {
  /** Where in the file it comes into force; the first of several is from 0. */
  readonly fromByte: number;
}

/** More changes than this within one file are no log any more. */
export const MOST_CHANGES = 1_000;

/** The index of what is in force at a place of the file. */
export function indexInForce(parts: readonly FromByte[], position: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.fromByte ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The format that reads the record at a place of its file. */
export function formatAt(format: LogFormat, position: number): LogFormat {
  return format.at?.(position) ?? format;
}

/**
 * A format by the last of its parts, which is what is read while the file is, and by any other for a
 * record that was stored.
 *
 * @param formatOf the format that reads records below one of the parts
 */
export function byPlace<Part extends FromByte>(
  parts: readonly Part[],
  formatOf: (part: Part) => LogFormat | undefined,
): LogFormat | undefined {
  const made: (LogFormat | undefined)[] = [];
  const at = (index: number): LogFormat | undefined => {
    const part = parts[index];
    return (made[index] ??= part && formatOf(part));
  };
  const last = at(parts.length - 1);
  if (parts.length <= 1) return last;
  return last && { ...last, at: (position) => at(indexInForce(parts, position)) ?? last };
}
