// Texts of a log repeat: each is made once and found again by its bytes. Who only has to know whether a
// text came before asks for its number, and none is made.

import { WORD_BYTES } from '../byte-runs.ts';
import { createKeptBytes, PLACES } from '../kept-bytes.ts';
import { stringStops } from './string-stops.ts';

const LONGEST_TEXT = 128;
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
  return (made ??= createKeptTexts());
}

let made: KeptTexts | undefined;

function createKeptTexts(): KeptTexts {
  const { text, words } = stringStops();
  const kept = createKeptBytes(LONGEST_TEXT);
  const numbers = new Int32Array(PLACES);
  const texts = new Array<string | undefined>(PLACES).fill(undefined);
  const decoder = new TextDecoder();
  let lastNumber = UNNUMBERED;
  let era = 0;

  function spelled(begin: number, end: number): string {
    if (end - begin > LONGEST_SPELLED) return decoder.decode(text.subarray(begin, end));
    let made = '';
    let at = begin;
    for (; at + WORD_BYTES <= end; at += WORD_BYTES) {
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
    const known = kept.placeOf(words, begin, size);
    if (known >= 0) return known;
    const place = ~known;
    lastNumber += 1;
    numbers[place] = lastNumber;
    texts[place] = undefined;
    return place;
  }

  return {
    get era() {
      return era;
    },
    nextRecord() {
      if (lastNumber < MOST_NUMBERS) return;
      kept.forget();
      lastNumber = UNNUMBERED;
      era += 1;
    },
    text(begin, end) {
      const size = end - begin;
      if (size < WORD_BYTES || size > LONGEST_TEXT) return spelled(begin, end);
      const place = placeOf(begin, size);
      return (texts[place] ??= spelled(begin, end));
    },
    number(begin, end) {
      const size = end - begin;
      if (size > LONGEST_TEXT) return UNNUMBERED;
      if (size >= WORD_BYTES) return numbers[placeOf(begin, size)] ?? UNNUMBERED;
      // Few bytes are a number by themselves, below all that are given out.
      let number = size;
      for (let at = begin; at < end; at += 1) number = number * 256 + (text[at] ?? 0);
      return -1 - number;
    },
  };
}
