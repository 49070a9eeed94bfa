// The leaves of the case's Merkle tree (RFC 9162, section 2.1.1): SHA-256 of 0x00, a nonce, and the
// record's exact bytes. The nonce keeps the hash of a record that is kept back from being guessed: it
// is disclosed with the record alone (nonces.ts).
//
// This is on the way of every imported and every verified record: a one-shot hash over one scratch
// buffer, its result taken as Latin-1 text, which costs a third of a buffer.

import { createHash, hash } from 'node:crypto';
import { createNonces, NONCE_BYTES } from './nonces.ts';
import { LANES } from './sha256-lanes.ts';

export const HASH_BYTES = 32;
const LEAF_PREFIX = 0;
const HEAD_BYTES = 1 + NONCE_BYTES;
/** Messages up to this length are hashed through a view that is made once for each length. */
const USUAL_BYTES = 4_096;
/** Beyond this length a record is hashed where it lies: copying it would cost more than it saves. */
const SCRATCH_BYTES = 64 * 1_024;

export interface LeafHasher {
  /** The nonce of one leaf, for a proof. */
  nonce(leafIndex: number): Uint8Array;
  /**
   * Hashes of records that lie one after the other, as 32 bytes each.
   * @param firstLeaf index of the first record's leaf, from 0
   */
  leaves(firstLeaf: number, records: Uint8Array, lengths: Uint32Array): Uint8Array<ArrayBuffer>;
}

/** @param secret the case's, of SECRET_BYTES */
export function createLeafHasher(secret: Uint8Array): LeafHasher {
  const fourNonces = createNonces(secret);
  const scratch = Buffer.alloc(SCRATCH_BYTES);
  const views: (Buffer | undefined)[] = [];

  const viewOf = (bytes: number): Buffer => {
    if (bytes > USUAL_BYTES) return scratch.subarray(0, bytes);
    return (views[bytes] ??= scratch.subarray(0, bytes));
  };
  /** As Latin-1 text. What comes before the record stands in the scratch buffer. */
  const digestOf = (record: Uint8Array): string => {
    const bytes = HEAD_BYTES + record.length;
    if (bytes > SCRATCH_BYTES) {
      return createHash('sha256').update(viewOf(HEAD_BYTES)).update(record).digest('binary');
    }
    scratch.set(record, HEAD_BYTES);
    return hash('sha256', viewOf(bytes), 'binary');
  };

  return {
    nonce: (leafIndex) => fourNonces(leafIndex).slice(0, NONCE_BYTES),
    leaves(firstLeaf, records, lengths) {
      const hashes = Buffer.from(new ArrayBuffer(lengths.length * HASH_BYTES));
      const { buffer, byteOffset } = records;
      let nonces: Uint8Array = hashes;
      let from = 0;
      for (let slot = 0; slot < lengths.length; slot++) {
        const lane = slot % LANES;
        if (lane === 0) nonces = fourNonces(firstLeaf + slot);
        const length = lengths[slot] ?? 0;
        scratch[0] = LEAF_PREFIX;
        for (let at = 0; at < NONCE_BYTES; at++) {
          scratch[1 + at] = nonces[lane * NONCE_BYTES + at] ?? 0;
        }
        const digest = digestOf(new Uint8Array(buffer, byteOffset + from, length));
        hashes.write(digest, slot * HASH_BYTES, 'latin1');
        from += length;
      }
      return new Uint8Array(hashes.buffer);
    },
  };
}
