// The leaves of the case's Merkle tree (RFC 9162, section 2.1.1): SHA-256 of 0x00, a nonce, and the
// record's exact bytes. The nonce keeps the hash of a record that is kept back from being guessed: it
// is disclosed with the record alone (nonces.ts).
//
// This is on the way of every imported and every verified record: a one-shot hash over one scratch
// buffer, its result taken as Latin-1 text, which costs a third of a buffer. No object is made for a
// record: the scratch buffer has a view for each usual length, and texts are joined before they are
// made bytes again.

import { createHash, hash } from 'node:crypto';
import { createNonces, NONCE_BYTES, NONCES_AT_ONCE } from './nonces.ts';
import { HASH_BYTES } from './sha256-compression.ts';

export { HASH_BYTES };

const LEAF_PREFIX = 0;
const NONCE_AT = 1;
const HEAD_BYTES = NONCE_AT + NONCE_BYTES;
/** Leaves up to this length are hashed through a view that is made once for each length. */
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
  /**
   * The same, of bytes that nobody needs afterwards: what comes before a record in its leaf is written
   * over the end of the record before it, so that none is copied.
   */
  leavesOfSpent: LeafHasher['leaves'];
}

/** Begins with the prefix, which is 0. One for everybody on a thread: hashing never waits. */
const scratch = Buffer.alloc(SCRATCH_BYTES);
const views: (Buffer | undefined)[] = [];

/** @param secret the case's, of SECRET_BYTES */
export function createLeafHasher(secret: Uint8Array): LeafHasher {
  const nonceRun = createNonces(secret);
  const leavesBy =
    (digestOf: RecordDigest): LeafHasher['leaves'] =>
    (firstLeaf, records, lengths) => {
      const hashes = Buffer.from(new ArrayBuffer(lengths.length * HASH_BYTES));
      const source = Buffer.from(records.buffer, records.byteOffset, records.length);
      let from = 0;
      for (let first = 0; first < lengths.length; first += NONCES_AT_ONCE) {
        const count = Math.min(NONCES_AT_ONCE, lengths.length - first);
        const nonces = nonceRun(firstLeaf + first, count);
        let digests = '';
        for (let slot = 0; slot < count; slot++) {
          const to = from + (lengths[first + slot] ?? 0);
          digests += digestOf(nonces, slot * NONCE_BYTES, source, from, to);
          from = to;
        }
        hashes.write(digests, first * HASH_BYTES, 'latin1');
      }
      return new Uint8Array(hashes.buffer);
    };
  return {
    nonce: (leafIndex) => nonceRun(leafIndex, 1).slice(0, NONCE_BYTES),
    leaves: leavesBy(digestOfCopy),
    leavesOfSpent: leavesBy(digestInPlace),
  };
}

/** Of a record from one place to another, with the nonce at a place; as Latin-1 text. */
type RecordDigest = (
  nonces: Uint8Array,
  nonceAt: number,
  source: Buffer,
  from: number,
  to: number,
) => string;

const digestOfCopy: RecordDigest = (nonces, nonceAt, source, from, to) => {
  for (let at = 0; at < NONCE_BYTES; at++) scratch[NONCE_AT + at] = nonces[nonceAt + at] ?? 0;
  const end = HEAD_BYTES + to - from;
  if (end > SCRATCH_BYTES) {
    const head = scratch.subarray(0, HEAD_BYTES);
    return createHash('sha256').update(head).update(source.subarray(from, to)).digest('binary');
  }
  source.copy(scratch, HEAD_BYTES, from, to);
  const view =
    end > USUAL_BYTES ? scratch.subarray(0, end) : (views[end] ??= scratch.subarray(0, end));
  return hash('sha256', view, 'binary');
};

const digestInPlace: RecordDigest = (nonces, nonceAt, source, from, to) => {
  const start = from - HEAD_BYTES;
  if (start < 0) return digestOfCopy(nonces, nonceAt, source, from, to);
  source[start] = LEAF_PREFIX;
  for (let at = 0; at < NONCE_BYTES; at++) {
    source[start + NONCE_AT + at] = nonces[nonceAt + at] ?? 0;
  }
  return hash('sha256', source.subarray(start, to), 'binary');
};
