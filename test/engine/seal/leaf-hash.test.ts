import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLeafHasher } from '../../../electron/engine/seal/leaf-hash.ts';

const secret = randomBytes(32);

/** The definition, written down slowly. */
function plainLeaf(index: number, record: Uint8Array): { nonce: Buffer; leaf: Buffer } {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(index));
  const nonce = createHmac('sha256', secret).update(counter).digest();
  const leaf = createHash('sha256')
    .update(Buffer.concat([Buffer.from([0]), nonce, record]))
    .digest();
  return { nonce, leaf };
}

describe('the leaves of a case', () => {
  it('are SHA-256 of zero, the nonce of their index and the record, whatever its length', () => {
    const hasher = createLeafHasher(secret);
    const records = [0, 1, 400, 4_095, 70_000].map((length) => randomBytes(length));
    const firstLeaf = 2 ** 33 + 5;
    const lengths = Uint32Array.from(records, (record) => record.length);
    const hashes = hasher.leaves(firstLeaf, Buffer.concat(records), lengths);
    for (const [slot, record] of records.entries()) {
      const { nonce, leaf } = plainLeaf(firstLeaf + slot, record);
      expect(Buffer.from(hashes.subarray(slot * 32, slot * 32 + 32))).toEqual(leaf);
      expect(Buffer.from(hasher.nonce(firstLeaf + slot))).toEqual(nonce);
    }
  });

  it('are the same however the records come: together, or one by one', () => {
    const lengths = [65_502, 65_503, 65_504, 65_536, 4_063, 4_064, 3, 4_063, 0, 0, 12];
    const records = lengths.map((length) => randomBytes(length));
    const hasher = createLeafHasher(secret);
    const together = Buffer.from(
      hasher.leaves(7, Buffer.concat(records), Uint32Array.from(lengths)),
    );
    for (const [slot, record] of records.entries()) {
      const alone = hasher.leaves(7 + slot, record, Uint32Array.of(record.length));
      expect(together.subarray(slot * 32, slot * 32 + 32)).toEqual(Buffer.from(alone));
      expect(Buffer.from(alone)).toEqual(plainLeaf(7 + slot, record).leaf);
    }
    const spent = hasher.leavesOfSpent(7, Buffer.concat(records), Uint32Array.from(lengths));
    expect(Buffer.from(spent)).toEqual(together);
  });

  it('have each its own nonce in a long row, also where the lower half of the index starts again', () => {
    const records = Array.from({ length: 200 }, (_, slot) => Buffer.from(`record ${slot}`));
    const lengths = Uint32Array.from(records, ({ length }) => length);
    const firstLeaf = 2 ** 32 - 98;
    const hasher = createLeafHasher(secret);
    const hashes = hasher.leaves(firstLeaf, Buffer.concat(records), lengths);
    expect(hasher.leavesOfSpent(firstLeaf, Buffer.concat(records), lengths)).toEqual(hashes);
    for (const [slot, record] of records.entries()) {
      const { leaf } = plainLeaf(firstLeaf + slot, record);
      expect(Buffer.from(hashes.subarray(slot * 32, slot * 32 + 32))).toEqual(leaf);
    }
  });

  it('of two cases are not mixed up by one thread', () => {
    const others = createLeafHasher(randomBytes(32));
    const hasher = createLeafHasher(secret);
    const record = Buffer.from('the same');
    others.leaves(5, record, Uint32Array.of(record.length));
    expect(Buffer.from(hasher.nonce(5))).toEqual(plainLeaf(5, record).nonce);
    const leaf = hasher.leaves(5, record, Uint32Array.of(record.length));
    expect(Buffer.from(leaf)).toEqual(plainLeaf(5, record).leaf);
  });

  it('refuse a secret of another length', () => {
    expect(() => createLeafHasher(randomBytes(31))).toThrow('32 bytes');
  });
});
