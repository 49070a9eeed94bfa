// Opens case files. One writer per case, held by a lock that the operating system releases when the
// process ends however it ends; any number of readers. Refuses what is not a case, or too new a one.

import Database from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import { FailureError, failure } from '../../shared/base/result.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

export type Db = Database.Database;

export interface WriterConnection {
  readonly db: Db;
  close(): void;
}

const LATEST = MIGRATIONS.at(-1)?.version ?? 0;

/** Creates the case where the file is not there. Throws FailureError. */
export function openWriter(path: string): WriterConnection {
  refuseFolder(path);
  const lock = takeLock(path);
  let db: Db;
  try {
    db = open(path, false);
    // Before anything is set: another program's file stays as it is.
    const version = checkIsCase(db, path);
    configure(db);
    db.pragma('journal_mode = WAL');
    // FULL: what was committed survives a power cut, not only a crash of the program.
    db.pragma('synchronous = FULL');
    migrate(db, path, version);
  } catch (error) {
    lock.close();
    if (isBusy(error)) {
      throw new FailureError(
        failure('case.locked', `${path}: another program is reading this case; try again.`),
      );
    }
    throw error;
  }
  return {
    db,
    close() {
      leaveOneFile(db);
      db.close();
      lock.close();
    },
  };
}

/**
 * A case at rest is one file that can be read from anywhere, a disk that cannot be written included;
 * with a write-ahead log SQLite would have to make files beside it even to read.
 */
function leaveOneFile(db: Db): void {
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('journal_mode = DELETE');
  } catch (error) {
    // Someone still reads: the case stays as it is, and the next writer leaves it tidy.
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}

/** Throws FailureError, `case.not-found` where there is no file. */
export function openReader(path: string): Db {
  if (!existsSync(path)) {
    throw new FailureError(failure('case.not-found', `${path}: there is no case file here.`));
  }
  refuseFolder(path);
  const db = open(path, true);
  const version = checkIsCase(db, path);
  configure(db);
  if (version < LATEST) {
    db.close();
    throw new FailureError(
      failure('case.older', `${path}: made by an older version; open it once for writing.`),
    );
  }
  return db;
}

/** Before the lock, which would leave a file beside it. */
function refuseFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new FailureError(failure('case.unreadable', `${path}: this is a folder, not a case.`));
  }
}

function open(path: string, readonly: boolean): Db {
  try {
    return new Database(path, { readonly, timeout: 5_000 });
  } catch (error) {
    throw new FailureError(failure('case.unreadable', `${path}: ${reasonOf(error)}`));
  }
}

function configure(db: Db): void {
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -65536');
  db.pragma('mmap_size = 1073741824');
  db.pragma('temp_store = MEMORY');
}

function takeLock(path: string): Db {
  const lock = open(`${path}-lock`, false);
  try {
    lock.pragma('busy_timeout = 0');
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw new FailureError(
      isBusy(error)
        ? failure('case.locked', `${path}: another Sealwatch has this case open for writing.`)
        : failure('case.unreadable', `${path}-lock: ${reasonOf(error)}`),
    );
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** The schema version; 0 for an empty file. */
function checkIsCase(db: Db, path: string): number {
  let applicationId: unknown;
  let version: unknown;
  let tables: unknown;
  try {
    applicationId = db.pragma('application_id', { simple: true });
    version = db.pragma('user_version', { simple: true });
    tables = db.prepare('SELECT count(*) FROM sqlite_master').pluck().get();
  } catch (error) {
    db.close();
    const code = error instanceof Database.SqliteError ? error.code : '';
    throw new FailureError(
      code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN'
        ? failure(
            'case.unreadable',
            `${path}: the case was not closed, and its folder cannot be written; copy it with the files beside it to a folder of your own.`,
          )
        : failure('case.not-a-case', `${path}: ${reasonOf(error)}`),
    );
  }
  if (applicationId === 0 && version === 0 && tables === 0) return 0;
  if (applicationId !== APPLICATION_ID || typeof version !== 'number') {
    db.close();
    throw new FailureError(
      failure('case.not-a-case', `${path}: this is an SQLite file, but not a Sealwatch case.`),
    );
  }
  if (version > LATEST) {
    db.close();
    throw new FailureError(
      failure(
        'case.newer',
        `${path}: made by a newer version (case format ${String(version)}, this program knows ${String(LATEST)}).`,
      ),
    );
  }
  return version;
}

function migrate(db: Db, path: string, version: number): void {
  if (version === LATEST) return;
  if (version > 0) db.prepare('VACUUM INTO ?').run(`${path}.backup-v${String(version)}`);
  try {
    for (const migration of MIGRATIONS) {
      if (migration.version <= version) continue;
      db.transaction(() => {
        db.exec(migration.sql);
        db.pragma(`application_id = ${String(APPLICATION_ID)}`);
        db.pragma(`user_version = ${String(migration.version)}`);
      })();
    }
  } catch (error) {
    db.close();
    throw new FailureError(failure('case.unwritable', `${path}: ${reasonOf(error)}`));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
