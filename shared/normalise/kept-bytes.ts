// What was seen before, found again by its bytes: a table with a place for each of some thousand runs
// of bytes. No two that differ are taken for one another; a hash only says where to look, and what came
// last to a place is what is kept there. Says nothing of what the bytes mean: who asks keeps that beside
// the places.

import { copyRun, isSameRun, WORD_BYTES } from './byte-runs.ts';

/** How many places a table has. */
export const PLACES = 8_192;

export interface KeptBytes {
  /**
   * The place of a run that is kept; or, with its bits turned over (`~`), the place where it is kept
   * from now on. Runs are of WORD_BYTES to as many as the table is made for.
   */
  placeOf(words: DataView, begin: number, size: number): number;
  forget(): void;
}

/** @param longest at most 255 */
export function createKeptBytes(longest: number): KeptBytes {
  const sizes = new Uint8Array(PLACES);
  const kept = new DataView(new ArrayBuffer(PLACES * longest));
  return {
    placeOf(words, begin, size) {
      const place = hashOf(words, begin, size) & (PLACES - 1);
      const from = place * longest;
      if (sizes[place] === size && isSameRun(words, begin, kept, from, size)) return place;
      sizes[place] = size;
      copyRun(words, begin, kept, from, size);
      return ~place;
    },
    forget: () => void sizes.fill(0),
  };
}

/** Of its length, both ends and the middle: more would take as long as comparing. */
function hashOf(words: DataView, begin: number, size: number): number {
  const last = begin + size - WORD_BYTES;
  let hash = Math.imul(words.getInt32(begin, true) ^ size, 0x9e3779b1);
  hash ^= words.getInt32(begin + ((size - WORD_BYTES) >> 1), true);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ words.getInt32(last, true), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}
