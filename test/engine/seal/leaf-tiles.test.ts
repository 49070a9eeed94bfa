import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appendLeaves, packLeaves } from '../../../electron/engine/seal/leaf-tiles.ts';
import { foldLeaves } from '../../../electron/engine/seal/node-hash.ts';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { openCaseWriter } from '../../../electron/store/case-store.ts';
import { MerkleRange } from '../../../shared/sealing/merkle.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('tiles');
afterAll(() => folder.remove());
let cases = 0;

/** Leaves appended in runs of these lengths. */
function filled(runs: readonly number[], packed: boolean) {
  const store = openCaseWriter(join(folder.path, `${String(cases++)}.sealwatch`));
  const leaves = randomBytes(runs.reduce((sum, run) => sum + run, 0) * 32);
  let first = 0;
  for (const run of runs) {
    const hashes = new Uint8Array(leaves.subarray(first * 32, (first + run) * 32));
    appendLeaves(store, first, packed ? packLeaves(first, hashes) : hashes);
    first += run;
  }
  return { store, leaves, size: first };
}

function slowRoot(leaves: Buffer): Buffer {
  const range = new MerkleRange(nodeHashes);
  for (let at = 0; at < leaves.length; at += 32) range.addLeafHash(leaves.subarray(at, at + 32));
  return Buffer.from(range.root());
}

describe('leaves folded', () => {
  it.each([1, 2, 3, 5, 7, 8, 255, 256, 257, 600])('give the root of a tree of %d', (count) => {
    const leaves = randomBytes(count * 32);
    expect(Buffer.from(foldLeaves(leaves))).toEqual(slowRoot(leaves));
  });
});

describe('the tiles of a case', () => {
  it.each([
    [[256]],
    [[1, 254, 1, 1]],
    [[100, 100, 100, 4_096, 3]],
    [[255, 2, 511, 0, 1, 255]],
    [[0]],
  ])('hold all leaves, however they come: %j', (runs) => {
    for (const packed of [false, true]) {
      const { store, leaves, size } = filled(runs, packed);
      try {
        const { leafTiles } = store.read;
        expect(leafTiles.size()).toBe(size);
        const full = Math.floor(size / 256);
        expect(leafTiles.count()).toBe(full);
        for (let idx = 0; idx < full; idx++) {
          const part = leaves.subarray(idx * 8_192, (idx + 1) * 8_192);
          expect(Buffer.from(leafTiles.root(idx) ?? [])).toEqual(slowRoot(part));
          expect(Buffer.from(leafTiles.hashes(idx) ?? [])).toEqual(part);
        }
        expect(Buffer.from(leafTiles.open())).toEqual(leaves.subarray(full * 8_192));
      } finally {
        store.close();
      }
    }
  });

  it('refuse leaves that do not follow the last one', () => {
    const { store } = filled([10], false);
    try {
      expect(() => appendLeaves(store, 9, randomBytes(32))).toThrow('leaf 9');
    } finally {
      store.close();
    }
  });
});
