// The leaves of the case's Merkle tree (RFC 9162, section 2.1.1): SHA-256 of 0x00, a nonce, and the
// record's exact bytes. The nonce is HMAC-SHA-256 of the leaf's index (64 bits, big-endian) under
// the case's secret, so that the hash of a record that is kept back cannot be guessed: it is
// disclosed with the record alone.
//
// This is on the way of every imported record: one-shot hashes over one scratch buffer, their
// results taken as Latin-1 text, which costs a third of a buffer each.

import { hash } from 'node:crypto';

export const HASH_BYTES = 32;
export const SECRET_BYTES = 32;
const BLOCK_BYTES = 64;
const LEAF_PREFIX = 0;

export interface LeafHasher {
  /** The nonce of one leaf, for a proof. */
  nonce(leafIndex: number): Uint8Array;
  /**
   * Hashes of records that lie one after the other, as 32 bytes each.
   * @param firstLeaf index of the first record's leaf, from 0
   */
  leaves(firstLeaf: number, records: Uint8Array, lengths: Uint32Array): Uint8Array;
}

export function createLeafHasher(secret: Uint8Array): LeafHasher {
  if (secret.length !== SECRET_BYTES) throw new Error('a case secret has 32 bytes');
  const inner = Buffer.alloc(BLOCK_BYTES + 8, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c);
  for (const [at, byte] of secret.entries()) {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  let scratch = Buffer.alloc(4_096);

  const putNonce = (leafIndex: number, into: Buffer, at: number): void => {
    inner.writeBigUInt64BE(BigInt(leafIndex), BLOCK_BYTES);
    outer.write(hash('sha256', inner, 'binary'), BLOCK_BYTES, 'latin1');
    into.write(hash('sha256', outer, 'binary'), at, 'latin1');
  };

  return {
    nonce(leafIndex) {
      const nonce = Buffer.alloc(HASH_BYTES);
      putNonce(leafIndex, nonce, 0);
      return new Uint8Array(nonce);
    },
    leaves(firstLeaf, records, lengths) {
      const hashes = Buffer.allocUnsafeSlow(lengths.length * HASH_BYTES);
      let from = 0;
      for (const [slot, length] of lengths.entries()) {
        const size = 1 + HASH_BYTES + length;
        if (scratch.length < size) scratch = Buffer.alloc(size * 2);
        scratch[0] = LEAF_PREFIX;
        putNonce(firstLeaf + slot, scratch, 1);
        scratch.set(records.subarray(from, from + length), 1 + HASH_BYTES);
        const digest = hash('sha256', scratch.subarray(0, size), 'binary');
        hashes.write(digest, slot * HASH_BYTES, 'latin1');
        from += length;
      }
      return new Uint8Array(hashes.buffer);
    },
  };
}
