// Roots of a growing tree at many sizes, each a little larger than the one before: a case has a
// checkpoint for every import, and each names a root.

import { MerkleRange } from '../../../shared/sealing/merkle.ts';
import { TILE_LEAVES, type LeafTileReader } from '../../store/leaf-tiles.ts';
import { nodeHashes } from '../host.ts';
import { HASH_BYTES } from './leaf-hash.ts';
import { foldLeaves, nodeHash } from './node-hash.ts';

const TILES_AT_ONCE = 1_024;

/** Sizes must not fall. `undefined` where the case does not hold what is needed. */
export function createRootWalk(tiles: LeafTileReader): (size: number) => Uint8Array | undefined {
  const range = new MerkleRange(nodeHashes);
  return (size) => {
    const full = Math.floor(size / TILE_LEAVES);
    while (range.size < full) {
      const to = Math.min(full, range.size + TILES_AT_ONCE);
      const roots = tiles.roots(range.size, to);
      if (roots.length !== to - range.size) return undefined;
      for (const root of roots) range.addLeafHash(root);
    }
    const rest = (size % TILE_LEAVES) * HASH_BYTES;
    if (rest === 0) return range.root();
    const kept = tiles.hashes(full);
    if (!kept || kept.length < rest) return undefined;
    // The part tile is the right edge: subtrees join it from the smallest on.
    let node = foldLeaves(kept.subarray(0, rest));
    for (const subtree of range.snapshot().subtrees.toReversed()) node = nodeHash(subtree, node);
    return node;
  };
}

/** Roots of a tree whose leaves are few enough to go through: by size, for the sizes asked for. */
export function rootsAt(
  leaves: Iterable<Uint8Array>,
  sizes: ReadonlySet<number>,
): ReadonlyMap<number, Uint8Array> {
  const roots = new Map<number, Uint8Array>();
  const range = new MerkleRange(nodeHashes);
  if (sizes.has(0)) roots.set(0, range.root());
  for (const leaf of leaves) {
    range.addLeafHash(leaf);
    if (sizes.has(range.size)) roots.set(range.size, range.root());
  }
  return roots;
}
