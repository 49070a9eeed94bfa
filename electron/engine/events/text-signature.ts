// Which short runs of characters occur in a group of records: each run of three characters, in lower
// case, has a mark of its own, each run of six bytes shares one of as many marks with others. A group
// without the mark of any run of a word does not hold the word; a group with all of them may.

import { BANDS } from '../../store/text-index.ts';

const HASH_BITS = 18;
const RUNS = 2 ** HASH_BITS;
/** Runs of three first, then runs of six. */
export const HASHES = 2 * RUNS;
const ROWS_PER_BAND = HASHES / BANDS;
const SHIFT = 32 - HASH_BITS;
/** Marks that a word is asked about. */
const MOST_ASKED = 16;
/** Groups of one span: each has a bit in every row. */
export const MOST_GROUPS = 64;

const LOWER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** Bytes to 64 kinds: letters, digits and common signs have their own, all others share one. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  const place = 'abcdefghijklmnopqrstuvwxyz0123456789 -_.:/\\"\'@,;=+*&%$#()[]{}<>?!'.indexOf(
    String.fromCharCode(LOWER[byte] ?? 0),
  );
  return place < 0 || place >= 63 ? 63 : place;
});

function hashOfSix(first: number, second: number): number {
  return RUNS + ((Math.imul(first, 0x85ebca6b) ^ Math.imul(second, 0xc2b2ae35)) >>> SHIFT);
}

/** Sets the marks of a text, one byte a mark. */
export function markRuns(marks: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
  let kinds = 0;
  let run = 0;
  let one = 0;
  let two = 0;
  let three = 0;
  const length = to - from;
  for (let index = 0; index < length; index++) {
    const byte = bytes[from + index] ?? 0;
    kinds = ((kinds << 6) | (KIND[byte] ?? 0)) & 0x3_ffff;
    run = ((run << 8) | (LOWER[byte] ?? 0)) & 0xff_ffff;
    if (index >= 2) marks[kinds] = 1;
    if (index >= 5) marks[hashOfSix(three, run)] = 1;
    three = two;
    two = one;
    one = run;
  }
}

/** The marks that a text with this word has; none where it is too short to say. */
export function hashesOf(word: string): readonly number[] {
  const bytes = Buffer.from(word);
  const marks = new Uint8Array(HASHES);
  markRuns(marks, bytes, 0, bytes.length);
  const hashes: number[] = [];
  // Where there are runs of six they say more, and a few of them say enough.
  const from = bytes.length >= 6 ? RUNS : 0;
  for (let hash = from; hash < HASHES; hash++) if (marks[hash] === 1) hashes.push(hash);
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

/** From one row of marks a group to one row of bits a hash, cut into bands. */
export function slicesOf(groups: readonly Uint8Array[]): Uint8Array[] {
  const width = widthOf(groups.length);
  const bits = new Uint8Array(HASHES * width);
  for (const [group, marks] of groups.entries()) {
    const bit = 1 << (group & 7);
    const byte = group >> 3;
    for (let hash = 0; hash < HASHES; hash++) {
      if (marks[hash] === 1) {
        const at = hash * width + byte;
        bits[at] = (bits[at] ?? 0) | bit;
      }
    }
  }
  return Array.from({ length: BANDS }, (_, band) =>
    bits.slice(band * ROWS_PER_BAND * width, (band + 1) * ROWS_PER_BAND * width),
  );
}
