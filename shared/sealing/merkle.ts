// The Merkle tree of RFC 9162, section 2.1: leaf H(0x00 ‖ data), node H(0x01 ‖ left ‖ right).
// Owns the root of leaves that stream past, and proofs over leaf hashes; refuses to know what a leaf
// holds.

import { concatBytes } from '../base/bytes.ts';
import type { Hashes } from '../base/hashes.ts';
import { consistencyRanges, inclusionRanges } from './merkle-ranges.ts';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(hashes: Hashes, data: Uint8Array): Uint8Array {
  return hashes.sha256(concatBytes([LEAF, data]));
}

export function nodeHash(hashes: Hashes, left: Uint8Array, right: Uint8Array): Uint8Array {
  return hashes.sha256(concatBytes([NODE, left, right]));
}

/** Section 2.1.1: the root of no leaves is the hash of nothing. */
function emptyRoot(hashes: Hashes): Uint8Array {
  return hashes.sha256(new Uint8Array(0));
}

/** The roots of the perfect subtrees that a growing tree is made of, at most one for each power of two. */
export interface CompactRange {
  readonly size: number;
  /** Largest subtree first: the binary digits of `size` say how many leaves each has. */
  readonly subtrees: readonly Uint8Array[];
}

export class MerkleRange {
  private readonly hashes: Hashes;
  private readonly subtrees: Uint8Array[];
  private leaves: number;

  constructor(hashes: Hashes, from: CompactRange = { size: 0, subtrees: [] }) {
    this.hashes = hashes;
    this.leaves = from.size;
    this.subtrees = [...from.subtrees];
  }

  get size(): number {
    return this.leaves;
  }

  addLeafHash(leaf: Uint8Array): void {
    let node = leaf;
    // Each trailing 1 of the old size is a subtree that the new leaf completes.
    for (let size = this.leaves; size % 2 === 1; size = (size - 1) / 2) {
      const left = this.subtrees.pop();
      if (left === undefined) break;
      node = nodeHash(this.hashes, left, node);
    }
    this.subtrees.push(node);
    this.leaves += 1;
  }

  root(): Uint8Array {
    let node: Uint8Array | undefined;
    for (const subtree of this.subtrees.toReversed()) {
      node = node === undefined ? subtree : nodeHash(this.hashes, subtree, node);
    }
    return node ?? emptyRoot(this.hashes);
  }

  snapshot(): CompactRange {
    return { size: this.leaves, subtrees: [...this.subtrees] };
  }
}

function rootOf(
  hashes: Hashes,
  leaves: readonly Uint8Array[],
  from: number,
  to: number,
): Uint8Array {
  const range = new MerkleRange(hashes);
  for (let at = from; at < to; at += 1) {
    const leaf = leaves[at];
    if (leaf !== undefined) range.addLeafHash(leaf);
  }
  return range.root();
}

/** Section 2.1.3.1. `undefined` where the index is not one of the leaves. */
export function inclusionProof(
  hashes: Hashes,
  leaves: readonly Uint8Array[],
  index: number,
): readonly Uint8Array[] | undefined {
  return inclusionRanges(index, leaves.length)?.map(({ from, to }) =>
    rootOf(hashes, leaves, from, to),
  );
}

/** Section 2.1.4.1: from the tree of the first `size` leaves to the tree of all. */
export function consistencyProof(
  hashes: Hashes,
  leaves: readonly Uint8Array[],
  size: number,
): readonly Uint8Array[] | undefined {
  return consistencyRanges(size, leaves.length)?.map(({ from, to }) =>
    rootOf(hashes, leaves, from, to),
  );
}
