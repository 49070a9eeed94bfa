// Exhibits, their files, custody, rejected records and verifications.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import type {
  Custody,
  CustodyTransfer,
  Rejection,
  Source,
  SourceStatus,
} from '../../shared/domain/source.ts';
import type { Verification } from '../../shared/domain/verdict.ts';
import { textOf } from '../../shared/base/bytes.ts';
import type { Db } from './connection.ts';
import { storedJson } from './stored-json.ts';

interface SourceRow {
  readonly id: number;
  readonly exhibit: string;
  readonly name: string;
  readonly path: string;
  readonly format: string;
  readonly format_title: string;
  readonly options: string;
  readonly status: SourceStatus;
  readonly bytes: number;
  readonly sha256: string;
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly undated: number;
  readonly first_us: number | null;
  readonly last_us: number | null;
  readonly added_us: number;
  readonly custody: string;
  readonly files: number;
}

/** How a source was read, so that its records are understood the same way again. */
export interface ReadOptions {
  readonly timeField?: string;
  readonly zone?: string;
  readonly format?: string;
  /** Table and column names of a hash-chained log, as `chainLayoutText` writes them. */
  readonly chainLayout?: string;
}

export interface StoredFile {
  readonly index: number;
  readonly name: string;
  readonly format: string;
  readonly bytes: number;
  readonly sha256: string;
  /** When it was last changed, microseconds since 1970; absent where that is not known. */
  readonly changedUs?: number | undefined;
}

/** An import that is under way, and how far it is committed. */
export interface ImportRun {
  /** The unit that the last committed batch is of, and how many of its batches are committed. */
  readonly unit: number;
  readonly batches: number;
  /** Number of the first file of that unit. */
  readonly firstFile: number;
  /** Records per format so far. */
  readonly formats: Readonly<Record<string, number>>;
  readonly events: number;
  readonly rejected: number;
}

/** What came to an exhibit after it was first imported. */
export interface Addition {
  readonly atUs: TimeUs;
  readonly files: number;
  readonly bytes: number;
  readonly events: number;
  readonly rejected: number;
  readonly sha256: string;
}

export interface StoredVerification {
  readonly verification: Verification;
  readonly atUs: TimeUs;
  readonly withKey: boolean;
}

const SELECT = `SELECT s.*, (SELECT count(*) FROM file f WHERE f.source_id = s.id) AS files FROM source s`;

type FileRow = Omit<StoredFile, 'changedUs'> & { readonly changedUs: number | null };

const FILE_COLUMNS = `idx AS "index", name, format, bytes, sha256, changed_us AS changedUs`;
export const FILE_SQL = `SELECT ${FILE_COLUMNS} FROM file WHERE source_id = ? AND idx = ?`;

export const VERIFICATION_ID_SQL = 'SELECT max(id) FROM verification WHERE source_id = ?';

function fileOf({ changedUs, ...file }: FileRow): StoredFile {
  return { ...file, ...(changedUs === null ? {} : { changedUs }) };
}

