// Inner nodes of a Merkle tree (RFC 9162, section 2.1.1): SHA-256 of 0x01, the left and the right
// hash; four at a time, which is what makes folding millions of leaves cheap.

import { HASH_BYTES } from './leaf-hash.ts';
import { INITIAL_STATE, LANES, sha256Lanes } from './sha256-lanes.ts';

const PAIR_BYTES = 2 * HASH_BYTES;
const MESSAGE_BITS = (1 + PAIR_BYTES) * 8;

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(PAIR_BYTES);
  pair.set(left);
  pair.set(right, HASH_BYTES);
  joinPairs(new DataView(pair.buffer), 1);
  return pair.slice(0, HASH_BYTES);
}

/**
 * The root of leaves that lie one after the other, at least one. Section 2.1.1 splits at the largest
 * power of two; pairing level by level with an odd last node carried up gives the same tree.
 */
export function foldLeaves(hashes: Uint8Array): Uint8Array {
  const level = Uint8Array.from(hashes);
  const view = new DataView(level.buffer);
  let count = level.length / HASH_BYTES;
  while (count > 1) {
    const pairs = Math.floor(count / 2);
    joinPairs(view, pairs);
    if (count % 2 === 1) {
      level.copyWithin(pairs * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES);
    }
    count -= pairs;
  }
  return level.slice(0, HASH_BYTES);
}

/** Puts the node over each pair of hashes, one after the other, at the beginning of the same bytes. */
function joinPairs(level: DataView, pairs: number): void {
  const { state, words, compress } = sha256Lanes();
  for (let first = 0; first < pairs; first += LANES) {
    const lanes = Math.min(LANES, pairs - first);
    const from = first * PAIR_BYTES;
    // 65 bytes: the prefix moves every word by one byte, and the last byte into a second block.
    for (let lane = 0; lane < lanes; lane++) {
      const at = from + lane * PAIR_BYTES;
      words[lane] = 0x01000000 | (level.getUint32(at) >>> 8);
      for (let word = 1; word < 16; word++) {
        words[word * LANES + lane] = level.getUint32(at + word * 4 - 1);
      }
    }
    state.set(INITIAL_STATE);
    compress();
    words.fill(0);
    for (let lane = 0; lane < lanes; lane++) {
      const last = level.getUint8(from + (lane + 1) * PAIR_BYTES - 1);
      words[lane] = (last << 24) | 0x00800000;
      words[15 * LANES + lane] = MESSAGE_BITS;
    }
    compress();
    for (let lane = 0; lane < lanes; lane++) {
      const to = (first + lane) * HASH_BYTES;
      for (let word = 0; word < 8; word++) {
        level.setUint32(to + word * 4, state[word * LANES + lane] ?? 0);
      }
    }
  }
}
