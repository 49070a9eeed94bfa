// The bytes of a block's records, and what is asked of them: whether a text stands at a place.

/** A block's records one after the other. */
export interface RecordBytes {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Where each record begins, and behind them the length. */
  readonly offsets: Uint32Array;
}

/** 1 for each record. Made once for many blocks. */
export type ByteScan = (block: RecordBytes) => Uint8Array;

const LOWER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** Whether a text stands at a place, in letters of either case. */
export function isAt(bytes: Uint8Array, from: number, needle: Uint8Array): boolean {
  for (let i = 0; i < needle.length; i++) {
    if (LOWER[bytes[from + i] ?? 0] !== needle[i]) return false;
  }
  return true;
}
