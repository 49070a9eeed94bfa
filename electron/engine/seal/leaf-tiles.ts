// Leaves on their way into the case's tree. Runs of 256 leaves are folded to their root; what is
// behind the last full run stays open until more come. Parse threads can fold the runs within a
// batch (`packLeaves`), so that the writer only joins the ends.

import { assert } from '../../../shared/base/assert.ts';
import { concatBytes } from '../../../shared/base/bytes.ts';
import type { CaseWriter } from '../../store/case-store.ts';
import { TILE_LEAVES } from '../../store/leaf-tiles.ts';
import { HASH_BYTES } from './leaf-hash.ts';
import { foldLeaves } from './node-hash.ts';

const TILE_BYTES = TILE_LEAVES * HASH_BYTES;

/** Leaf hashes with the roots of their full tiles. */
export interface PackedLeaves {
  readonly firstLeaf: number;
  /** 32 bytes each, of leaves in a row. */
  readonly hashes: Uint8Array;
  /** Roots of the full tiles that begin and end within, in order. */
  readonly roots: readonly Uint8Array[];
}

/** Needs no case, so any thread can do it. */
export function packLeaves(firstLeaf: number, hashes: Uint8Array): PackedLeaves {
  const roots = [];
  let at = headBytes(firstLeaf);
  for (; hashes.length - at >= TILE_BYTES; at += TILE_BYTES) {
    roots.push(foldLeaves(hashes.subarray(at, at + TILE_BYTES)));
  }
  return { firstLeaf, hashes, roots };
}

/**
 * Adds the leaves of events that follow the last one in the tree. Belongs into the transaction that
 * stores their block.
 * @param firstLeaf number of the first event minus 1
 * @param leaves what `LeafHasher.leaves` gives, or `packLeaves` of it
 */
export function appendLeaves(
  store: Pick<CaseWriter, 'read' | 'leafTiles'>,
  firstLeaf: number,
  leaves: Uint8Array | PackedLeaves,
): void {
  const { hashes, roots, ...packed } =
    leaves instanceof Uint8Array ? packLeaves(firstLeaf, leaves) : leaves;
  const { leafTiles } = store.read;
  assert(packed.firstLeaf === firstLeaf, 'leaves are packed for the place they go to');
  assert(leafTiles.size() === firstLeaf, `leaf ${String(firstLeaf)} follows the last one`);
  if (hashes.length === 0) return;
  let idx = leafTiles.count();
  let at = Math.min(headBytes(firstLeaf), hashes.length);
  if (at > 0) {
    const open = concatBytes([leafTiles.open(), hashes.subarray(0, at)]);
    if (open.length === TILE_BYTES) store.leafTiles.add(idx++, foldLeaves(open), open);
    else store.leafTiles.setOpen(idx, open);
  }
  for (const root of roots) {
    store.leafTiles.add(idx++, root, hashes.subarray(at, at + TILE_BYTES));
    at += TILE_BYTES;
  }
  if (at < hashes.length) store.leafTiles.setOpen(idx, hashes.subarray(at));
}

/** Bytes of hashes up to the next tile boundary. */
function headBytes(firstLeaf: number): number {
  const intoTile = firstLeaf % TILE_LEAVES;
  return intoTile === 0 ? 0 : (TILE_LEAVES - intoTile) * HASH_BYTES;
}
