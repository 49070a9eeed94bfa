// Whether a JSON record can hold any of many texts, asked of its bytes: a text that is in a value is in
// the record, but for the characters that JSON writes in another way. Says no only where that is sure.

import { fold } from './fold.ts';
import type { EventParts } from '../domain/event.ts';

const WORD = 4;
const LONGEST_STEP = 16;
/** What JSON never writes otherwise; beyond ASCII a character may be its own capital. */
const PLAIN = /[^"\\/\u0000-\u001f\u007f-\uffff]+/g;
const BITS = 16;
const SPREAD = 0x9e3779b1;
const SHIFT = 32 - BITS;
/** Makes letters small; what it makes of other characters is compared afterwards. */
const LOWER_CASE = 0x20202020;

const LOWER = Uint8Array.from({ length: 256 }, (_, code) =>
  code >= 0x41 && code <= 0x5a ? code + 0x20 : code,
);

export type SearchedRecord = Pick<EventParts, 'bytes' | 'words' | 'begin' | 'end'>;

/** A stretch of a text, known by a word of four characters in it. */
interface Known {
  readonly stretch: Uint8Array;
  readonly place: number;
}

export class RunSearch {
  readonly #marks = new Uint8Array(1 << BITS);
  readonly #known = new Map<number, Known[]>();
  readonly #step: number;

  /** `undefined` where the bytes cannot tell for one of the texts. */
  static of(texts: readonly string[]): RunSearch | undefined {
    const stretches = texts.map(plainStretch);
    const shortest = stretches.reduce((least, { length }) => Math.min(least, length), LONGEST_STEP);
    return shortest < WORD ? undefined : new RunSearch(stretches, shortest - WORD + 1);
  }

  private constructor(stretches: readonly string[], step: number) {
    this.#step = step;
    for (const text of stretches) {
      const stretch = Uint8Array.from(text, (char) => char.charCodeAt(0));
      const words = new DataView(stretch.buffer);
      for (let place = 0; place < step; place += 1) {
        const word = words.getInt32(place, true) | LOWER_CASE;
        this.#marks[Math.imul(word, SPREAD) >>> SHIFT] = 1;
        const known = this.#known.get(word);
        if (known === undefined) this.#known.set(word, [{ stretch, place }]);
        else known.push({ stretch, place });
      }
    }
  }

  /** Of a record in ASCII. */
  mayOccur({ bytes, words, begin, end }: SearchedRecord): boolean {
    const marks = this.#marks;
    const step = this.#step;
    const last = end - WORD;
    for (let at = begin; at <= last; at += step) {
      const word = words.getInt32(at, true) | LOWER_CASE;
      if (marks[Math.imul(word, SPREAD) >>> SHIFT] === 0) continue;
      for (const { stretch, place } of this.#known.get(word) ?? []) {
        const from = at - place;
        if (from >= begin && from + stretch.length <= end && isAt(bytes, from, stretch)) {
          return true;
        }
      }
    }
    return false;
  }
}

function isAt(bytes: Uint8Array, from: number, stretch: Uint8Array): boolean {
  for (let i = 0; i < stretch.length; i += 1) {
    if (LOWER[bytes[from + i] ?? 0] !== stretch[i]) return false;
  }
  return true;
}

/** The longest stretch of the text that is written as it is. */
function plainStretch(text: string): string {
  let longest = '';
  for (const run of fold(text).match(PLAIN) ?? []) if (run.length > longest.length) longest = run;
  return longest;
}
