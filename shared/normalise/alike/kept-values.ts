// Texts of values that were seen before: most values of a log repeat, and one that does needs no
// decoding, and is the very object that it was. Of JSON strings in any bytes, escapes and characters
// beyond ASCII included; texts in the memory of the search for quotes, which are plain ASCII there and
// may be asked for by a number alone, are those of glance/kept-texts.ts.

import { WORD_BYTES } from '../byte-runs.ts';
import { createKeptBytes, PLACES } from '../kept-bytes.ts';

const LONGEST = 192;
const BACKSLASH = 0x5c;

export type TextOfBytes = (
  bytes: Uint8Array,
  words: DataView,
  begin: number,
  end: number,
) => string;

/** Of JSON strings without their quotes. The function is for one thread of work, as its table is. */
export function createKeptValues(): TextOfBytes {
  const kept = createKeptBytes(LONGEST);
  const texts = new Array<string>(PLACES).fill('');
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  const decoded = (bytes: Uint8Array, begin: number, end: number): string => {
    const text = decoder.decode(bytes.subarray(begin, end));
    for (let at = begin; at < end; at += 1) {
      if (bytes[at] === BACKSLASH) return JSON.parse(`"${text}"`) as string;
    }
    return text;
  };

  return (bytes, words, begin, end) => {
    const size = end - begin;
    if (size < WORD_BYTES || size > LONGEST) return decoded(bytes, begin, end);
    const place = kept.placeOf(words, begin, size);
    if (place >= 0) return texts[place] ?? '';
    return (texts[~place] = decoded(bytes, begin, end));
  };
}
