// What rules must no longer find, for a reason and for a time.

import type { Migration } from './migration.ts';

export const EXCEPTIONS: Migration = {
  version: 6,
  sql: `
    CREATE TABLE exception (
      id TEXT PRIMARY KEY,
      created_us INTEGER NOT NULL,
      expires_us INTEGER,
      ended_us INTEGER,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
