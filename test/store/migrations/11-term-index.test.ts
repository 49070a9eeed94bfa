import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { TERM_INDEX } from '../../../electron/store/migrations/11-term-index.ts';
import { MIGRATIONS } from '../../../electron/store/schema.ts';

describe('a case whose words had an index', () => {
  it('keeps every word under its number, without the index', () => {
    const db = new Database(':memory:');
    for (const migration of MIGRATIONS) {
      if (migration.version === TERM_INDEX.version) break;
      db.exec(migration.sql);
      migration.convert?.(db);
    }
    db.exec(
      `INSERT INTO term (id, value) VALUES (1, 'root'), (2, 'a' || char(0) || 'b'), (7, 'ä')`,
    );
    const rows = () => db.prepare('SELECT id, value FROM term ORDER BY id').raw().all();
    const before = rows();
    db.exec(TERM_INDEX.sql);
    expect(rows()).toEqual(before);
    expect(before).toHaveLength(4);
    const indexes = db.prepare(
      `SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'term'`,
    );
    expect(indexes.pluck().get()).toBe(0);
    db.close();
  });
});
