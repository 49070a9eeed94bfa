// The Merkle tree over all records as it is kept: the root of each full run of 256 leaves, and the
// leaf hashes of each run, the last one being filled still.

import type { Db } from './connection.ts';

export const TILE_LEAVES = 256;
const HASH_BYTES = 32;

export function leafTileReader(db: Db) {
  const count = db.prepare<[], number>('SELECT coalesce(max(idx) + 1, 0) FROM leaf_tile').pluck();
  const root = db.prepare<[number], Uint8Array>('SELECT root FROM leaf_tile WHERE idx = ?').pluck();
  const roots = db
    .prepare<[number, number], Uint8Array>(
      'SELECT root FROM leaf_tile WHERE idx >= ? AND idx < ? ORDER BY idx',
    )
    .pluck();
  const hashes = db
    .prepare<[number], Uint8Array>('SELECT hashes FROM leaf_hash WHERE idx = ?')
    .pluck();
  const reader = {
    /** Full tiles. */
    count: (): number => count.get() ?? 0,
    root: (idx: number): Uint8Array | undefined => root.get(idx),
    /** Of the full tiles from one up to another, in order. */
    roots: (from: number, to: number): Uint8Array[] => roots.all(from, to),
    /** Leaf hashes of a tile, 32 bytes each; `undefined` where they were not kept. */
    hashes: (idx: number): Uint8Array | undefined => hashes.get(idx),
    /** Leaf hashes behind the last full tile. */
    open: (): Uint8Array => hashes.get(reader.count()) ?? new Uint8Array(0),
    /** Leaves of the tree. */
    size: (): number => reader.count() * TILE_LEAVES + reader.open().length / HASH_BYTES,
  };
  return reader;
}

export type LeafTileReader = ReturnType<typeof leafTileReader>;

export function leafTileWriter(db: Db) {
  const addRoot = db.prepare('INSERT INTO leaf_tile (idx, root) VALUES (?, ?)');
  const setHashes = db.prepare('INSERT OR REPLACE INTO leaf_hash (idx, hashes) VALUES (?, ?)');
  return {
    /** A full tile. */
    add(idx: number, root: Uint8Array, hashes: Uint8Array): void {
      addRoot.run(idx, root);
      setHashes.run(idx, hashes);
    },
    /** The tile that is being filled. */
    setOpen: (idx: number, hashes: Uint8Array): void => void setHashes.run(idx, hashes),
  };
}
