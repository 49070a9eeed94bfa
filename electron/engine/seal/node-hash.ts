// Inner nodes of a Merkle tree (RFC 9162, section 2.1.1): SHA-256 of 0x01, the left and the right
// hash; four at a time, which is what makes folding millions of leaves cheap.

import { HASH_BYTES, LANES } from './sha256-compression.ts';
import { sha256Lanes } from './sha256-lanes.ts';

/** Leaves that are folded at once: a power of two, so that their node is one of any larger tree. */
const RUN_LEAVES = 256;
const RUN_BYTES = RUN_LEAVES * HASH_BYTES;

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const { room, nodes } = sha256Lanes();
  room.set(left);
  room.set(right, HASH_BYTES);
  nodes(0, RUN_BYTES, 1);
  return room.slice(RUN_BYTES, RUN_BYTES + HASH_BYTES);
}

/** The root of leaves that lie one after the other, at least one. */
export function foldLeaves(hashes: Uint8Array): Uint8Array {
  let level = hashes;
  while (level.length > RUN_BYTES) {
    const roots = new Uint8Array(Math.ceil(level.length / RUN_BYTES) * HASH_BYTES);
    for (let from = 0, to = 0; from < level.length; from += RUN_BYTES, to += HASH_BYTES) {
      roots.set(foldRun(level.subarray(from, from + RUN_BYTES)), to);
    }
    level = roots;
  }
  return foldRun(level);
}

/**
 * Section 2.1.1 splits at the largest power of two; pairing level by level with an odd last node
 * carried up gives the same tree.
 */
function foldRun(hashes: Uint8Array): Uint8Array {
  const { room, nodes } = sha256Lanes();
  room.set(hashes);
  let [from, to] = [0, RUN_BYTES];
  let count = hashes.length / HASH_BYTES;
  while (count > 1) {
    const pairs = Math.floor(count / 2);
    nodes(from, to, Math.ceil(pairs / LANES));
    if (count % 2 === 1) {
      const odd = from + (count - 1) * HASH_BYTES;
      room.copyWithin(to + pairs * HASH_BYTES, odd, odd + HASH_BYTES);
    }
    count -= pairs;
    [from, to] = [to, from];
  }
  return room.slice(from, from + HASH_BYTES);
}
