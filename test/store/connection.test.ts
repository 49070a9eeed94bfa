import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReader, openWriter } from '../../electron/store/connection.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../electron/store/schema.ts';
import { FailureError } from '../../shared/base/result.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code;
    throw error;
  }
  return 'no failure';
}

describe('opening a case file', () => {
  it('creates the newest schema in a file that was not there', () => {
    const path = join(folder, 'new.sealwatch');
    const writer = openWriter(path);
    expect(writer.db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.at(-1)?.version);
    expect(writer.db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
    writer.close();
  });

  it('gives the second writer a clear answer and lets readers in', () => {
    const path = join(folder, 'two.sealwatch');
    const first = openWriter(path);
    expect(codeOf(() => openWriter(path))).toBe('case.locked');
    const reader = openReader(path);
    expect(reader.prepare('SELECT count(*) FROM source').pluck().get()).toBe(0);
    reader.close();
    first.close();
    openWriter(path).close();
  });

  it('leaves one file at rest, which can be read where nothing can be written beside it', () => {
    const path = join(folder, 'rest.sealwatch');
    openWriter(path).close();
    // Bytes 18 and 19 of the header: 1 is a rollback journal, 2 a write-ahead log.
    expect([...readFileSync(path).subarray(18, 20)]).toEqual([1, 1]);
    expect(readdirSync(folder).sort()).toEqual(['rest.sealwatch', 'rest.sealwatch-lock']);
    openWriter(path).close();
    openReader(path).close();
  });

  it('stays whole when it is closed while someone still reads', () => {
    const path = join(folder, 'read.sealwatch');
    const writer = openWriter(path);
    const reader = openReader(path);
    writer.close();
    expect(reader.prepare('SELECT count(*) FROM source').pluck().get()).toBe(0);
    reader.close();
    openWriter(path).close();
  });

  it('refuses a folder of that name, and leaves nothing beside it', () => {
    const path = join(folder, 'folder.sealwatch');
    mkdirSync(path);
    expect(codeOf(() => openWriter(path))).toBe('case.unreadable');
    expect(codeOf(() => openReader(path))).toBe('case.unreadable');
    expect(readdirSync(folder)).toEqual(['folder.sealwatch']);
  });

  it('refuses a case from a newer version, and leaves it as it is', () => {
    const path = join(folder, 'newer.sealwatch');
    const writer = openWriter(path);
    writer.db.pragma('user_version = 999');
    writer.close();
    expect(codeOf(() => openWriter(path))).toBe('case.newer');
    expect(codeOf(() => openReader(path))).toBe('case.newer');
    const db = new Database(path, { readonly: true });
    expect(db.pragma('user_version', { simple: true })).toBe(999);
    db.close();
  });

  it('refuses another program’s SQLite file', () => {
    const path = join(folder, 'other.db');
    const db = new Database(path);
    db.exec('CREATE TABLE t (a)');
    db.close();
    expect(codeOf(() => openWriter(path))).toBe('case.not-a-case');
  });

  it('refuses a file that is no database', () => {
    const path = join(folder, 'text.sealwatch');
    writeFileSync(path, 'this is not a database, and long enough to be looked at\n'.repeat(50));
    expect(codeOf(() => openWriter(path))).toBe('case.not-a-case');
  });

  it('says that there is no case where there is no file', () => {
    expect(codeOf(() => openReader(join(folder, 'absent.sealwatch')))).toBe('case.not-found');
  });

  it('cannot write through a reader', () => {
    const path = join(folder, 'readonly.sealwatch');
    openWriter(path).close();
    const reader = openReader(path);
    expect(() => reader.exec("INSERT INTO meta VALUES ('a', 'b')")).toThrow(/readonly/);
    reader.close();
  });

  it('maps no pages, which would count as memory held', () => {
    const path = join(folder, 'mapped.sealwatch');
    const writer = openWriter(path);
    const reader = openReader(path);
    for (const db of [writer.db, reader]) expect(db.pragma('mmap_size', { simple: true })).toBe(0);
    reader.close();
    writer.close();
  });
});
