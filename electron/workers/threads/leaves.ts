// A thread that works out the leaves of blocks. It is given records and the secret of their nonces,
// and has no way to the case.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import { blockLeaves, type StoredRecords } from '../../engine/seal/block-leaves.ts';
import { createLeafHasher } from '../../engine/seal/leaf-hash.ts';
import { packLeaves, type PackedLeaves } from '../../engine/seal/leaf-tiles.ts';
import { serveOver } from '../rpc.ts';

assert(parentPort && workerData instanceof Uint8Array, 'runs as a worker thread with a secret');
const hasher = createLeafHasher(workerData);

async function answer(name: string, args: unknown): Promise<PackedLeaves> {
  assert(name === 'leaves', 'nothing else is asked of this thread');
  const block = args as StoredRecords;
  return packLeaves(block.firstEvent - 1, blockLeaves(hasher, block));
}

serveOver(parentPort, answer, (answered) => {
  const { hashes } = answered as { readonly hashes: Uint8Array<ArrayBuffer> };
  return [hashes.buffer];
});
