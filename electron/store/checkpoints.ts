// Signed checkpoints, and what they are made from besides the records: digests of blocks, of the
// words of columns, and of what is recorded of each exhibit. Gives rows as they are stored; what is
// hashed, and how, is the engine's.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import type { Db } from './connection.ts';
import type { NewBlock } from './events.ts';

/** Everything of a block but its payload. */
export type BlockListing = Omit<NewBlock, 'payload'> & { readonly id: number };

export interface ColumnChunk {
  readonly column: number;
  readonly dictionary: Uint8Array;
  readonly codes: Uint8Array;
}

export interface TermSeal {
  readonly through: number;
  readonly chain: Uint8Array;
}

/** SHA-256 of what is recorded of an exhibit, in parts. */
export interface ExhibitSeal {
  readonly sourceId: number;
  readonly facts: Uint8Array;
  readonly custody: Uint8Array;
  readonly files: Uint8Array;
  readonly rejections: Uint8Array;
}

/** The result of a verification of an exhibit, as it is stored. */
export interface KeptVerification {
  readonly sourceId: number;
  readonly atUs: number;
  readonly verdict: string;
  readonly withKey: number;
  /** JSON. */
  readonly result: string;
}

export interface StoredCheckpoint {
  readonly id: number;
  readonly events: number;
  readonly atUs: TimeUs;
  readonly reason: string;
  readonly note: string;
}

/** A row as its values in a fixed order. */
export type PlainRow = readonly (string | number | null | Uint8Array)[];

const WORDS_AT_ONCE = 4_096;
/** Lines made by the database: as many as give a text of a reasonable length, whatever the words. */
const LINES_AT_ONCE = 512;
const LONGEST_QUICK_WORD = 65_536;

