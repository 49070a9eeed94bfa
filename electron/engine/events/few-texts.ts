// Which records of a block hold one of very few texts, without regard to the case of ASCII letters:
// each text by its three rarest bytes (byte-finder.ts), and what that leaves byte for byte.

import { byteFinder, FARTHEST, PIECE_BYTES, type Marks } from './byte-finder.ts';
import { isAt, type ByteScan, type RecordBytes } from './record-bytes.ts';

/** More of them are found faster by passing over most bytes. */
export const MOST_TEXTS = 4;
/** So much of the first block tells which bytes are rare in records of this kind. */
const SAMPLE_BYTES = 32_768;
const LETTER_CASE = 0x20;

/** @param texts lower-case ASCII, none of them empty */
export function scanForFew(texts: readonly Uint8Array[]): ByteScan {
  let marks: readonly Marks[] | undefined;
  return (block) => {
    const { bytes, offsets, count } = block;
    const end = offsets[count] ?? 0;
    const found = new Uint8Array(count);
    marks ??= marksOf(texts, bytes.subarray(0, Math.min(end, SAMPLE_BYTES)));
    const looks = texts.map((text) => lookFor(text, block, found));
    const finder = byteFinder();
    for (let from = 0; from < end; from += PIECE_BYTES) {
      const piece = bytes.subarray(from, Math.min(end, from + finder.piece.length));
      finder.piece.set(piece);
      const length = Math.min(PIECE_BYTES, piece.length);
      for (const [at, look] of looks.entries()) {
        const mark = marks[at];
        if (mark === undefined) continue;
        const places = finder.find(length, mark);
        for (let place = 0; place < places; place++) look(from + (finder.places[place] ?? 0));
      }
    }
    return found;
  };
}

/** Told of places in order; marks the record of each at which the text stands whole. */
function lookFor(text: Uint8Array, { bytes, offsets, count }: RecordBytes, found: Uint8Array) {
  let slot = 0;
  let behind = offsets[1] ?? 0;
  return (place: number): void => {
    if (place >= behind) {
      while (slot < count && (offsets[slot + 1] ?? 0) <= place) slot++;
      behind = offsets[slot + 1] ?? 0;
    }
    // Behind the last record; or the record's other bytes say nothing more.
    if (slot >= count || found[slot] === 1) return;
    if (place + text.length <= behind && isAt(bytes, place, text)) found[slot] = 1;
  };
}

/** The three bytes of each text that are the rarest in a sample. */
function marksOf(texts: readonly Uint8Array[], sample: Uint8Array): readonly Marks[] {
  const often = new Uint32Array(256);
  for (const byte of sample) {
    const folded = byte | LETTER_CASE;
    often[folded] = (often[folded] ?? 0) + 1;
  }
  const oftenOf = (byte: number): number => often[byte | LETTER_CASE] ?? 0;
  return texts.map((text) => {
    const known = new Set<number>();
    // A byte that stands in the text twice tells as much as it does once.
    const own = Array.from(text.subarray(0, FARTHEST + 1), (byte, place) => ({ byte, place }))
      .toSorted((a, b) => oftenOf(a.byte) - oftenOf(b.byte))
      .filter(({ byte }) => !known.has(byte) && known.add(byte));
    const [first = { byte: 0, place: 0 }, second = first, third = first] = own;
    const three = [first, second, third] as const;
    const of = (pick: (mark: typeof first) => number) =>
      [pick(three[0]), pick(three[1]), pick(three[2])] as const;
    return {
      bytes: of(({ byte }) => byte | LETTER_CASE),
      places: of(({ place }) => place),
      folds: of(() => LETTER_CASE),
    };
  });
}