export function sourceReader(db: Db) {
  const all = db.prepare<[], SourceRow>(`${SELECT} ORDER BY s.id`);
  const one = db.prepare<[number], SourceRow>(`${SELECT} WHERE s.id = ?`);
  const transfers = db.prepare<[number], { detail: string }>(
    'SELECT detail FROM transfer WHERE source_id = ? ORDER BY id',
  );
  const files = db.prepare<[number], FileRow>(
    `SELECT ${FILE_COLUMNS} FROM file WHERE source_id = ? ORDER BY idx`,
  );
  const file = db.prepare<[number, number], FileRow>(FILE_SQL);
  const nextFile = db
    .prepare<[number], number>('SELECT coalesce(max(idx) + 1, 0) FROM file WHERE source_id = ?')
    .pluck();
  const run = db.prepare<[number], Omit<ImportRun, 'formats'> & { formats: string }>(
    `SELECT unit, batches, first_file AS firstFile, formats, events, rejected
     FROM import_run WHERE source_id = ?`,
  );
  const plan = db
    .prepare<[number], string>('SELECT plan FROM import_plan WHERE source_id = ?')
    .pluck();
  const additions = db.prepare<[number], Omit<Addition, 'atUs'> & { at_us: number }>(
    `SELECT at_us, files, bytes, events, rejected, sha256 FROM addition
     WHERE source_id = ? ORDER BY id`,
  );
  const options = db.prepare<[number], string>('SELECT options FROM source WHERE id = ?').pluck();
  const rejections = db.prepare<
    [number, number, number],
    { id: number; file: string | null; position: number; reason: string; excerpt: Uint8Array }
  >(
    `SELECT r.id, f.name AS file, r.position, r.reason, r.excerpt FROM rejection r
     LEFT JOIN file f ON f.source_id = r.source_id AND f.idx = r.file_idx
     WHERE r.source_id = ? AND r.id > ? ORDER BY r.id LIMIT ?`,
  );
  const rejectionCount = db
    .prepare<[number], number>('SELECT count(*) FROM rejection WHERE source_id = ?')
    .pluck();
  const verification = db.prepare<[number], { at_us: number; with_key: number; result: string }>(
    'SELECT at_us, with_key, result FROM verification WHERE source_id = ? ORDER BY id DESC LIMIT 1',
  );
  const verificationId = db.prepare<[number], number | null>(VERIFICATION_ID_SQL).pluck();

  const build = (row: SourceRow): Source => ({
    id: row.id,
    exhibit: row.exhibit,
    name: row.name,
    path: row.path,
    format: row.format,
    formatTitle: row.format_title,
    status: row.status,
    files: row.files,
    bytes: row.bytes,
    sha256: row.sha256,
    events: row.events,
    rejected: row.rejected,
    skipped: row.skipped,
    undated: row.undated,
    firstTimeUs: row.first_us === null ? null : timeUs(row.first_us),
    lastTimeUs: row.last_us === null ? null : timeUs(row.last_us),
    addedAtUs: timeUs(row.added_us),
    custody: storedJson(row.custody, `the custody of ${row.exhibit}`) as Custody,
    transfers: transfers
      .all(row.id)
      .map((each) => storedJson(each.detail, `a transfer of ${row.exhibit}`) as CustodyTransfer),
  });

  return {
    all: (): Source[] => all.all().map(build),
    get(id: number): Source | undefined {
      const row = one.get(id);
      return row && build(row);
    },
    /** All of them: there may be a hundred thousand. */
    files: (sourceId: number): StoredFile[] => files.all(sourceId).map(fileOf),
    /** The same one by one; nothing else may be asked of the connection until the last. */
    *eachFile(sourceId: number): Generator<StoredFile, void> {
      for (const row of files.iterate(sourceId)) yield fileOf(row);
    },
    file(sourceId: number, index: number): StoredFile | undefined {
      const row = file.get(sourceId, index);
      return row && fileOf(row);
    },
    /** The number that the next file of the source gets. */
    nextFile: (sourceId: number): number => nextFile.get(sourceId) ?? 0,
    run(sourceId: number): ImportRun | undefined {
      const row = run.get(sourceId);
      return (
        row && {
          ...row,
          formats: storedJson(row.formats, 'the formats of an import') as ImportRun['formats'],
        }
      );
    },
    /** What an import that is under way is to read, as JSON: long where there are many files. */
    plan: (sourceId: number): string | undefined => plan.get(sourceId),
    /** Oldest first. */
    additions: (sourceId: number): Addition[] =>
      additions.all(sourceId).map(({ at_us, ...addition }) => ({
        atUs: timeUs(at_us),
        ...addition,
      })),
    options: (sourceId: number): ReadOptions =>
      storedJson(options.get(sourceId) ?? '{}', 'how an exhibit is to be read') as ReadOptions,
    rejections: (sourceId: number, after: number, limit: number): Rejection[] =>
      rejections.all(sourceId, after, limit).map((row) => ({
        id: row.id,
        sourceId,
        file: row.file ?? '',
        position: row.position,
        reason: row.reason,
        excerpt: textOf(row.excerpt),
      })),
    rejectionCount: (sourceId: number): number => rejectionCount.get(sourceId) ?? 0,
    /** Tells whether another verification came; the result itself may be long. */
    verificationId: (sourceId: number): number | undefined =>
      verificationId.get(sourceId) ?? undefined,
    verification(sourceId: number): StoredVerification | undefined {
      const row = verification.get(sourceId);
      if (!row) return undefined;
      return {
        verification: storedJson(row.result, 'a verdict') as Verification,
        atUs: timeUs(row.at_us),
        withKey: row.with_key === 1,
      };
    },
  };
}

export interface NewSource {
  readonly name: string;
  readonly path: string;
  readonly options: ReadOptions;
  readonly addedAtUs: TimeUs;
  readonly custody: Custody;
}

export interface SourceTotals {
  readonly format: string;
  readonly formatTitle: string;
  readonly status: SourceStatus;
  readonly bytes: number;
  readonly sha256: string;
}

