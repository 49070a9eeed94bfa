// Which short runs of characters occur in a group of records: each run of three characters, in lower
// case, has a mark of its own, each run of six bytes shares one of as many marks with others. A group
// without the mark of any run of a word does not hold the word; a group with all of them may.

import { BANDS } from '../../store/text-index.ts';

const HASH_BITS = 18;
export const RUNS = 2 ** HASH_BITS;
/** Runs of three first, then runs of six. */
export const HASHES = 2 * RUNS;
/** All marks of a group, a bit each. */
export const MARKS_BYTES = HASHES / 8;
const ROWS_PER_BAND = HASHES / BANDS;
/** Marks that a word is asked about: a group has one in seven of them all. */
const MOST_ASKED = 8;
/** Groups of one span: each has a bit in every row, and a row is read with one look. */
export const MOST_GROUPS = 256;

export const LOWER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** Bytes to 64 kinds: letters, digits and common signs have their own, all others share one. */
export const KIND_BITS = 6;
export const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  const place = 'abcdefghijklmnopqrstuvwxyz0123456789 -_.:/\\"\'@,;=+*&%$#()[]{}<>?!'.indexOf(
    String.fromCharCode(LOWER[byte] ?? 0),
  );
  return place < 0 || place >= 63 ? 63 : place;
});

/** A run of six is hashed as two of three. */
export const FIRST_FACTOR = 0x85ebca6b;
export const SECOND_FACTOR = 0xc2b2ae35;
export const SHIFT = 32 - HASH_BITS;

function threeAt(bytes: Uint8Array, at: number): number {
  return [0, 1, 2].reduce((run, step) => (run << 8) | (LOWER[bytes[at + step] ?? 0] ?? 0), 0);
}

function kindsAt(bytes: Uint8Array, at: number): number {
  return [0, 1, 2].reduce(
    (kinds, step) => (kinds << KIND_BITS) | (KIND[bytes[at + step] ?? 0] ?? 0),
    0,
  );
}

/** Marks of all runs of a text; the slow way that says what `createRunMarks` does. */
export function marksOf(bytes: Uint8Array): Set<number> {
  const marks = new Set<number>();
  for (let at = 0; at + 3 <= bytes.length; at++) marks.add(kindsAt(bytes, at));
  for (let at = 0; at + 6 <= bytes.length; at++) {
    const first = Math.imul(threeAt(bytes, at), FIRST_FACTOR);
    const second = Math.imul(threeAt(bytes, at + 3), SECOND_FACTOR);
    marks.add(RUNS + ((first ^ second) >>> SHIFT));
  }
  return marks;
}

/** The marks that a text with this word has; none where it is too short to say. */
export function hashesOf(word: string): readonly number[] {
  const bytes = Buffer.from(word);
  // Where there are runs of six they say more, and a few of them say enough.
  const from = bytes.length >= 6 ? RUNS : 0;
  const hashes = [...marksOf(bytes)].filter((hash) => hash >= from).sort((a, b) => a - b);
  const step = Math.max(1, Math.floor(hashes.length / MOST_ASKED));
  return hashes.filter((_, index) => index % step === 0);
}

/** Bytes that the bits of one hash take in a span of so many groups. */
export function widthOf(groups: number): number {
  return Math.ceil(groups / 8);
}

export function placeOf(hash: number): { readonly band: number; readonly row: number } {
  return { band: Math.floor(hash / ROWS_PER_BAND), row: hash % ROWS_PER_BAND };
}

/**
 * From one row of bits a group to one row of bits a hash, cut into bands. They are gone with the next
 * call: each span has megabytes of them.
 */
export function slicesOf(groups: readonly Uint8Array<ArrayBuffer>[]): Uint8Array[] {
  const width = widthOf(groups.length);
  const words = Math.ceil(groups.length / WORD);
  const rows = new Uint8Array(rowsOfHashes(groups, words).buffer, 0, HASHES * words * 4);
  return Array.from({ length: BANDS }, (_, band) => {
    const from = band * ROWS_PER_BAND * words * 4;
    if (width === words * 4) return rows.subarray(from, from + ROWS_PER_BAND * width);
    const slice = new Uint8Array(ROWS_PER_BAND * width);
    for (let row = 0; row < ROWS_PER_BAND; row++) {
      const start = from + row * words * 4;
      for (let byte = 0; byte < width; byte++) slice[row * width + byte] = rows[start + byte] ?? 0;
    }
    return slice;
  });
}

const WORD = 32;

/** A row of so many words a hash, a bit for each group. Squares of 32 bits are turned one by one. */
function rowsOfHashes(groups: readonly Uint8Array<ArrayBuffer>[], words: number): Uint32Array {
  const given = groups.map(
    ({ buffer, byteOffset }) => new Uint32Array(buffer, byteOffset, HASHES / WORD),
  );
  if (room.length < HASHES * words) room = new Uint32Array(HASHES * words);
  // Every word of it is written.
  const rows = room.subarray(0, HASHES * words);
  const square = new Uint32Array(WORD);
  for (let column = 0; column < words; column++) {
    for (let place = 0; place < HASHES / WORD; place++) {
      for (let group = 0; group < WORD; group++) {
        square[group] = given[column * WORD + group]?.[place] ?? 0;
      }
      turn(square);
      for (let hash = 0; hash < WORD; hash++) {
        rows[(place * WORD + hash) * words + column] = square[hash] ?? 0;
      }
    }
  }
  return rows;
}

let room = new Uint32Array(0);

/** Swaps rows and columns of 32 words of 32 bits: halves, then halves of halves, to single bits. */
function turn(square: Uint32Array): void {
  let mask = 0x0000_ffff;
  for (let step = 16; step > 0; step >>>= 1) {
    for (let row = 0; row < WORD; row = ((row | step) + 1) & ~step) {
      const low = square[row] ?? 0;
      const high = square[row | step] ?? 0;
      const swapped = ((low >>> step) ^ high) & mask;
      square[row] = low ^ (swapped << step);
      square[row | step] = high ^ swapped;
    }
    mask ^= mask << (step >>> 1);
  }
}
