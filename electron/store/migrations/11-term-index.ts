// Words are found by a table in memory (words.ts); the index that kept them apart cost more than all
// else that is written for them, in time and on disk.

import type { Migration } from './migration.ts';

export const TERM_INDEX: Migration = {
  version: 11,
  sql: `
    CREATE TABLE term_rows (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;
    INSERT INTO term_rows (id, value) SELECT id, value FROM term ORDER BY id;
    DROP TABLE term;
    ALTER TABLE term_rows RENAME TO term;
  `,
};
