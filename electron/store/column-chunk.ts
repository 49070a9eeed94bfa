// One column of one block as bytes: what the timeline, the facets and the rules scan, thousands of
// events at a time, without a row for each. Values are numbers into the chunk's own short dictionary
// of `term` ids, as wide as they must be. Parse threads make the codes, the writer adds the dictionary.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Codes of a column, one per record of the block, before and after storage. */
export type Codes = Uint8Array | Uint16Array;

/**
 * The bytes of codes into a dictionary of `size` values: nothing where all records have the one
 * value, else zstd of one byte (to 256 values) or two (little-endian) a record.
 * @param codes at most 65,536 different values
 */
export function encodeCodes(codes: ArrayLike<number>, count: number, size: number): Uint8Array {
  if (size <= 1) return new Uint8Array(0);
  if (size > 65_536) throw new Error('more values in a chunk than two bytes can number');
  const fitting = size <= 256 ? new Uint8Array(count) : new Uint16Array(count);
  fitting.set(codes);
  if (fitting instanceof Uint16Array && !LITTLE_ENDIAN) swapBytes(fitting);
  return zstdCompressSync(fitting);
}

function swapBytes(codes: Uint16Array): void {
  Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength).swap16();
}

/** As the numbers are stored. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Throws where the bytes are not `count` codes for `size` values. */
export function decodeCodes(stored: Uint8Array, count: number, size: number): Codes {
  if (size <= 1) {
    if (stored.length > 0) throw new Error('a column chunk of one value holds codes');
    return new Uint8Array(count);
  }
  const length = size <= 256 ? count : count * 2;
  const bytes = zstdDecompressSync(stored, {
    maxOutputLength: length + 1,
    chunkSize: Math.max(64, length + 1),
  });
  if (bytes.length !== length) throw new Error('a column chunk of another length');
  if (size <= 256) return bytes;
  if (LITTLE_ENDIAN && bytes.byteOffset % 2 === 0) {
    return new Uint16Array(bytes.buffer, bytes.byteOffset, count);
  }
  const codes = new Uint16Array(count);
  for (let slot = 0; slot < count; slot++) codes[slot] = bytes.readUInt16LE(slot * 2);
  return codes;
}

/** A step's first byte: two bits of kind, five low bits, and whether more follow. */
const UNDATED = 0;
const FORWARDS = 1;
const BACKWARDS = 2;
const LOW_STEPS = 32;

/**
 * Times of a block: differences from record to record, in the coarsest unit that loses nothing, as
 * variable-length integers under zstd. CloudTrail's whole seconds come to about a byte a record.
 * @param timeUs microseconds since 1970 UTC, NaN where undated
 */
export function encodeTimes(timeUs: Float64Array, count: number): Uint8Array {
  let unit = 0;
  for (let slot = 0; slot < count; slot++) {
    const time = timeUs[slot] ?? Number.NaN;
    // Most fit the unit of those before them.
    if (time % unit === 0 || Number.isNaN(time)) continue;
    unit = greatestCommon(unit, Math.abs(time));
    if (unit === 1) break;
  }
  if (unit === 0) unit = 1;
  const bytes = new Uint8Array(10 + count * 9);
  let at = putNumber(bytes, 0, unit);
  let previous = 0;
  for (let slot = 0; slot < count; slot++) {
    const time = timeUs[slot] ?? Number.NaN;
    if (Number.isNaN(time)) {
      bytes[at++] = UNDATED;
      continue;
    }
    const step = (time - previous) / unit;
    previous = time;
    const size = Math.abs(step);
    const low = size % LOW_STEPS;
    const rest = (size - low) / LOW_STEPS;
    bytes[at++] = (rest > 0 ? 128 : 0) + low * 4 + (step < 0 ? BACKWARDS : FORWARDS);
    if (rest > 0) at = putNumber(bytes, at, rest);
  }
  return zstdCompressSync(bytes.subarray(0, at));
}

/** Writes into `into` from `offset`; throws where the bytes are not `count` times. */
export function decodeTimes(
  stored: Uint8Array,
  count: number,
  into: Float64Array,
  offset: number,
): void {
  const most = 10 + count * 9;
  const bytes = zstdDecompressSync(stored, {
    maxOutputLength: most,
    chunkSize: Math.max(64, Math.min(most, 65_536)),
  });
  let at = 0;
  const next = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('a time chunk that ends early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  const unit = next();
  let previous = 0;
  for (let slot = 0; slot < count; slot++) {
    const first = bytes[at++];
    if (first === undefined) throw new Error('a time chunk that ends early');
    const kind = first & 3;
    if (kind === UNDATED) {
      into[offset + slot] = Number.NaN;
      continue;
    }
    const low = (first >> 2) & 31;
    const size = first < 128 ? low : low + next() * LOW_STEPS;
    previous += (kind === BACKWARDS ? -size : size) * unit;
    into[offset + slot] = previous;
  }
  if (at !== bytes.length) throw new Error('a time chunk with bytes left over');
}

function greatestCommon(a: number, b: number): number {
  let greater = a;
  let lesser = b;
  while (lesser > 0) {
    const rest = greater % lesser;
    greater = lesser;
    lesser = rest;
  }
  return greater;
}

/** Seven bits a byte, lowest first; up to 2^53. */
function putNumber(bytes: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}
