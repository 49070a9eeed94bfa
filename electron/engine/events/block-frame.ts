// The part of a block that says where each record lies and how exact its time is. Fixed-width
// columns one after the other, compressed together.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export interface BlockFrame {
  readonly lengths: Uint32Array;
  readonly fileIndex: Uint32Array;
  readonly positions: Float64Array;
  readonly nanos: Uint16Array;
  readonly precision: Uint8Array;
  readonly flags: Uint8Array;
}

/** Bytes per record: 8 + 4 + 4 + 2 + 1 + 1. The widest column comes first, so all stay aligned. */
export const FRAME_BYTES = 20;
const LARGEST_PIECE = 4 * 1024 * 1024;
const SMALLEST_PIECE = 64;

export function encodeFrame(batch: BlockFrame & { readonly count: number }): Uint8Array {
  const n = batch.count;
  const bytes = new Uint8Array(n * FRAME_BYTES);
  new Float64Array(bytes.buffer, 0, n).set(batch.positions.subarray(0, n));
  new Uint32Array(bytes.buffer, n * 8, n).set(batch.lengths.subarray(0, n));
  new Uint32Array(bytes.buffer, n * 12, n).set(batch.fileIndex.subarray(0, n));
  new Uint16Array(bytes.buffer, n * 16, n).set(batch.nanos.subarray(0, n));
  bytes.set(batch.precision.subarray(0, n), n * 18);
  bytes.set(batch.flags.subarray(0, n), n * 19);
  return zstdCompressSync(bytes);
}

/** Throws where the stored bytes are not what encodeFrame wrote. */
export function decodeFrame(stored: Uint8Array, count: number): BlockFrame {
  const length = count * FRAME_BYTES;
  // In one piece: pieces of the usual size cost more to join than to inflate, and one that is filled to
  // its end makes room for another.
  const most = length + 1;
  const chunkSize = Math.min(LARGEST_PIECE, Math.max(SMALLEST_PIECE, most));
  const bytes = new Uint8Array(zstdDecompressSync(stored, { maxOutputLength: most, chunkSize }));
  if (bytes.length !== length) throw new Error('block frame of another length');
  const { buffer } = bytes;
  return {
    positions: new Float64Array(buffer, 0, count),
    lengths: new Uint32Array(buffer, count * 8, count),
    fileIndex: new Uint32Array(buffer, count * 12, count),
    nanos: new Uint16Array(buffer, count * 16, count),
    precision: new Uint8Array(buffer, count * 18, count),
    flags: new Uint8Array(buffer, count * 19, count),
  };
}
