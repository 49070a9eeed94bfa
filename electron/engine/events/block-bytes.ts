// The records of a block as bytes: inflated, never to more than the block says that they are. A case
// may come from anyone, and a few bytes can be made to inflate to any number of them.

import { promisify } from 'node:util';
import { zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Block } from '../../store/events.ts';

type PackedBytes = Pick<Block, 'id' | 'payload' | 'rawBytes'>;

const EMPTY = new Uint8Array(0);
/** A record that is longer than all of a usual block is inflated piece by piece. */
const LARGEST_PIECE = 64 * 1024 * 1024;
const SMALLEST_PIECE = 64;

const inflate = promisify<Uint8Array, ReturnType<typeof inflateOptions>, Uint8Array>(
  zstdDecompress,
);

/** Throws FailureError, `case.damaged`. */
export function inflateBlock(block: PackedBytes): Uint8Array {
  if (block.rawBytes === 0) return EMPTY;
  try {
    return ofLength(block, zstdDecompressSync(block.payload, inflateOptions(block.rawBytes)));
  } catch (error) {
    throw damagedBlock(block, error);
  }
}

/** The same on another thread. */
export async function inflateBlockAside(block: PackedBytes): Promise<Uint8Array> {
  if (block.rawBytes === 0) return EMPTY;
  try {
    return ofLength(block, await inflate(block.payload, inflateOptions(block.rawBytes)));
  } catch (error) {
    throw damagedBlock(block, error);
  }
}

/** In one piece: pieces of the usual size cost more to join than to inflate. */
function inflateOptions(rawBytes: number) {
  const chunkSize = Math.min(LARGEST_PIECE, Math.max(SMALLEST_PIECE, rawBytes + 1));
  return { maxOutputLength: rawBytes + 1, chunkSize };
}

function ofLength({ rawBytes }: PackedBytes, bytes: Uint8Array): Uint8Array {
  if (bytes.length === rawBytes) return bytes;
  throw new Error('its records have another length than was sealed');
}

export function damagedBlock({ id }: Pick<Block, 'id'>, cause: unknown): FailureError {
  if (cause instanceof FailureError) return cause;
  const what = cause instanceof Error ? cause.message : String(cause);
  return new FailureError(
    failure('case.damaged', `Block ${String(id)} of the case is damaged: ${what}.`),
  );
}
