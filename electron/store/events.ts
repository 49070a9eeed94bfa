// Blocks of original bytes and the dictionary of words; the writing side of the columns beside them.

import type { Db } from './connection.ts';
import type { PackedWords } from './packed-words.ts';
import { wordNumbers } from './words.ts';

export interface Block {
  readonly id: number;
  readonly sourceId: number;
  readonly firstEvent: number;
  readonly count: number;
  readonly rawBytes: number;
  readonly sha256: Uint8Array;
  readonly chain: Uint8Array;
  /** Lengths, places, precisions of the records; written and read by the engine. */
  readonly frame: Uint8Array;
  readonly payload: Uint8Array;
}

export type BlockPlaces = Pick<Block, 'id' | 'count' | 'frame'>;

/** What a block says of where its records lie, without the records. */
export type BlockFrameOf = Pick<Block, 'id' | 'sourceId' | 'firstEvent' | 'count' | 'frame'>;

/** Numbers of dropped blocks are not given out again. */
const LAST_BLOCK = `max(coalesce((SELECT max(id) FROM block), 0),
  coalesce((SELECT max(block_id) FROM dropped_block), 0))`;

const BLOCK_COLUMNS = `id, source_id AS sourceId, first_event AS firstEvent, count, raw_bytes AS rawBytes,
  sha256, chain, frame, payload`;

export const BLOCK_OF_SQL = `SELECT ${BLOCK_COLUMNS} FROM block WHERE first_event <= ?
  ORDER BY first_event DESC LIMIT 1`;
export const FRAME_OF_SQL = `SELECT id, source_id AS sourceId, first_event AS firstEvent, count, frame
  FROM block WHERE first_event <= ? ORDER BY first_event DESC LIMIT 1`;
export const COUNT_SQL = 'SELECT coalesce(sum(count), 0) FROM block INDEXED BY block_zone';
/** A list of numbers as JSON. */
export const TERMS_OF_SQL = `SELECT t.id, t.value FROM json_each(?) AS wanted
  JOIN term AS t ON t.id = wanted.value`;
export const TERMS_SQL = 'SELECT id, value FROM term WHERE id > ? ORDER BY id LIMIT ?';

export function eventReader(db: Db) {
  const blockOf = db.prepare<[number], Block>(BLOCK_OF_SQL);
  const frameOf = db.prepare<[number], BlockFrameOf>(FRAME_OF_SQL);
  const block = db.prepare<[number], Block>(`SELECT ${BLOCK_COLUMNS} FROM block WHERE id = ?`);
  const blockIds = db.prepare<[], number>('SELECT id FROM block ORDER BY first_event').pluck();
  const lastBlock = db.prepare<[], number>(`SELECT ${LAST_BLOCK}`).pluck();
  const blocksOf = db
    .prepare<[number], number>('SELECT id FROM block WHERE source_id = ? ORDER BY id')
    .pluck();
  const framesOf = db.prepare<[number], BlockPlaces>(
    'SELECT id, count, frame FROM block WHERE source_id = ? ORDER BY id',
  );
  const count = db.prepare<[], number>(COUNT_SQL).pluck();
  const termsAfter = db.prepare<[number, number], { id: number; value: string }>(TERMS_SQL);
  const termsOf = db.prepare<[string], { id: number; value: string }>(TERMS_OF_SQL);
  const term = db.prepare<[number], string>('SELECT value FROM term WHERE id = ?').pluck();

  return {
    blockOf: (eventId: number): Block | undefined => {
      const found = blockOf.get(eventId);
      return found && eventId < found.firstEvent + found.count ? found : undefined;
    },
    /** The same without reading the records. */
    frameOf: (eventId: number): BlockFrameOf | undefined => {
      const found = frameOf.get(eventId);
      return found && eventId < found.firstEvent + found.count ? found : undefined;
    },
    block: (id: number): Block | undefined => block.get(id),
    /** Ids of the blocks of one source, in the order of import. */
    blocksOf: (sourceId: number): number[] => blocksOf.all(sourceId),
    /** The same with what says which file each record is of. */
    framesOf: (sourceId: number): BlockPlaces[] => framesOf.all(sourceId),
    /** Ids of all blocks, in the order of their events. */
    blockIds: (): number[] => blockIds.all(),
    /** Ids run from 1 to this one without gaps. */
    lastBlockId: (): number => lastBlock.get() ?? 0,
    count: (): number => count.get() ?? 0,
    term: (id: number): string => term.get(id) ?? '',
    /** Words behind this one, by number, at most so many; 0 is "no value". */
    /** Those of these words that there are, in no order. */
    termsOf: (ids: readonly number[]): { id: number; value: string }[] =>
      termsOf.all(JSON.stringify(ids)),
    termsAfter: (id: number, limit: number): { id: number; value: string }[] =>
      termsAfter.all(id, limit),
  };
}

export type EventReader = ReturnType<typeof eventReader>;

export interface NewBlock {
  readonly sourceId: number;
  readonly firstEvent: number;
  readonly count: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly rawBytes: number;
  readonly sha256: Uint8Array;
  readonly chain: Uint8Array;
  readonly frame: Uint8Array;
  readonly payload: Uint8Array;
}

export function eventWriter(db: Db) {
  const addBlock = db.prepare(
    `INSERT INTO block (id, source_id, first_event, count, first_us, last_us, raw_bytes, sha256, chain, frame, payload)
     VALUES (1 + ${LAST_BLOCK}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addChunk = db.prepare(
    'INSERT INTO column_chunk (column, block_id, dictionary, codes) VALUES (?, ?, ?, ?)',
  );
  const words = wordNumbers(db);

  return {
    /** Returns the block's id. */
    addBlock(block: NewBlock): number {
      const { lastInsertRowid } = addBlock.run(
        block.sourceId,
        block.firstEvent,
        block.count,
        block.firstUs,
        block.lastUs,
        block.rawBytes,
        block.sha256,
        block.chain,
        block.frame,
        block.payload,
      );
      return Number(lastInsertRowid);
    },
    /** @param column its number, TIME_CHUNK or one of the stored columns from 1 */
    addChunk(column: number, blockId: number, dictionary: Uint32Array, codes: Uint8Array): void {
      const { buffer, byteOffset, byteLength } = dictionary;
      addChunk.run(column, blockId, new Uint8Array(buffer, byteOffset, byteLength), codes);
    },
    /** The numbers of different words, given out on first sight. */
    intern: (different: PackedWords): Uint32Array => words.intern(different),
    /** After a rolled-back transaction the numbers given out in it are void. */
    forgetTerms: (): void => words.forget(),
  };
}
