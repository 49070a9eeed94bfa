// What records that are written alike have in common: the bytes between their parts. Whether a record
// is one of them is told by comparing these, and finding where each part ends. Not the shape of
// glance/shape.ts, of which all values are open, numbers of any spelling included, and whose strings end
// where a search over the whole record found its quotes: here only values that are free may differ, in
// records that lie anywhere in a block, and most of a record is compared without being searched.

import { isSameRun } from '../byte-runs.ts';
import { endOfShortNumber, STRING, type Part } from './cut-record.ts';

export interface RecordShape {
  /** All bytes between the parts, one behind the other. */
  readonly fixed: DataView;
  /** How many of them stand before each part, and behind the last. */
  readonly lengths: Int32Array;
  readonly kinds: Uint8Array;
}

/** Where the parts of one record are. */
export interface Places {
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  isAscii: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Of an escape by a code, behind which any character may hide. */
const LETTER_U = 0x75;

export function shapeOf(record: Uint8Array, parts: readonly Part[]): RecordShape {
  const begins = parts.map(({ begin }) => begin);
  const ends = parts.map(({ end }) => end);
  const runs = [...begins, record.length].map((end, index) =>
    record.subarray(ends[index - 1] ?? 0, end),
  );
  const lengths = Int32Array.from(runs, ({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const run of runs) {
    bytes.set(run, at);
    at += run.length;
  }
  const kinds = Uint8Array.from(parts, ({ kind }) => kind);
  return { fixed: new DataView(bytes.buffer), lengths, kinds };
}

export function createPlaces(): Places {
  return { begins: new Int32Array(256), ends: new Int32Array(256), isAscii: true };
}

/**
 * Whether the record is of the shape; then its places are known. A text that is empty, or written with
 * the code of a character, is of none.
 * @param words the same bytes
 */
export function isOfShape(
  { fixed, lengths, kinds }: RecordShape,
  bytes: Uint8Array,
  words: DataView,
  begin: number,
  end: number,
  places: Places,
): boolean {
  const { begins, ends } = places;
  let at = begin;
  let from = 0;
  let seen = 0;
  for (let part = 0; part < lengths.length; part += 1) {
    const size = lengths[part] ?? 0;
    if (at + size > end) return false;
    if (!isSameRun(words, at, fixed, from, size)) return false;
    at += size;
    from += size;
    if (part === kinds.length) break;
    begins[part] = at;
    if (kinds[part] === STRING) {
      const first = at;
      let byte = 0;
      while (at < end && (byte = bytes[at] ?? 0) !== QUOTE) {
        seen |= byte;
        if (byte === BACKSLASH) {
          if (bytes[at + 1] === LETTER_U) return false;
          at += 1;
        }
        at += 1;
      }
      if (at === first) return false;
    } else {
      const behind = endOfShortNumber(bytes, at);
      if (behind === at) return false;
      at = behind;
    }
    ends[part] = at;
  }
  // The bytes in common are those of a record in ASCII: others are not learned from.
  places.isAscii = seen < 0x80;
  return at === end;
}