export function checkpointReader(db: Db) {
  const listing = db.prepare<[number], BlockListing>(
    `SELECT id, source_id AS sourceId, first_event AS firstEvent, count, first_us AS firstUs,
       last_us AS lastUs, raw_bytes AS rawBytes, sha256, chain, frame
     FROM block WHERE id = ?`,
  );
  const chunk = db.prepare<[number, number], ColumnChunk>(
    'SELECT column, dictionary, codes FROM column_chunk WHERE column = ? AND block_id = ?',
  );
  const nextBlockStart = db
    .prepare<[{ after: number }], number | null>(
      `SELECT min(first) FROM (
         SELECT min(first_event) AS first FROM block WHERE first_event > @after
         UNION ALL SELECT min(first_event) FROM dropped_block WHERE first_event > @after)`,
    )
    .pluck();
  const countsBySource = db.prepare<[], { sourceId: number; events: number }>(
    'SELECT source_id AS sourceId, sum(count) AS events FROM block GROUP BY source_id',
  );
  const rawBytes = db.prepare<[], number | null>('SELECT sum(raw_bytes) FROM block').pluck();
  const blockSeals = db.prepare<[], { blockId: number; digest: Uint8Array }>(
    'SELECT block_id AS blockId, digest FROM block_seal ORDER BY block_id',
  );
  const lastBlockSeal = db
    .prepare<[], number | null>('SELECT max(block_id) FROM block_seal')
    .pluck();
  const termSeals = db.prepare<[], TermSeal>(
    'SELECT through, chain FROM term_seal ORDER BY through',
  );
  const lastTermSeal = db.prepare<[], TermSeal>(
    'SELECT through, chain FROM term_seal ORDER BY through DESC LIMIT 1',
  );
  const lastTerm = db.prepare<[], number | null>('SELECT max(id) FROM term').pluck();
  const words = db
    .prepare<[number, number, number], PlainRow[number][]>(
      'SELECT id, value FROM term WHERE id > ? AND id <= ? ORDER BY id LIMIT ?',
    )
    .raw();
  const wordLines = db
    .prepare<[number, number, number], [text: string | null, last: number | null, count: number]>(
      `SELECT group_concat(
         CASE WHEN typeof(value) = 'text' AND octet_length(value) <= ${String(LONGEST_QUICK_WORD)}
           THEN json_array(id, value) END || char(10), ''), max(id), count(*)
       FROM (SELECT id, value FROM term WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)`,
    )
    .raw();
  const exhibitSeals = db.prepare<[], ExhibitSeal>(
    `SELECT source_id AS sourceId, facts, custody, files, rejections
     FROM exhibit_seal ORDER BY source_id`,
  );
  const facts = db
    .prepare<[number], PlainRow[number][]>(
      `SELECT id, exhibit, name, path, format, options, status, bytes, sha256, events, rejected,
         skipped, undated, batches, first_us, last_us, added_us
       FROM source WHERE id = ?`,
    )
    .raw();
  const custody = db.prepare<[number], string>('SELECT custody FROM source WHERE id = ?').pluck();
  const transfers = db
    .prepare<[number], PlainRow[number][]>(
      'SELECT id, detail, recorded_us, who FROM transfer WHERE source_id = ? ORDER BY id',
    )
    .raw();
  const files = db
    .prepare<[number], PlainRow[number][]>(
      'SELECT idx, name, format, bytes, sha256, changed_us FROM file WHERE source_id = ? ORDER BY idx',
    )
    .raw();
  const additions = db
    .prepare<[number], PlainRow[number][]>(
      `SELECT id, at_us, files, bytes, events, rejected, sha256
       FROM addition WHERE source_id = ? ORDER BY id`,
    )
    .raw();
  const rejections = db
    .prepare<[number], PlainRow[number][]>(
      `SELECT id, file_idx, position, length, reason, excerpt
       FROM rejection WHERE source_id = ? ORDER BY id`,
    )
    .raw();
  const verification = db.prepare<[number], KeptVerification>(
    `SELECT source_id AS sourceId, at_us AS atUs, verdict, with_key AS withKey, result
     FROM verification WHERE source_id = ? ORDER BY id DESC LIMIT 1`,
  );
  const verifications = db.prepare<[number], KeptVerification>(
    `SELECT source_id AS sourceId, at_us AS atUs, verdict, with_key AS withKey, result
     FROM verification WHERE source_id = ? ORDER BY id`,
  );
  const CHECKPOINT = 'SELECT id, events, at_us AS atUs, reason, note FROM checkpoint';
  const checkpoints = db.prepare<[], StoredCheckpoint>(`${CHECKPOINT} ORDER BY id`);
  const newest = db.prepare<[], StoredCheckpoint>(`${CHECKPOINT} ORDER BY id DESC LIMIT 1`);
  const before = db.prepare<[number, number], StoredCheckpoint>(
    `${CHECKPOINT} WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const byId = db.prepare<[number], StoredCheckpoint>(`${CHECKPOINT} WHERE id = ?`);
  const count = db.prepare<[], number>('SELECT count(*) FROM checkpoint').pluck();
  const build = (row: StoredCheckpoint): StoredCheckpoint => ({ ...row, atUs: timeUs(row.atUs) });

  return {
    listing: (blockId: number): BlockListing | undefined => listing.get(blockId),
    /** Missing ones are left out. */
    chunks(blockId: number, columns: number): ColumnChunk[] {
      const found = [];
      for (let column = 0; column < columns; column++) {
        const each = chunk.get(column, blockId);
        if (each) found.push(each);
      }
      return found;
    },
    /** Number of the first event of the first block behind an event, dropped ones included. */
    nextBlockStart: (eventId: number): number | undefined =>
      nextBlockStart.get({ after: eventId }) ?? undefined,
    /** Events that blocks hold, by exhibit. */
    countsBySource: (): Map<number, number> =>
      new Map(countsBySource.all().map(({ sourceId, events }) => [sourceId, events])),
    /** Of all records that blocks hold. */
    rawBytes: (): number => rawBytes.get() ?? 0,
    blockSeals: () => blockSeals.all(),
    lastSealedBlock: (): number => lastBlockSeal.get() ?? 0,
    termSeals: (): TermSeal[] => termSeals.all(),
    lastTermSeal: (): TermSeal | undefined => lastTermSeal.get(),
    lastTerm: (): number => lastTerm.get() ?? 0,
    /** Number and word, behind one number up to another, this one included. */
    *wordRows(after: number, through: number): Generator<PlainRow, void, void> {
      // Row by row takes three times as long.
      for (let last = after; ;) {
        const rows = words.all(last, through, WORDS_AT_ONCE);
        yield* rows;
        if (rows.length < WORDS_AT_ONCE) return;
        last = Number(rows.at(-1)?.[0]);
      }
    },
    /**
     * The same as lines of JSON, made by the database in a third of the time. A word that is no text, or
     * is very long, is left out.
     */
    *wordLines(after: number, through: number): Generator<string, void, void> {
      for (let last = after; ;) {
        const [text, end, count] = wordLines.get(last, through, LINES_AT_ONCE) ?? [null, null, 0];
        yield text ?? '';
        if (count < LINES_AT_ONCE || end === null) return;
        last = end;
      }
    },
    exhibitSeals: (): ExhibitSeal[] => exhibitSeals.all(),
    exhibitRows: {
      facts: (sourceId: number): PlainRow | undefined => facts.get(sourceId),
      custody: (sourceId: number): string => custody.get(sourceId) ?? '',
      transfers: (sourceId: number): IterableIterator<PlainRow> => transfers.iterate(sourceId),
      files: (sourceId: number): IterableIterator<PlainRow> => files.iterate(sourceId),
      additions: (sourceId: number): IterableIterator<PlainRow> => additions.iterate(sourceId),
      rejections: (sourceId: number): IterableIterator<PlainRow> => rejections.iterate(sourceId),
    },
    /** The newest, which is the one that is shown. */
    verification: (sourceId: number): KeptVerification | undefined => verification.get(sourceId),
    /** Oldest first; one at a time, as each may be long. */
    verifications: (sourceId: number): IterableIterator<KeptVerification> =>
      verifications.iterate(sourceId),
    /** Oldest first. */
    checkpoints: (): StoredCheckpoint[] => checkpoints.all().map(build),
    /** Newest first. */
    checkpointsBefore: (id: number | null, limit: number): StoredCheckpoint[] =>
      before.all(id ?? Number.MAX_SAFE_INTEGER, limit).map(build),
    checkpoint(id: number): StoredCheckpoint | undefined {
      const row = byId.get(id);
      return row && build(row);
    },
    newest(): StoredCheckpoint | undefined {
      const row = newest.get();
      return row && build(row);
    },
    checkpointCount: (): number => count.get() ?? 0,
  };
}

export type CheckpointReader = ReturnType<typeof checkpointReader>;

export function checkpointWriter(db: Db) {
  const addBlockSeal = db.prepare('INSERT INTO block_seal (block_id, digest) VALUES (?, ?)');
  const addTermSeal = db.prepare('INSERT INTO term_seal (through, chain) VALUES (?, ?)');
  const setExhibitSeal = db.prepare(
    `INSERT OR REPLACE INTO exhibit_seal (source_id, facts, custody, files, rejections)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const addCheckpoint = db.prepare(
    'INSERT INTO checkpoint (events, at_us, reason, note) VALUES (?, ?, ?, ?)',
  );
  return {
    addBlockSeal: (blockId: number, digest: Uint8Array): void =>
      void addBlockSeal.run(blockId, digest),
    addTermSeal: ({ through, chain }: TermSeal): void => void addTermSeal.run(through, chain),
    setExhibitSeal: (seal: ExhibitSeal): void =>
      void setExhibitSeal.run(seal.sourceId, seal.facts, seal.custody, seal.files, seal.rejections),
    /** Returns its number. */
    addCheckpoint: (row: Omit<StoredCheckpoint, 'id'>): number =>
      Number(addCheckpoint.run(row.events, row.atUs, row.reason, row.note).lastInsertRowid),
  };
}
