import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexOf, utf8 } from '../../../shared/base/bytes.ts';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  MerkleRange,
} from '../../../shared/sealing/merkle.ts';
import { holdsConsistency, holdsInclusion } from '../../../shared/sealing/merkle-proof.ts';
import { nodeHashes } from './made-log.ts';

function leaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => leafHash(nodeHashes, utf8(`leaf ${at}`)));
}

function rootOf(of: readonly Uint8Array[]): Uint8Array {
  const range = new MerkleRange(nodeHashes);
  for (const leaf of of) range.addLeafHash(leaf);
  return range.root();
}

describe('a Merkle tree', () => {
  it('has the roots that RFC 9162 defines for no leaf and for one empty leaf', () => {
    expect(hexOf(rootOf([]))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(hexOf(rootOf([leafHash(nodeHashes, new Uint8Array(0))]))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('goes on from a snapshot as if it had never stopped', () => {
    const all = leaves(23);
    const first = new MerkleRange(nodeHashes);
    for (const leaf of all.slice(0, 9)) first.addLeafHash(leaf);
    const second = new MerkleRange(nodeHashes, first.snapshot());
    for (const leaf of all.slice(9)) second.addLeafHash(leaf);
    expect(second.size).toBe(23);
    expect(hexOf(second.root())).toBe(hexOf(rootOf(all)));
  });

  it('proves every leaf of every size, and no other leaf by that proof', () => {
    for (let size = 1; size <= 20; size += 1) {
      const all = leaves(size);
      const root = rootOf(all);
      for (const [leafIndex, leaf] of all.entries()) {
        const proof = inclusionProof(nodeHashes, all, leafIndex) ?? [];
        const claim = { leafIndex, treeSize: size, leafHash: leaf, root, proof };
        expect(holdsInclusion(nodeHashes, claim)).toBe(true);
        expect(holdsInclusion(nodeHashes, { ...claim, leafIndex: leafIndex + 1 })).toBe(false);
        expect(holdsInclusion(nodeHashes, { ...claim, leafHash: root.toReversed() })).toBe(false);
        expect(holdsInclusion(nodeHashes, { ...claim, proof: [...proof, root] })).toBe(false);
      }
    }
  });

  it('proves that each later tree goes on from each earlier one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (newSize, pick) => {
        const oldSize = 1 + (pick % newSize);
        const all = leaves(newSize);
        const oldRoot = rootOf(all.slice(0, oldSize));
        const newRoot = rootOf(all);
        const proof = consistencyProof(nodeHashes, all, oldSize) ?? [];
        const claim = { oldSize, newSize, oldRoot, newRoot, proof };
        expect(holdsConsistency(nodeHashes, claim)).toBe(true);
        const other = { ...claim, oldRoot: oldRoot.toReversed() };
        expect(holdsConsistency(nodeHashes, other)).toBe(false);
      }),
    );
  });

  it('gives no proof for a leaf or size that it does not have', () => {
    expect(inclusionProof(nodeHashes, leaves(3), 3)).toBeUndefined();
    expect(consistencyProof(nodeHashes, leaves(3), 0)).toBeUndefined();
    expect(consistencyProof(nodeHashes, leaves(3), 4)).toBeUndefined();
  });
});

const FOLDER = '../shared/fixtures/merkle/testdata';

interface Case {
  readonly leafIdx?: number;
  readonly treeSize?: number;
  readonly root?: string;
  readonly leafHash?: string;
  readonly size1?: number;
  readonly size2?: number;
  readonly root1?: string;
  readonly root2?: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

function bytesOf(base64: string | undefined): Uint8Array {
  return Buffer.from(base64 ?? '', 'base64');
}

describe.skipIf(!existsSync(FOLDER))('the published proofs', () => {
  const cases = (kind: string): Case[] =>
    readdirSync(join(FOLDER, kind), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .map((path) => JSON.parse(readFileSync(join(FOLDER, kind, path), 'utf8')) as Case);

  it('hold where they should and are refused everywhere else', () => {
    let holding = 0;
    let total = 0;
    for (const each of cases('inclusion')) {
      const holds = holdsInclusion(nodeHashes, {
        leafIndex: each.leafIdx ?? 0,
        treeSize: each.treeSize ?? 0,
        leafHash: bytesOf(each.leafHash),
        root: bytesOf(each.root),
        proof: (each.proof ?? []).map(bytesOf),
      });
      expect({ ...each, wantErr: !holds }).toEqual(each);
      total += 1;
      if (holds) holding += 1;
    }
    for (const each of cases('consistency')) {
      const holds = holdsConsistency(nodeHashes, {
        oldSize: each.size1 ?? 0,
        newSize: each.size2 ?? 0,
        oldRoot: bytesOf(each.root1),
        newRoot: bytesOf(each.root2),
        proof: (each.proof ?? []).map(bytesOf),
      });
      expect({ ...each, wantErr: !holds }).toEqual(each);
      total += 1;
      if (holds) holding += 1;
    }
    expect(holding).toBe(12);
    expect(total).toBeGreaterThan(150);
  });
});
