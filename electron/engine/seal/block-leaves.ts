// Leaf hashes worked out from records as they lie in the case.

import { zstdDecompressSync } from 'node:zlib';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Block } from '../../store/events.ts';
import { decodeFrame } from '../events/block-frame.ts';
import type { LeafHasher } from './leaf-hash.ts';

/** Of all records of a block. Throws FailureError where its bytes cannot be taken apart. */
export function blockLeaves(
  hasher: LeafHasher,
  block: Pick<Block, 'id' | 'firstEvent' | 'count' | 'rawBytes' | 'frame' | 'payload'>,
): Uint8Array {
  const { bytes, lengths } = recordsOf(block);
  return hasher.leaves(block.firstEvent - 1, bytes, lengths);
}

/** In one piece: pieces of the usual size cost more to join than to inflate. */
export function inflateOptions(rawBytes: number) {
  return { maxOutputLength: rawBytes + 1, chunkSize: Math.max(64, rawBytes + 1) };
}

function recordsOf(block: Pick<Block, 'id' | 'count' | 'rawBytes' | 'frame' | 'payload'>): {
  readonly bytes: Uint8Array;
  readonly lengths: Uint32Array;
} {
  const damaged = (what: string) =>
    new FailureError(
      failure('case.damaged', `Block ${String(block.id)} of the case is damaged: ${what}.`),
    );
  let bytes: Uint8Array;
  let lengths: Uint32Array;
  try {
    bytes =
      block.rawBytes === 0
        ? new Uint8Array(0)
        : zstdDecompressSync(block.payload, inflateOptions(block.rawBytes));
    ({ lengths } = decodeFrame(block.frame, block.count));
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
  let sum = 0;
  for (const length of lengths) sum += length;
  if (bytes.length !== block.rawBytes || sum !== bytes.length) {
    throw damaged('its records have another length than was sealed');
  }
  return { bytes, lengths };
}