export function sourceWriter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO source (exhibit, name, path, options, status, added_us, custody)
     VALUES (?, ?, ?, ?, 'importing', ?, ?)`,
  );
  const number = db.prepare('UPDATE source SET exhibit = ? WHERE id = ?');
  const finish = db.prepare(
    'UPDATE source SET format = ?, format_title = ?, status = ?, bytes = ?, sha256 = ? WHERE id = ?',
  );
  const grow = db.prepare(
    `UPDATE source SET events = events + @events, rejected = rejected + @rejected,
       skipped = skipped + @skipped, undated = undated + @undated, batches = batches + 1,
       first_us = CASE WHEN @first IS NULL THEN first_us WHEN first_us IS NULL THEN @first ELSE min(first_us, @first) END,
       last_us = CASE WHEN @last IS NULL THEN last_us WHEN last_us IS NULL THEN @last ELSE max(last_us, @last) END
     WHERE id = @id`,
  );
  const beginRun = db.prepare(
    `INSERT INTO import_run (source_id, unit, batches, first_file, formats, events, rejected)
     VALUES (?, 0, 0, ?, '{}', 0, 0)`,
  );
  const addPlan = db.prepare('INSERT INTO import_plan (source_id, plan) VALUES (?, ?)');
  const advanceRun = db.prepare(
    `UPDATE import_run SET unit = @unit, batches = @batches, first_file = @firstFile,
       formats = @formats, events = events + @events, rejected = rejected + @rejected
     WHERE source_id = @sourceId`,
  );
  const endRun = db.prepare('DELETE FROM import_run WHERE source_id = ?');
  const dropPlan = db.prepare('DELETE FROM import_plan WHERE source_id = ?');
  const addAddition = db.prepare(
    `INSERT INTO addition (source_id, at_us, files, bytes, events, rejected, sha256)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const setStatus = db.prepare('UPDATE source SET status = ? WHERE id = ?');
  const setCustody = db.prepare('UPDATE source SET custody = ? WHERE id = ?');
  const addTransfer = db.prepare(
    'INSERT INTO transfer (source_id, detail, recorded_us, who) VALUES (?, ?, ?, ?)',
  );
  const addFile = db.prepare(
    `INSERT OR REPLACE INTO file (source_id, idx, name, format, bytes, sha256, changed_us)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const addRejection = db.prepare(
    `INSERT INTO rejection (source_id, file_idx, position, length, reason, excerpt)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const addVerification = db.prepare(
    'INSERT INTO verification (source_id, at_us, who, verdict, with_key, result) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return {
    /** Exhibit numbers follow the row number, which SQLite never gives out twice. */
    add(source: NewSource): number {
      const { lastInsertRowid } = insert.run(
        `new ${source.path} ${String(source.addedAtUs)}`,
        source.name,
        source.path,
        JSON.stringify(source.options),
        source.addedAtUs,
        JSON.stringify(source.custody),
      );
      const id = Number(lastInsertRowid);
      number.run(`E${String(id).padStart(2, '0')}`, id);
      return id;
    },
    finish(id: number, totals: SourceTotals): void {
      finish.run(totals.format, totals.formatTitle, totals.status, totals.bytes, totals.sha256, id);
    },
    grow(
      id: number,
      by: {
        readonly events: number;
        readonly rejected: number;
        readonly skipped: number;
        readonly undated: number;
        readonly first: number | null;
        readonly last: number | null;
      },
    ): void {
      grow.run({ ...by, id });
    },
    /** @param toRead what is to be read, as the engine writes it */
    beginRun(id: number, toRead: string, firstFile: number): void {
      beginRun.run(id, firstFile);
      addPlan.run(id, toRead);
    },
    /** `events` and `rejected` are added to what there was; the rest takes its place. */
    advanceRun(id: number, by: ImportRun): void {
      advanceRun.run({ ...by, formats: JSON.stringify(by.formats), sourceId: id });
    },
    endRun(id: number): void {
      endRun.run(id);
      dropPlan.run(id);
    },
    addAddition(id: number, added: Addition): void {
      const { atUs, files, bytes, events, rejected, sha256 } = added;
      addAddition.run(id, atUs, files, bytes, events, rejected, sha256);
    },
    setStatus: (id: number, status: SourceStatus): void => void setStatus.run(status, id),
    setCustody: (id: number, custody: Custody): void =>
      void setCustody.run(JSON.stringify(custody), id),
    addTransfer: (id: number, transfer: CustodyTransfer, atUs: TimeUs, who: string): void =>
      void addTransfer.run(id, JSON.stringify(transfer), atUs, who),
    /** Takes the place of the file that was listed under the number before. */
    addFile(id: number, file: StoredFile): void {
      const { index, name, format, bytes, sha256, changedUs } = file;
      addFile.run(id, index, name, format, bytes, sha256, changedUs ?? null);
    },
    addRejection(
      id: number,
      rejection: {
        readonly fileIndex: number;
        readonly position: number;
        readonly length: number;
        readonly reason: string;
        readonly excerpt: Uint8Array;
      },
    ): void {
      addRejection.run(
        id,
        rejection.fileIndex,
        rejection.position,
        rejection.length,
        rejection.reason,
        rejection.excerpt,
      );
    },
    addVerification(
      id: number,
      verification: Verification,
      atUs: TimeUs,
      who: string,
      withKey: boolean,
    ): void {
      addVerification.run(
        id,
        atUs,
        who,
        verification.verdict,
        withKey ? 1 : 0,
        JSON.stringify(verification),
      );
    },
  };
}
