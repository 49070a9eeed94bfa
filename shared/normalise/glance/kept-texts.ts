// Texts of a log repeat: each is made once and found again by its bytes, which are compared by the
// word. No two that differ are taken for one another; a hash only says where to look.

import { stringStops } from './string-stops.ts';

const KEPT = 8_192;
const LONGEST_TEXT = 128;
const WORD = 4;
/** Beyond this the decoder is faster, whose call costs as much as so many characters. */
const LONGEST_SPELLED = 32;

/** ASCII between two places of the text that lies at `stringStops`; equal ones are mostly one object. */
export function textBetween(begin: number, end: number): string {
  return (kept ??= createKeptTexts())(begin, end);
}

let kept: ((begin: number, end: number) => string) | undefined;

function createKeptTexts(): (begin: number, end: number) => string {
  const { text, words } = stringStops();
  const texts = new Array<string>(KEPT).fill('');
  const bytes = new DataView(new ArrayBuffer(KEPT * LONGEST_TEXT));
  const decoder = new TextDecoder();

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

  return (begin, end) => {
    const size = end - begin;
    if (size < WORD || size > LONGEST_TEXT) return spelled(begin, end);
    const place = hashOf(words, begin, size) & (KEPT - 1);
    const known = texts[place] ?? '';
    const from = place * LONGEST_TEXT;
    if (known.length === size && isSame(words, begin, bytes, from, size)) return known;
    const made = spelled(begin, end);
    texts[place] = made;
    copy(words, begin, bytes, from, size);
    return made;
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
