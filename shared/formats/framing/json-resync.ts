// Finds where reading can go on after a broken JSON record: at the next object that begins with
// the same key as the broken record or the one before it. Matching the key keeps objects nested
// inside the broken record from being taken for records.

import { copyOf } from './frame-sink.ts';
import { BYTE_CLASS, OPEN_OBJECT_BYTE, QUOTE_BYTE, SPACE } from './json-bytes.ts';

/** White space allowed between the brace and the key. */
const MAX_SPACES = 256;

export interface Resync {
  /**
   * Offset in `bytes` of the brace of the next likely record at or after `from`; -1 where there is
   * none; and how many bytes at the end may be the beginning of one.
   */
  find(bytes: Uint8Array, from: number): { readonly at: number; readonly tail: number };
}

/** @param firstKeys quoted keys, with their quotes; with none of them known any key will do */
export function createResync(firstKeys: readonly Uint8Array[]): Resync {
  const known = firstKeys.filter((key) => key.length > 0);
  const wanted = known.length > 0 ? known : [Uint8Array.of(QUOTE_BYTE)];
  return {
    find(bytes, from) {
      for (let at = bytes.indexOf(OPEN_OBJECT_BYTE, from); at >= 0;) {
        const matches = wanted.map((key) => matchAt(bytes, at, key));
        if (matches.includes('yes')) return { at, tail: 0 };
        if (matches.includes('cut off')) return { at: -1, tail: bytes.length - at };
        at = bytes.indexOf(OPEN_OBJECT_BYTE, at + 1);
      }
      return { at: -1, tail: 0 };
    },
  };
}

function matchAt(bytes: Uint8Array, brace: number, wanted: Uint8Array): 'yes' | 'no' | 'cut off' {
  let at = brace + 1;
  while (at < bytes.length && at - brace <= MAX_SPACES && BYTE_CLASS[bytes[at] ?? 0] === SPACE)
    at += 1;
  for (let index = 0; index < wanted.length; index += 1) {
    if (at + index >= bytes.length) return 'cut off';
    if (bytes[at + index] !== wanted[index]) return 'no';
  }
  return 'yes';
}

/** The first key of an object, with its quotes; empty where the bytes do not begin with one. */
export function firstKeyOf(record: Uint8Array): Uint8Array {
  const limit = 200;
  let at = 1;
  while (at < record.length && BYTE_CLASS[record[at] ?? 0] === SPACE) at += 1;
  if (record[0] !== OPEN_OBJECT_BYTE || record[at] !== QUOTE_BYTE) return new Uint8Array(0);
  const end = record.subarray(0, at + limit).indexOf(QUOTE_BYTE, at + 1);
  return end < 0 ? new Uint8Array(0) : copyOf(record.subarray(at, end + 1));
}
