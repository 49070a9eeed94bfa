import { describe, expect, it } from 'vitest';
import { hexOf } from '../../../shared/base/bytes.ts';
import { blockDigest } from '../../../electron/engine/seal/digests.ts';
import type { ColumnChunk } from '../../../electron/store/checkpoints.ts';

const block = {
  id: 1,
  sourceId: 1,
  firstEvent: 1,
  count: 2,
  firstUs: 5,
  lastUs: null,
  rawBytes: 10,
  sha256: new Uint8Array(32),
  chain: new Uint8Array(32),
  frame: Uint8Array.of(1, 2, 3),
};
const withoutValue = (column: number): ColumnChunk => ({
  column,
  dictionary: new Uint8Array(4),
  codes: new Uint8Array(0),
});
const first = Array.from({ length: 12 }, (_, column) => withoutValue(column));
const digestOf = (chunks: readonly ColumnChunk[]) => hexOf(blockDigest(block, chunks));

describe('the digest of a block', () => {
  it('stays what it was when a later version gives the case a column that has no value in it', () => {
    expect(digestOf([...first, withoutValue(12), withoutValue(13)])).toBe(digestOf(first));
  });

  it('covers every value in such a column', () => {
    const other = { ...withoutValue(12), dictionary: Uint8Array.of(7, 0, 0, 0) };
    const codes = { ...withoutValue(12), codes: Uint8Array.of(0) };
    const digests = [first, [...first, other], [...first, codes]].map(digestOf);
    expect(new Set(digests).size).toBe(3);
  });

  it('covers that a first column has no value, and that it is there', () => {
    expect(digestOf(first.slice(0, 11))).not.toBe(digestOf(first));
  });
});
