// Periods, legal holds, and blocks that were dropped. Refuses to decide what is due.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import type { Db } from './connection.ts';

export interface Hold {
  readonly id: number;
  /** Null: the whole case. */
  readonly sourceId: number | null;
  readonly reason: string;
  readonly who: string;
  readonly placedAtUs: TimeUs;
  readonly released: {
    readonly atUs: TimeUs;
    readonly who: string;
    readonly reason: string;
  } | null;
}

/** A block that can be dropped as a whole. */
export interface DueBlock {
  readonly id: number;
  readonly firstEvent: number;
  readonly count: number;
  readonly rawBytes: number;
}

export interface DropRun {
  readonly id: number;
  readonly sourceId: number;
  readonly atUs: TimeUs;
  readonly who: string;
  readonly reason: string;
}

export interface DroppedBlock {
  readonly blockId: number;
  readonly runId: number;
  readonly sourceId: number;
  readonly firstEvent: number;
  readonly count: number;
  readonly rawBytes: number;
  readonly sha256: Uint8Array;
  readonly chain: Uint8Array;
}

interface HoldRow {
  readonly id: number;
  readonly source_id: number | null;
  readonly reason: string;
  readonly who: string;
  readonly placed_us: number;
  readonly released_us: number | null;
  readonly released_by: string | null;
  readonly released_why: string | null;
}

const DROPPED = `SELECT block_id AS blockId, run_id AS runId, source_id AS sourceId,
  first_event AS firstEvent, count, raw_bytes AS rawBytes, sha256, chain FROM dropped_block`;

export function retentionReader(db: Db) {
  const days = db.prepare<[], { source_id: number; days: number }>(
    'SELECT source_id, days FROM retention ORDER BY source_id',
  );
  const holds = db.prepare<[], HoldRow>('SELECT * FROM hold ORDER BY id');
  const due = db.prepare<[number, number, number], DueBlock>(
    `SELECT id, first_event AS firstEvent, count, raw_bytes AS rawBytes FROM block
     WHERE source_id = ? AND coalesce(last_us, ?) < ? ORDER BY id`,
  );
  const runs = db.prepare<[], Omit<DropRun, 'atUs'> & { at_us: number }>(
    'SELECT id, source_id AS sourceId, at_us, who, reason FROM drop_run ORDER BY id',
  );
  const dropped = db.prepare<[], DroppedBlock>(`${DROPPED} ORDER BY block_id`);
  const droppedAt = db.prepare<[number], DroppedBlock>(
    `${DROPPED} WHERE first_event <= ? ORDER BY first_event DESC LIMIT 1`,
  );
  const perSource = db.prepare<[], { sourceId: number; events: number }>(
    'SELECT source_id AS sourceId, sum(count) AS events FROM dropped_block GROUP BY source_id',
  );
  return {
    days: (): Map<number, number> => new Map(days.all().map((row) => [row.source_id, row.days])),
    /** Released ones included, oldest first. */
    holds: (): Hold[] =>
      holds.all().map((row) => ({
        id: row.id,
        sourceId: row.source_id,
        reason: row.reason,
        who: row.who,
        placedAtUs: timeUs(row.placed_us),
        released:
          row.released_us === null
            ? null
            : {
                atUs: timeUs(row.released_us),
                who: row.released_by ?? '',
                reason: row.released_why ?? '',
              },
      })),
    /**
     * Blocks of a source whose newest event lies before a time.
     * @param undatedUs what counts for a block without any dated event
     */
    blocksBefore: (sourceId: number, beforeUs: TimeUs, undatedUs: TimeUs): DueBlock[] =>
      due.all(sourceId, undatedUs, beforeUs),
    runs: (): DropRun[] => runs.all().map(({ at_us, ...run }) => ({ ...run, atUs: timeUs(at_us) })),
    dropped: (): DroppedBlock[] => dropped.all(),
    /** The dropped block that held an event. */
    droppedAt(eventId: number): DroppedBlock | undefined {
      const found = droppedAt.get(eventId);
      return found && eventId < found.firstEvent + found.count ? found : undefined;
    },
    droppedEvents: (): Map<number, number> =>
      new Map(perSource.all().map(({ sourceId, events }) => [sourceId, events])),
  };
}

export type RetentionReader = ReturnType<typeof retentionReader>;

export function retentionWriter(db: Db) {
  const setDays = db.prepare('INSERT OR REPLACE INTO retention (source_id, days) VALUES (?, ?)');
  const clearDays = db.prepare('DELETE FROM retention WHERE source_id = ?');
  const addHold = db.prepare(
    'INSERT INTO hold (source_id, reason, who, placed_us) VALUES (?, ?, ?, ?)',
  );
  const release = db.prepare(
    `UPDATE hold SET released_us = ?, released_by = ?, released_why = ?
     WHERE id = ? AND released_us IS NULL`,
  );
  const addRun = db.prepare(
    'INSERT INTO drop_run (source_id, at_us, who, reason) VALUES (?, ?, ?, ?)',
  );
  const remember = db.prepare(
    `INSERT INTO dropped_block (block_id, run_id, source_id, first_event, count, raw_bytes, sha256, chain)
     SELECT id, ?, source_id, first_event, count, raw_bytes, sha256, chain FROM block WHERE id = ?`,
  );
  const dropChunks = db.prepare('DELETE FROM column_chunk WHERE column = ? AND block_id = ?');
  const columnsOf = db
    .prepare<[], number>('SELECT DISTINCT column FROM column_chunk ORDER BY column')
    .pluck();
  const dropBlock = db.prepare('DELETE FROM block WHERE id = ?');
  const emptySpans = db
    .prepare<[], number>(
      `SELECT id FROM text_span s WHERE NOT EXISTS
         (SELECT 1 FROM block WHERE id BETWEEN s.first_block AND s.last_block)`,
    )
    .pluck();
  const dropSlices = db.prepare('DELETE FROM text_slice WHERE id >= ? AND id < ?');
  const dropSpan = db.prepare('DELETE FROM text_span WHERE id = ?');
  return {
    setDays(sourceId: number, days: number | null): void {
      if (days === null) clearDays.run(sourceId);
      else setDays.run(sourceId, days);
    },
    addHold: (sourceId: number | null, reason: string, who: string, atUs: TimeUs): void =>
      void addHold.run(sourceId, reason, who, atUs),
    /** False where there is no such hold in force. */
    releaseHold: (id: number, reason: string, who: string, atUs: TimeUs): boolean =>
      release.run(atUs, who, reason, id).changes === 1,
    addRun: (run: Omit<DropRun, 'id'>): number =>
      Number(addRun.run(run.sourceId, run.atUs, run.who, run.reason).lastInsertRowid),
    /** @param bands how many slices the text index has for each of its spans */
    drop(runId: number, blockIds: readonly number[], bands: number): void {
      // What is deleted is overwritten, not only forgotten.
      db.pragma('secure_delete = ON');
      const columns = columnsOf.all();
      for (const id of blockIds) {
        remember.run(runId, id);
        for (const column of columns) dropChunks.run(column, id);
        dropBlock.run(id);
      }
      for (const span of emptySpans.all()) {
        dropSlices.run(span * bands, (span + 1) * bands);
        dropSpan.run(span);
      }
    },
    /** Not within a transaction. Takes as much room again while it runs. */
    giveBackSpace(): void {
      db.exec('VACUUM');
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}
