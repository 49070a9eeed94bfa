// Texts of values that were seen before, found again by their bytes: most values of a log repeat, and
// one that does needs no decoding, and is the very object that it was. As glance/kept-texts.ts
// does for texts in the memory of its search, but with escapes and wherever the bytes lie.

const SLOTS = 8_192;
const LONGEST = 192;
const WORD = 4;
const BACKSLASH = 0x5c;

export type TextOfBytes = (
  bytes: Uint8Array,
  words: DataView,
  begin: number,
  end: number,
) => string;

/** Of JSON strings without their quotes. The function is for one thread of work, as its table is. */
export function createKeptValues(): TextOfBytes {
  const texts = new Array<string>(SLOTS).fill('');
  const lengths = new Uint8Array(SLOTS);
  const kept = new DataView(new ArrayBuffer(SLOTS * LONGEST));
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
    if (size < WORD || size > LONGEST) return decoded(bytes, begin, end);
    const last = end - WORD;
    const middle = begin + ((size - WORD) >> 1);
    let hash = Math.imul(words.getInt32(begin, true) ^ size, 0x9e3779b1);
    hash ^= words.getInt32(middle, true);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash = Math.imul(hash ^ words.getInt32(last, true), 0xc2b2ae35);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const from = slot * LONGEST;
    if (lengths[slot] === size) {
      let at = 0;
      while (
        at < size - WORD &&
        words.getInt32(begin + at, true) === kept.getInt32(from + at, true)
      ) {
        at += WORD;
      }
      const isSame =
        at >= size - WORD && words.getInt32(last, true) === kept.getInt32(from + size - WORD, true);
      if (isSame) return texts[slot] ?? '';
    }
    const text = decoded(bytes, begin, end);
    for (let at = 0; at < size - WORD; at += WORD) {
      kept.setInt32(from + at, words.getInt32(begin + at, true), true);
    }
    kept.setInt32(from + size - WORD, words.getInt32(last, true), true);
    lengths[slot] = size;
    texts[slot] = text;
    return text;
  };
}
