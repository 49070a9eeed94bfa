// Checks Merkle proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 prescribe.
// Refuses trees of no leaves: nothing can be in them, and everything would be consistent with them.

import { sameBytes } from '../base/bytes.ts';
import type { Hashes } from '../base/hashes.ts';
import { nodeHash } from './merkle.ts';

const HASH_BYTES = 32;

export interface InclusionClaim {
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export function holdsInclusion(hashes: Hashes, claim: InclusionClaim): boolean {
  const { leafIndex, treeSize, leafHash, root, proof } = claim;
  if (!isCount(leafIndex) || !isCount(treeSize) || leafIndex >= treeSize) return false;
  if (![leafHash, root, ...proof].every(isHash)) return false;
  let node = leafIndex;
  let last = treeSize - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(hashes, sibling, hash);
      // A rightmost node without a sibling rises until it is a right child.
      while (node % 2 === 0 && node !== 0) {
        node = node / 2;
        last = half(last);
      }
    } else hash = nodeHash(hashes, hash, sibling);
    node = half(node);
    last = half(last);
  }
  return last === 0 && sameBytes(hash, root);
}

export function holdsConsistency(hashes: Hashes, claim: ConsistencyClaim): boolean {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize === 0 || oldSize > newSize) return false;
  // One tree is consistent with itself, whatever its root is.
  if (oldSize === newSize) return proof.length === 0 && sameBytes(oldRoot, newRoot);
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : [...proof];
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) {
    node = half(node);
    last = half(last);
  }
  const seed = path.shift();
  if (seed === undefined) return false;
  let oldHash = seed;
  let newHash = seed;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(hashes, sibling, oldHash);
      newHash = nodeHash(hashes, sibling, newHash);
      while (node % 2 === 0 && node !== 0) {
        node = node / 2;
        last = half(last);
      }
    } else newHash = nodeHash(hashes, newHash, sibling);
    node = half(node);
    last = half(last);
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot);
}

/** Sizes go beyond 32 bits, where JavaScript's shifts do not. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}
