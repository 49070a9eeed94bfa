// Hits of rules, kept block by block; see migrations/8-hits.ts. What the bytes of a block's hits mean
// is the business of shared/detection; here they are packed.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { Db } from './connection.ts';

export interface HitSet {
  readonly id: number;
  /** Keys of rules; hits name a rule by its place in here. */
  readonly keys: readonly string[];
}

export const HITS_SQL = 'SELECT hits FROM block_hits WHERE block_id = ? AND set_id = ?';
export const MATCHED_SQL = 'SELECT block_id AS blockId, set_id AS setId FROM block_hits';
export const ADD_HITS_SQL = `INSERT OR REPLACE INTO block_hits (block_id, set_id, hits)
  SELECT id, ?, ? FROM block WHERE id = ?`;

export function hitReader(db: Db) {
  const sets = db.prepare<[], { id: number; keys: string }>(
    'SELECT id, keys FROM hit_set ORDER BY id',
  );
  const matched = db.prepare<[], { blockId: number; setId: number }>(MATCHED_SQL);
  const hits = db.prepare<[number, number], Uint8Array>(HITS_SQL).pluck();
  return {
    sets: (): HitSet[] => sets.all().map(({ id, keys }) => ({ id, keys: keys.split('\n') })),
    /** Which sets of rules were looked for in each block, by block id. */
    matched(): Map<number, number[]> {
      const found = new Map<number, number[]>();
      for (const { blockId, setId } of matched.iterate()) {
        const known = found.get(blockId);
        if (known === undefined) found.set(blockId, [setId]);
        else known.push(setId);
      }
      return found;
    },
    /** Throws FailureError, `case.damaged`, where they cannot be unpacked. */
    of(blockId: number, setId: number): Uint8Array | undefined {
      const packed = hits.get(blockId, setId);
      if (packed === undefined) return undefined;
      try {
        return zstdDecompressSync(packed);
      } catch (error) {
        throw damagedHits(blockId, error);
      }
    },
  };
}

export type StoredHitReader = ReturnType<typeof hitReader>;

export function damagedHits(blockId: number, error: unknown): FailureError {
  const reason = error instanceof Error ? error.message : String(error);
  return new FailureError(
    failure(
      'case.damaged',
      `The hits of rules in block ${String(blockId)} are damaged: ${reason}.`,
    ),
  );
}

/** As they are stored; to be done on the thread that found them. */
export function packHits(hits: Uint8Array): Uint8Array {
  return zstdCompressSync(hits);
}

export function hitWriter(db: Db) {
  const find = db.prepare<[string], number>('SELECT id FROM hit_set WHERE keys = ?').pluck();
  const addSet = db.prepare('INSERT INTO hit_set (keys) VALUES (?)');
  const add = db.prepare(ADD_HITS_SQL);
  const dropHits = db.prepare('DELETE FROM block_hits WHERE set_id = ?');
  const dropSet = db.prepare('DELETE FROM hit_set WHERE id = ?');
  return {
    /** The number of the set of these keys. */
    setOf(keys: readonly string[]): number {
      const text = keys.join('\n');
      return find.get(text) ?? Number(addSet.run(text).lastInsertRowid);
    },
    /** Nothing for a block that is no longer there. @param packed as `packHits` has it */
    add: (setId: number, blockId: number, packed: Uint8Array): void =>
      void add.run(setId, packed, blockId),
    drop(setId: number): void {
      dropHits.run(setId);
      dropSet.run(setId);
    },
  };
}
