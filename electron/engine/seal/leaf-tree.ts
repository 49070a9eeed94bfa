// Roots and proofs of the case's tree from what is kept of it: tile roots and leaf hashes. Refuses to
// vouch for either; that they belong to the records is what verifying finds out.

import { concatBytes } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { consistencyRanges, inclusionRanges } from '../../../shared/sealing/merkle-ranges.ts';
import { TILE_LEAVES, type LeafTileReader } from '../../store/leaf-tiles.ts';
import { nodeHashes } from '../host.ts';
import { HASH_BYTES } from './leaf-hash.ts';
import { foldLeaves } from './node-hash.ts';

/** Leaf hashes of leaves [from, to) of one tile, where the tile's own were not kept. */
export type LeafSource = (from: number, to: number) => Uint8Array;

export interface LeafTree {
  readonly size: number;
  /** Of the first so many leaves. Throws FailureError where something is not there. */
  root(size: number): Uint8Array;
  /** Of leaves [from, to), which must be a node of the tree. */
  rangeRoot(from: number, to: number): Uint8Array;
  leaf(index: number): Uint8Array;
  /** `undefined` where there is no such leaf in a tree of that size. */
  inclusion(index: number, size: number): readonly Uint8Array[] | undefined;
  consistency(oldSize: number, newSize: number): readonly Uint8Array[] | undefined;
}

export function createLeafTree(tiles: LeafTileReader, missing?: LeafSource): LeafTree {
  const size = tiles.size();

  // Leaves are mostly asked for in a row.
  let last: { readonly idx: number; readonly hashes: Uint8Array | undefined } | undefined;
  const keptOf = (idx: number): Uint8Array | undefined => {
    if (last?.idx !== idx) last = { idx, hashes: tiles.hashes(idx) };
    return last.hashes;
  };

  const leaves = (from: number, to: number): Uint8Array => {
    const idx = Math.floor(from / TILE_LEAVES);
    const first = idx * TILE_LEAVES;
    const kept = keptOf(idx);
    if (kept && kept.length >= (to - first) * HASH_BYTES) {
      return kept.subarray((from - first) * HASH_BYTES, (to - first) * HASH_BYTES);
    }
    const made = missing?.(from, to);
    if (made?.length === (to - from) * HASH_BYTES) return made;
    throw damaged(from, to);
  };

  const rangeRoot = (from: number, to: number): Uint8Array => {
    if (to <= from) return nodeHashes.sha256(new Uint8Array(0));
    if (to > size) throw damaged(from, to);
    const firstTile = Math.floor(from / TILE_LEAVES);
    const lastTile = Math.floor(to / TILE_LEAVES);
    if (from % TILE_LEAVES !== 0 || firstTile === lastTile) return foldLeaves(leaves(from, to));
    const parts = tiles.roots(firstTile, lastTile);
    if (parts.length !== lastTile - firstTile) throw damaged(from, to);
    const rest = lastTile * TILE_LEAVES;
    // A part tile is the right edge of the tree: no node stands beside it on its level.
    if (rest < to) parts.push(foldLeaves(leaves(rest, to)));
    return foldLeaves(concatBytes(parts));
  };

  return {
    size,
    root: (of) => rangeRoot(0, of),
    rangeRoot,
    leaf: (index) => leaves(index, index + 1),
    inclusion: (index, of) =>
      of > size
        ? undefined
        : inclusionRanges(index, of)?.map(({ from, to }) => rangeRoot(from, to)),
    consistency: (oldSize, newSize) =>
      newSize > size
        ? undefined
        : consistencyRanges(oldSize, newSize)?.map(({ from, to }) => rangeRoot(from, to)),
  };
}

function damaged(from: number, to: number): FailureError {
  return new FailureError(
    failure(
      'case.damaged',
      `The hashes of events ${String(from + 1)} to ${String(to)} are not in the case's tree.`,
    ),
  );
}
