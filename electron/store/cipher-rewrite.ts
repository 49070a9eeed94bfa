// Puts a case under a passphrase, under another one, or under none. The whole case is written anew
// beside itself and takes the old one's place in one step when it is complete and on the disk: killed
// at any instant, the case opens as it was or as it was to become.

import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { FailureError, failure } from '../../shared/base/result.ts';
import { rekey, type CaseKey } from './cipher.ts';
import { openForRewriting, openPages } from './connection.ts';

/** Beside the case while it is rewritten; left over where that was killed, and then of no use. */
const ENDING = '.rewriting';
const JOURNALS = ['', '-journal', '-wal', '-shm'] as const;

/** Throws FailureError; then the case is as it was. Nobody else may have the case open. */
export function rewriteCase(
  path: string,
  from: CaseKey | undefined,
  to: CaseKey | undefined,
): void {
  const copy = `${path}${ENDING}`;
  removeCopy(copy);
  const held = openForRewriting(path, from);
  try {
    const before = stampOf(held.db);
    held.db.prepare('VACUUM INTO ?').run(copy);
    changeKey(copy, from, to);
    const after = look(copy, to);
    if (after !== before) throw new Error('the copy is not complete');
    flush(copy);
    held.closeCase();
    renameSync(copy, path);
    // The new name is only sure once the folder is on the disk; Windows has no such call.
    if (process.platform !== 'win32') flush(dirname(path));
  } catch (error) {
    removeCopy(copy);
    if (error instanceof FailureError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(
      failure('case.not-rewritten', `${path}: the case is as it was: ${reason}`),
    );
  } finally {
    held.close();
  }
}

function changeKey(copy: string, from: CaseKey | undefined, to: CaseKey | undefined): void {
  const db = openPages(copy, from);
  try {
    // The copy counts for nothing until it is complete, so it needs no journal of its own.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    rekey(db, to);
  } finally {
    db.close();
  }
}

/** Reads the copy with its new key, as whoever opens it next will. */
function look(copy: string, key: CaseKey | undefined): string {
  const db = openPages(copy, key, { readonly: true });
  try {
    return stampOf(db);
  } finally {
    db.close();
  }
}

function stampOf(db: Database.Database): string {
  const one = (name: string): string => String(db.pragma(name, { simple: true }));
  const tables = db.prepare('SELECT count(*) FROM sqlite_master').pluck().get();
  const rows = db.prepare('SELECT count(*) FROM audit').pluck().get();
  return [one('application_id'), one('user_version'), String(tables), String(rows)].join(' ');
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function removeCopy(copy: string): void {
  for (const ending of JOURNALS) {
    if (existsSync(copy + ending)) rmSync(copy + ending, { force: true });
  }
}
