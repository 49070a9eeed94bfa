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

/** What stands in the place of a word that was dropped; no record is listed with it. */
const FORGOTTEN_SQL = `(char(1) || 'dropped ')`;
const FORGOTTEN_LENGTH = 9;

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
  const perRun = db.prepare<[], { run: number; events: number }>(
    'SELECT run_id AS run, sum(count) AS events FROM dropped_block GROUP BY run_id',
  );
  const rests = db.prepare<[], { through: number; rest: Uint8Array }>(
    'SELECT through, rest FROM word_drop ORDER BY through',
  );
  const forgotten = db.prepare<[number], { after: number; through: number }>(
    `SELECT s.through, coalesce((SELECT max(b.through) FROM term_seal b WHERE b.through < s.through), 0)
       AS after
     FROM term_seal s
     WHERE EXISTS (SELECT 1 FROM term t WHERE t.id <= s.through
       AND t.id > coalesce((SELECT max(b.through) FROM term_seal b WHERE b.through < s.through), 0)
       AND substr(t.value, 1, ?) = ${FORGOTTEN_SQL})
     ORDER BY s.through`,
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
    eventsPerRun: (): Map<number, number> =>
      new Map(perRun.all().map(({ run, events }) => [run, events])),
    /** Hashes over what is left of stretches of words, by the last number of the stretch. */
    wordRests: () => rests.all(),
    /** Stretches of sealed words that some were dropped from. */
    stretchesWithForgottenWords: () => forgotten.all(FORGOTTEN_LENGTH),
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
  // Marks of the text of several blocks are not told apart: what is left is indexed again.
  const spansOf = db
    .prepare<[number, number], number>(
      'SELECT id FROM text_span WHERE first_block <= ? AND last_block >= ?',
    )
    .pluck();
  const dropSlices = db.prepare('DELETE FROM text_slice WHERE id >= ? AND id < ?');
  const dropSpan = db.prepare('DELETE FROM text_span WHERE id = ?');
  const markAlerts = db.prepare(
    `UPDATE alert SET evidence_dropped = evidence_dropped + (SELECT count(*) FROM alert_event e
       WHERE e.alert_id = alert.id AND e.event_id >= @from AND e.event_id < @to)
     WHERE id IN (SELECT alert_id FROM alert_event WHERE event_id >= @from AND event_id < @to)`,
  );
  const dropExcerpts = db.prepare(
    `UPDATE rejection SET excerpt = x'' WHERE source_id = ? AND file_idx = ? AND position <= ?`,
  );
  const dropAllExcerpts = db.prepare(`UPDATE rejection SET excerpt = x'' WHERE source_id = ?`);
  const dictionaries = db
    .prepare<[], Uint8Array>('SELECT DISTINCT dictionary FROM column_chunk')
    .pluck();
  const words = db
    .prepare<[number], number>(
      `SELECT id FROM term WHERE id > 0 AND substr(value, 1, ?) <> ${FORGOTTEN_SQL}`,
    )
    .pluck();
  const forget = db.prepare(
    `UPDATE term SET value = ${FORGOTTEN_SQL} || hex(randomblob(8))
     WHERE id = ?`,
  );
  const keepRest = db.prepare('INSERT OR REPLACE INTO word_drop (through, rest) VALUES (?, ?)');
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
        for (const span of spansOf.all(id, id)) {
          dropSlices.run(span * bands, (span + 1) * bands);
          dropSpan.run(span);
        }
      }
    },
    /** Alerts that rest on events of a stretch count them as dropped. */
    markAlerts: (from: number, to: number): void => void markAlerts.run({ from, to }),
    /** Of records of one file that were rejected, up to a position. */
    dropExcerpts(sourceId: number, file: number, position: number): void {
      db.pragma('secure_delete = ON');
      dropExcerpts.run(sourceId, file, position);
    },
    dropAllExcerpts(sourceId: number): void {
      db.pragma('secure_delete = ON');
      dropAllExcerpts.run(sourceId);
    },
    /** Words that no column of any block uses; how many. Their numbers are not given out again. */
    forgetUnusedWords(): number {
      db.pragma('secure_delete = ON');
      const used = new Set<number>();
      for (const dictionary of dictionaries.iterate()) {
        const view = new DataView(dictionary.buffer, dictionary.byteOffset, dictionary.byteLength);
        for (let at = 0; at + 4 <= dictionary.byteLength; at += 4)
          used.add(view.getUint32(at, true));
      }
      const unused = words.all(FORGOTTEN_LENGTH).filter((id) => !used.has(id));
      for (const id of unused) forget.run(id);
      return unused.length;
    },
    keepRest: (through: number, rest: Uint8Array): void => void keepRest.run(through, rest),
    /** Not within a transaction. Takes as much room again while it runs. */
    giveBackSpace(): void {
      db.exec('VACUUM');
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}
