// Texts of a log repeat: each is made once and found again by its bytes, which are compared by the
// word. No two that differ are taken for one another; a hash only says where to look. Who only has to
// know whether a text came before asks for its number, and none is made.

import { stringStops } from './string-stops.ts';

const KEPT = 8_192;
const LONGEST_TEXT = 128;
const WORD = 4;
/** Beyond this the decoder is faster, whose call costs as much as so many characters. */
const LONGEST_SPELLED = 32;
/** Numbers are kept in 32 bits; one record has far fewer texts than there are above. */
const MOST_NUMBERS = 2 ** 30;

/** Of a text that has no number: it is long. */
export const UNNUMBERED = 0;

export interface KeptTexts {
  /** ASCII between two places of the text that lies at `stringStops`; equal ones are mostly one object. */
  text(begin: number, end: number): string;
  /** The same number only for the same text, as long as `era` is the same; or UNNUMBERED. */
  number(begin: number, end: number): number;
  /** Numbers of another era mean other texts. */
  readonly era: number;
  /** Another record lies there: only now another era may begin. */
  nextRecord(): void;
}

export function textBetween(begin: number, end: number): string {
  return keptTexts().text(begin, end);
}

export function keptTexts(): KeptTexts {
  return (kept ??= createKeptTexts());
}

let kept: KeptTexts | undefined;

function createKeptTexts(): KeptTexts {
  const { text, words } = stringStops();
  const sizes = new Uint8Array(KEPT);
  const numbers = new Int32Array(KEPT);
  const texts = new Array<string | undefined>(KEPT).fill(undefined);
  const bytes = new DataView(new ArrayBuffer(KEPT * LONGEST_TEXT));
  const decoder = new TextDecoder();
  let lastNumber = UNNUMBERED;
  let era = 0;

  function spelled(begin: number, end: number): string {
    if (end - begin > LONGEST_SPELLED) return decoder.decode(text.subarray(begin, end));
    let made = '';
    let at = begin;
    for (; at + WORD <= end; at += WORD) {
      made += String.fromCharCode(
        text[at] ?? 0,
        text[at + 1] ?? 0,
        text[at + 2] ?? 0,
        text[at + 3] ?? 0,
      );
    }
    for (; at < end; at += 1) made += String.fromCharCode(text[at] ?? 0);
    return made;
  }

  /** Where a text of a usual length is kept, from now on if not before. */
  function placeOf(begin: number, size: number): number {
    const place = hashOf(words, begin, size) & (KEPT - 1);
    const from = place * LONGEST_TEXT;
    if (sizes[place] === size && isSame(words, begin, bytes, from, size)) return place;
    lastNumber += 1;
    numbers[place] = lastNumber;
    sizes[place] = size;
    texts[place] = undefined;
    copy(words, begin, bytes, from, size);
    return place;
  }

  return {
    get era() {
      return era;
    },
    nextRecord() {
      if (lastNumber < MOST_NUMBERS) return;
      sizes.fill(0);
      lastNumber = UNNUMBERED;
      era += 1;
    },
    text(begin, end) {
      const size = end - begin;
      if (size < WORD || size > LONGEST_TEXT) return spelled(begin, end);
      const place = placeOf(begin, size);
      return (texts[place] ??= spelled(begin, end));
    },
    number(begin, end) {
      const size = end - begin;
      if (size > LONGEST_TEXT) return UNNUMBERED;
      if (size >= WORD) return numbers[placeOf(begin, size)] ?? UNNUMBERED;
      // Few bytes are a number by themselves, below all that are given out.
      let number = size;
      for (let at = begin; at < end; at += 1) number = number * 256 + (text[at] ?? 0);
      return -1 - number;
    },
  };
}

/** Of its length, both ends and the middle: more would take as long as comparing. */
function hashOf(words: DataView, begin: number, size: number): number {
  const last = begin + size - WORD;
  let hash = Math.imul(words.getInt32(begin, true) ^ size, 0x9e3779b1);
  hash ^= words.getInt32(begin + ((size - WORD) >> 1), true);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ words.getInt32(last, true), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

// Whole words, the last of which may overlap the one before; at least one word.

function isSame(a: DataView, atA: number, b: DataView, atB: number, size: number): boolean {
  const last = size - WORD;
  for (let at = 0; at < last; at += WORD) {
    if (a.getInt32(atA + at, true) !== b.getInt32(atB + at, true)) return false;
  }
  return a.getInt32(atA + last, true) === b.getInt32(atB + last, true);
}

function copy(from: DataView, atFrom: number, to: DataView, atTo: number, size: number): void {
  const last = size - WORD;
  for (let at = 0; at < last; at += WORD) {
    to.setInt32(atTo + at, from.getInt32(atFrom + at, true), true);
  }
  to.setInt32(atTo + last, from.getInt32(atFrom + last, true), true);
}
