// Members of a tar that are stored with holes: the parts of the file, and a map of where they belong.
// GNU's own header (type S) and its pax forms 0.0, 0.1 and 1.0. Holes are read as the zeros that they
// stand for, within the limits that hold for anything that unpacks to more than it takes up. Refuses a
// map that does not fit what is stored.
// Source: "Storing Sparse Files" in the GNU tar manual.

import { concatBytes, textOf } from '../../shared/base/bytes.ts';

const BLOCK = 512;
const PIECE_BYTES = 64 * 1024;
const MOST_MAP_BYTES = 1024 * 1024;
const ZEROS = new Uint8Array(PIECE_BYTES);

interface Stored {
  readonly offset: number;
  readonly bytes: number;
}

export interface SparseMap {
  readonly parts: readonly Stored[];
  readonly realBytes: number;
}

/** What pax headers say of holes. */
export interface PaxHoles {
  /** `1.0`: the map stands in front of the content. */
  readonly inContent: boolean;
  readonly numbers: readonly number[];
  readonly realBytes: number | undefined;
}

/** @param pairs keys and values in their order, where `GNU.sparse.` is left out of the keys */
export function paxHoles(pairs: readonly (readonly [string, string])[]): PaxHoles | undefined {
  if (pairs.length === 0) return undefined;
  const numbers: number[] = [];
  let realBytes: number | undefined;
  let inContent = false;
  for (const [key, value] of pairs) {
    if (key === 'major') inContent = value === '1';
    if (key === 'size' || key === 'realsize') realBytes = wholeOf(value);
    if (key === 'offset' || key === 'numbytes') numbers.push(wholeOf(value) ?? Number.NaN);
    if (key === 'map') numbers.push(...value.split(',').map((each) => wholeOf(each) ?? Number.NaN));
  }
  return { inContent, numbers, realBytes };
}

function wholeOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** @returns nothing where the map makes no sense with so many bytes stored */
export function sparseMap(
  numbers: readonly number[],
  realBytes: number | undefined,
  storedBytes: number,
): SparseMap | undefined {
  if (realBytes === undefined || numbers.length % 2 !== 0) return undefined;
  const parts: Stored[] = [];
  let end = 0;
  let stored = 0;
  for (let at = 0; at < numbers.length; at += 2) {
    const [offset = Number.NaN, bytes = Number.NaN] = numbers.slice(at, at + 2);
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(bytes) || offset < end) {
      return undefined;
    }
    end = offset + bytes;
    stored += bytes;
    parts.push({ offset, bytes });
  }
  return stored === storedBytes && end <= realBytes ? { parts, realBytes } : undefined;
}

/** The numbers of GNU's own header, whose further blocks are taken off what follows it. */
export async function ownHeaderNumbers(
  header: Uint8Array,
  numberAt: (bytes: Uint8Array, at: number, length: number) => number | undefined,
  takeBlock: () => Promise<Uint8Array>,
): Promise<readonly number[] | undefined> {
  const numbers: number[] = [];
  const read = (block: Uint8Array, from: number, entries: number): void => {
    for (let entry = 0; entry < entries; entry += 1) {
      const at = from + entry * 24;
      // An entry of zeros alone is none.
      if (block.subarray(at, at + 24).every((byte) => byte === 0)) continue;
      numbers.push(
        numberAt(block, at, 12) ?? Number.NaN,
        numberAt(block, at + 12, 12) ?? Number.NaN,
      );
    }
  };
  read(header, 386, 4);
  let goesOn = header[482] !== 0;
  for (let taken = 0; goesOn; taken += BLOCK) {
    const block = await takeBlock();
    if (block.length < BLOCK || taken >= MOST_MAP_BYTES) return undefined;
    read(block, 0, 21);
    goesOn = block[504] !== 0;
  }
  return numbers;
}

/** The numbers in front of the content, which are taken off it with what fills their last block. */
export async function contentNumbers(
  takeBlock: () => Promise<Uint8Array>,
): Promise<readonly number[] | undefined> {
  let bytes: Uint8Array = new Uint8Array(0);
  for (;;) {
    const block = await takeBlock();
    if (block.length < BLOCK || bytes.length >= MOST_MAP_BYTES) return undefined;
    bytes = concatBytes([bytes, block]);
    const lines = textOf(bytes).split('\n');
    const count = wholeOf(lines[0] ?? '');
    if (lines.length > 1 && count === undefined) return undefined;
    // The text behind the last line end is not whole yet, or is filler.
    if (count === undefined || lines.length - 1 < 1 + count * 2) continue;
    const numbers = lines.slice(1, 1 + count * 2).map((line) => wholeOf(line) ?? Number.NaN);
    return numbers;
  }
}

/** @param stored the parts, one behind the other */
export async function* withHoles(
  { parts, realBytes }: SparseMap,
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  let part = 0;
  let left = parts[0]?.bytes ?? 0;
  for await (const chunk of stored) {
    let rest = chunk;
    while (rest.length > 0) {
      while (left === 0 && part < parts.length) {
        part += 1;
        left = parts[part]?.bytes ?? 0;
      }
      const offset = (parts[part]?.offset ?? at) + (parts[part]?.bytes ?? 0) - left;
      yield* zeros(offset - at);
      const piece = rest.subarray(0, left);
      if (piece.length === 0) return;
      yield piece;
      at = offset + piece.length;
      left -= piece.length;
      rest = rest.subarray(piece.length);
    }
  }
  // What is cut off ends where it is, not in zeros.
  if (left === 0 && parts.slice(part + 1).every(({ bytes }) => bytes === 0)) {
    yield* zeros(realBytes - at);
  }
}

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= PIECE_BYTES) {
    yield ZEROS.subarray(0, Math.min(left, PIECE_BYTES));
  }
}
