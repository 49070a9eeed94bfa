// Opens case files. One writer per case, held by a lock that the operating system releases when the
// process ends however it ends; any number of readers. Refuses what is not a case, or too new a one.

import Database from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import { FailureError, failure } from '../../shared/base/result.ts';
import { checkProtection, unlock, wrongPassphrase, type CaseKey } from './cipher.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

export type Db = Database.Database;

export interface WriterConnection {
  readonly db: Db;
  close(): void;
}

const LATEST = MIGRATIONS.at(-1)?.version ?? 0;

/**
 * Creates the case where the file is not there, encrypted where a key is given. Throws FailureError,
 * `case.locked-passphrase` where it is encrypted and no key is given.
 */
export function openWriter(path: string, key?: CaseKey): WriterConnection {
  refuseOther(path);
  checkProtection(path, key);
  const lock = takeLock(path);
  let db: Db;
  try {
    db = openPages(path, key);
    // Before anything is set: another program's file stays as it is.
    const version = checkIsCase(db, path, key);
    configure(db);
    db.pragma('journal_mode = WAL');
    // FULL: what was committed survives a power cut, not only a crash of the program.
    db.pragma('synchronous = FULL');
    // Pages of an index that several commits in a row change are carried over once.
    db.pragma('wal_autocheckpoint = 4000');
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
export function openReader(path: string, key?: CaseKey): Db {
  if (!existsSync(path)) {
    throw new FailureError(failure('case.not-found', `${path}: there is no case file here.`));
  }
  refuseOther(path);
  checkProtection(path, key);
  const db = openPages(path, key, { readonly: true });
  const version = checkIsCase(db, path, key);
  configure(db);
  if (version < LATEST) {
    db.close();
    throw new FailureError(
      failure('case.older', `${path}: made by an older version; open it once for writing.`),
    );
  }
  return db;
}

/**
 * The case for one who writes the whole of it anew: nobody else has it open, and nothing of it is in
 * a file beside it. Throws FailureError.
 */
export function openForRewriting(
  path: string,
  key: CaseKey | undefined,
): { readonly db: Db; closeCase(): void; close(): void } {
  if (!existsSync(path)) {
    throw new FailureError(failure('case.not-found', `${path}: there is no case file here.`));
  }
  refuseOther(path);
  checkProtection(path, key);
  const lock = takeLock(path);
  let db: Db | undefined;
  try {
    db = openPages(path, key);
    const version = checkIsCase(db, path, key);
    if (version !== LATEST) {
      throw new FailureError(
        failure('case.older', `${path}: made by an older version; open it once for writing.`),
      );
    }
    db.pragma('busy_timeout = 0');
    db.pragma('temp_store = MEMORY');
    // Fails where somebody reads: a log left beside the case would be taken for the new one's.
    db.pragma('journal_mode = DELETE');
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    const opened = db;
    return {
      db: opened,
      closeCase: () => void opened.close(),
      close() {
        opened.close();
        lock.close();
      },
    };
  } catch (error) {
    db?.close();
    lock.close();
    if (isBusy(error)) {
      throw new FailureError(
        failure('case.locked', `${path}: another program is reading this case; try again.`),
      );
    }
    throw error;
  }
}

/** Before the lock, which would leave a file beside it. */
function refuseOther(path: string): void {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined || info.isFile()) return;
  const what = info.isDirectory() ? 'a folder, not a case' : 'a device or a pipe, and no case';
  throw new FailureError(failure('case.unreadable', `${path}: this is ${what}.`));
}

/** A connection that can read the pages, if the key is right; nothing is read yet. */
export function openPages(
  path: string,
  key: CaseKey | undefined,
  { readonly = false }: { readonly readonly?: boolean } = {},
): Db {
  const db = open(path, readonly);
  if (key) unlock(db, key);
  return db;
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
  db.pragma('cache_size = -32768');
  // Mapping pages gains nothing: a look at a few rows here and there has the system read megabytes
  // around each of them, and what is mapped counts as memory held.
  db.pragma('mmap_size = 0');
  // Nothing of the case goes into temporary files, which nobody would encrypt.
  db.pragma('temp_store = MEMORY');
}

function takeLock(path: string): Db {
  let lock: Db;
  try {
    lock = new Database(`${path}-lock`, { timeout: 5_000 });
  } catch {
    throw new FailureError(
      failure('case.unwritable', `${path}: its folder cannot be written, or is not there.`),
    );
  }
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
        : failure('case.unwritable', `${path}: cannot be written here: ${reasonOf(error)}.`),
    );
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** The schema version; 0 for an empty file. */
function checkIsCase(db: Db, path: string, key: CaseKey | undefined): number {
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
    if (key && code === 'SQLITE_NOTADB') throw wrongPassphrase(path);
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
    // All or nothing: a case that was killed while it was made is still an empty file.
    db.transaction(() => {
      for (const migration of MIGRATIONS) {
        if (migration.version <= version) continue;
        db.exec(migration.sql);
        migration.convert?.(db);
      }
      db.pragma(`application_id = ${String(APPLICATION_ID)}`);
      db.pragma(`user_version = ${String(LATEST)}`);
    })();
  } catch (error) {
    db.close();
    throw new FailureError(failure('case.unwritable', `${path}: ${reasonOf(error)}`));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
