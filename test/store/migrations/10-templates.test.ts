import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { columnNumber } from '../../../electron/store/columns.ts';
import { columnReader } from '../../../electron/store/column-reader.ts';
import { TEMPLATES } from '../../../electron/store/migrations/10-templates.ts';
import { MIGRATIONS } from '../../../electron/store/schema.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('templates');
afterAll(() => folder.remove());

/** A case as it was before, with blocks that have no twelfth column. */
function caseBefore(): Database.Database {
  const db = new Database(join(folder.path, 'before.db'));
  for (const migration of MIGRATIONS) {
    if (migration.version === TEMPLATES.version) break;
    db.exec(migration.sql);
    migration.convert?.(db);
  }
  db.exec(`INSERT INTO source (exhibit, name, path, status, added_us, custody)
           VALUES ('E01', 'a', '/a', 'ready', 0, '{}')`);
  for (const [first, count] of [
    [1, 3],
    [4, 2],
  ]) {
    db.prepare(
      `INSERT INTO block (source_id, first_event, count, raw_bytes, sha256, chain, frame, payload)
       VALUES (1, ?, ?, 0, x'', x'', x'', x'')`,
    ).run(first, count);
  }
  return db;
}

describe('a case made before messages had templates', () => {
  it('has a column of them without values, block by block', () => {
    const db = caseBefore();
    db.exec(TEMPLATES.sql);
    expect(columnNumber('message.template')).toBe(12);
    const reader = columnReader(db);
    const chunks = [...reader.chunks('message.template', reader.zones())];
    expect(chunks.map(({ codes, dictionary }) => [[...codes], [...dictionary]])).toEqual([
      [[0, 0, 0], [0]],
      [[0, 0], [0]],
    ]);
    expect(db.prepare('SELECT value FROM term WHERE id = 0').pluck().get()).toBe('');
    db.close();
  });
});
