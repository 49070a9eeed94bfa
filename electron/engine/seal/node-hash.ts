// Inner nodes of a Merkle tree (RFC 9162, section 2.1.1): SHA-256 of 0x01, the left and the right
// hash, over one scratch buffer, which is what makes folding millions of leaves cheap.

import { hash } from 'node:crypto';
import { HASH_BYTES } from './leaf-hash.ts';

const scratch = Buffer.alloc(1 + 2 * HASH_BYTES);
scratch[0] = 1;

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  scratch.set(left, 1);
  scratch.set(right, 1 + HASH_BYTES);
  return Buffer.from(hash('sha256', scratch, 'binary'), 'latin1');
}

/**
 * The root of leaves that lie one after the other, at least one. Section 2.1.1 splits at the largest
 * power of two; pairing level by level with an odd last node carried up gives the same tree.
 */
export function foldLeaves(hashes: Uint8Array): Uint8Array {
  const level = Buffer.from(hashes);
  let count = level.length / HASH_BYTES;
  while (count > 1) {
    let to = 0;
    for (let at = 0; at + 1 < count; at += 2) {
      level.copy(scratch, 1, at * HASH_BYTES, (at + 2) * HASH_BYTES);
      level.write(hash('sha256', scratch, 'binary'), to * HASH_BYTES, 'latin1');
      to++;
    }
    if (count % 2 === 1) {
      level.copy(level, to * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES);
      to++;
    }
    count = to;
  }
  return Uint8Array.from(level.subarray(0, HASH_BYTES));
}
