// Brings the tree up to the records of a case that was made before it had one. Runs when such a case
// is opened for writing; does nothing for any other.

import { assert } from '../../../shared/base/assert.ts';
import type { CaseWriter } from '../../store/case-store.ts';
import { blockLeaves } from './block-leaves.ts';
import { caseSecret } from './case-key.ts';
import { createLeafHasher, HASH_BYTES } from './leaf-hash.ts';
import { appendLeaves } from './leaf-tiles.ts';

/** Returns how many leaves were added. Throws FailureError where a record cannot be read. */
export function catchUpLeaves(store: CaseWriter): number {
  const { leafTiles, events, meta } = store.read;
  const before = leafTiles.size();
  const due = (meta.get('nextEvent') ?? 1) - 1;
  if (before >= due) return 0;
  const hasher = createLeafHasher(caseSecret(store));
  for (let next = before + 1; next <= due;) {
    const block = events.blockOf(next);
    assert(block, `event ${String(next)} lies in a block`);
    const hashes = blockLeaves(hasher, block);
    appendLeaves(store, next - 1, hashes.slice((next - block.firstEvent) * HASH_BYTES));
    next = block.firstEvent + block.count;
  }
  return leafTiles.size() - before;
}
