// The tables of the text index: which runs of blocks are indexed, and their bits. What the bits mean
// is the engine's business.

import type { Db } from './connection.ts';

export const BANDS = 1_024;

export interface TextSpan {
  readonly id: number;
  readonly firstBlock: number;
  readonly lastBlock: number;
  /** First event of each group of records, little-endian doubles. */
  readonly groups: Uint8Array;
}

export const SLICE_SQL = 'SELECT bits FROM text_slice WHERE id = ?';

export function textIndexReader(db: Db) {
  const spans = db.prepare<[], TextSpan>(
    `SELECT id, first_block AS firstBlock, last_block AS lastBlock, groups FROM text_span
     ORDER BY id`,
  );
  const slice = db.prepare<[number], Uint8Array>(SLICE_SQL).pluck();
  return {
    spans: (): TextSpan[] => spans.all(),
    /** @param band from 0; nothing where all of its bits are 0 */
    slice: (span: number, band: number): Uint8Array | undefined => slice.get(span * BANDS + band),
  };
}

export type TextIndexReader = ReturnType<typeof textIndexReader>;

export function textIndexWriter(db: Db) {
  const addSpan = db.prepare(
    'INSERT INTO text_span (first_block, last_block, groups) VALUES (?, ?, ?)',
  );
  const addSlice = db.prepare('INSERT INTO text_slice (id, bits) VALUES (?, ?)');
  return {
    /** @param slices one per band; an empty one is not kept */
    add(span: Omit<TextSpan, 'id'>, slices: readonly Uint8Array[]): void {
      const { lastInsertRowid } = addSpan.run(span.firstBlock, span.lastBlock, span.groups);
      for (const [band, bits] of slices.entries()) {
        if (bits.length > 0) addSlice.run(Number(lastInsertRowid) * BANDS + band, bits);
      }
    },
  };
}
