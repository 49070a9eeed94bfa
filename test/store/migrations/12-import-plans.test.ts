import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { IMPORT_PLANS } from '../../../electron/store/migrations/12-import-plans.ts';
import { MIGRATIONS } from '../../../electron/store/schema.ts';

describe('an import that was under way in a case made before plans had a table of their own', () => {
  it('is found with its plan and how far it had come', () => {
    const db = new Database(':memory:');
    for (const migration of MIGRATIONS) {
      if (migration.version === IMPORT_PLANS.version) break;
      db.exec(migration.sql);
      migration.convert?.(db);
    }
    db.exec(`INSERT INTO source (exhibit, name, path, status, added_us, custody)
             VALUES ('E01', 'a', '/a', 'importing', 0, '{}');
             INSERT INTO import_run VALUES (1, '{"files":[]}', 3, 2, 5, '{"syslog":7}', 7, 1)`);
    db.exec(IMPORT_PLANS.sql);
    expect(db.prepare('SELECT * FROM import_plan').raw().all()).toEqual([[1, '{"files":[]}']]);
    expect(db.prepare('SELECT * FROM import_run').all()).toEqual([
      {
        ...{ source_id: 1, unit: 3, batches: 2, first_file: 5 },
        ...{ formats: '{"syslog":7}', events: 7, rejected: 1 },
      },
    ]);
    db.close();
  });
});
