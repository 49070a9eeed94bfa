// Words that were met last, by their numbers, as bytes: a word that is met again is compared with what
// lies here instead of with a row of the case. Takes the same memory however many words there are;
// what was forgotten is looked up in the case, which is right as well, only slower.

/** Words, each behind its length; the oldest are written over. */
const RING_BYTES = 8 * 1024 * 1024;
/** By number; one of a case's newest words takes the place of an older one's. */
const PLACES = 262_144;
/** Long words are rare, and would push many others out. */
const LONGEST = 1_024;
/** Words begin at multiples of it, and a length takes as much. */
const STEP_BYTES = 4;
const RING_STEPS = RING_BYTES / STEP_BYTES;
/** Then it begins anew: positions are kept in 32 bits. */
const LAST_STEP = 2 ** 31 - RING_STEPS;

interface WordsAtHand {
  /** `undefined` where the word of this number is not at hand. */
  isWord(id: number, bytes: Uint8Array, from: number, to: number): boolean | undefined;
  keep(id: number, bytes: Uint8Array, from: number, to: number): void;
  forget(): void;
}

export function wordsAtHand(): WordsAtHand {
  /** A number, and how many steps had been written before its word: side by side, to be read at once. */
  const places = new Int32Array(2 * PLACES);
  let ring = new Uint8Array(0);
  let lengths = new Int32Array(0);
  let written = 0;

  return {
    isWord(id, bytes, from, to) {
      const place = 2 * (id % PLACES);
      const position = places[place + 1] ?? 0;
      if (places[place] !== id || position < written - RING_STEPS) return undefined;
      const step = position % RING_STEPS;
      const length = to - from;
      if (lengths[step] !== length) return false;
      const start = (step + 1) * STEP_BYTES;
      for (let at = 0; at < length; at += 1) {
        if (ring[start + at] !== bytes[from + at]) return false;
      }
      return true;
    },
    keep(id, bytes, from, to) {
      const length = to - from;
      if (length > LONGEST) return;
      if (ring.length === 0) {
        ring = new Uint8Array(RING_BYTES);
        lengths = new Int32Array(ring.buffer);
      }
      const steps = 1 + Math.ceil(length / STEP_BYTES);
      // None lies across the end.
      const rest = RING_STEPS - (written % RING_STEPS);
      if (rest < steps) written += rest;
      if (written >= LAST_STEP) {
        places.fill(0);
        written = 0;
      }
      const step = written % RING_STEPS;
      lengths[step] = length;
      const start = (step + 1) * STEP_BYTES;
      for (let at = 0; at < length; at += 1) ring[start + at] = bytes[from + at] ?? 0;
      const place = 2 * (id % PLACES);
      places[place] = id;
      places[place + 1] = written;
      written += steps;
    },
    forget() {
      places.fill(0);
    },
  };
}
