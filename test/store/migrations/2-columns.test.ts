import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeCodes, decodeTimes } from '../../../electron/store/column-chunk.ts';
import { APPLICATION_ID } from '../../../electron/store/schema.ts';
import { FIRST } from '../../../electron/store/migrations/1-first.ts';
import { COLUMNS } from '../../../electron/store/migrations/2-columns.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('columns');
afterAll(() => folder.remove());

const WORDS = ['', 'alice', 'bob', 'GetObject'];

/** Two blocks of a case of the first format; the second event of each is undated. */
function firstFormat(): Database.Database {
  const db = new Database(join(folder.path, `${String(Math.random()).slice(2)}.db`));
  db.exec(FIRST.sql);
  db.pragma(`application_id = ${String(APPLICATION_ID)}`);
  db.exec(`INSERT INTO source (exhibit, name, path, status, added_us, custody)
           VALUES ('E01', 'a', '/a', 'ready', 0, '{}')`);
  const term = db.prepare('INSERT INTO term (id, value) VALUES (?, ?)');
  for (const [id, word] of WORDS.entries()) if (id > 0) term.run(id, word);
  const block = db.prepare(
    `INSERT INTO block (source_id, first_event, count, raw_bytes, sha256, chain, frame, payload)
     VALUES (1, ?, ?, 0, x'', x'', x'', x'')`,
  );
  const event = db.prepare(
    'INSERT INTO event (id, time_us, source_id, action, user) VALUES (?, ?, 1, ?, ?)',
  );
  block.run(1, 3);
  block.run(4, 2);
  for (let id = 1; id <= 5; id++) {
    event.run(id, id === 2 || id === 5 ? null : id * 1_500_000, 3, id === 3 ? 0 : 1 + (id % 2));
  }
  return db;
}

function migrate(db: Database.Database): void {
  db.transaction(() => {
    db.exec(COLUMNS.sql);
    COLUMNS.convert?.(db);
  })();
}

/** The words of a column, block after block. */
function words(db: Database.Database, column: number): string[] {
  const chunks = db
    .prepare<[number], { count: number; dictionary: Buffer; codes: Buffer }>(
      `SELECT b.count, c.dictionary, c.codes FROM column_chunk c JOIN block b ON b.id = c.block_id
       WHERE c.column = ? ORDER BY b.id`,
    )
    .all(column);
  return chunks.flatMap(({ count, dictionary, codes }) => {
    const size = dictionary.length / 4;
    return Array.from(decodeCodes(codes, count, size), (code) => {
      return WORDS[dictionary.readUInt32LE(code * 4)] ?? '?';
    });
  });
}

describe('a case of the first format', () => {
  it('keeps the columns and times of every event, and loses the table of rows', () => {
    const db = firstFormat();
    migrate(db);
    expect(words(db, 2)).toEqual(['GetObject', 'GetObject', 'GetObject', 'GetObject', 'GetObject']);
    expect(words(db, 5)).toEqual(['bob', 'alice', '', 'alice', 'bob']);
    expect(words(db, 11)).toEqual(['', '', '', '', '']);
    const times = new Float64Array(5);
    const chunks = db
      .prepare<[], Buffer>('SELECT codes FROM column_chunk WHERE column = 0 ORDER BY block_id')
      .pluck()
      .all();
    const [first, second] = chunks;
    if (!first || !second) throw new Error('each block has its times');
    decodeTimes(first, 3, times, 0);
    decodeTimes(second, 2, times, 3);
    expect([...times]).toEqual([1_500_000, Number.NaN, 4_500_000, 6_000_000, Number.NaN]);
    const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'event'").pluck();
    expect(tables.get()).toBe(0);
    db.close();
  });

  it('stays as it is where a row is missing', () => {
    const db = firstFormat();
    db.exec('DELETE FROM event WHERE id = 4');
    expect(() => migrate(db)).toThrow('events without a row');
    expect(db.prepare('SELECT count(*) FROM event').pluck().get()).toBe(4);
    db.close();
  });
});
