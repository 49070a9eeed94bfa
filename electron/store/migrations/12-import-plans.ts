// What an import is to read, away from how far it has come: the one is as long as the list of its
// files, the other changes with every batch, and a row is read and written as a whole.

import type { Migration } from './migration.ts';

export const IMPORT_PLANS: Migration = {
  version: 12,
  sql: `
    CREATE TABLE import_plan (
      source_id INTEGER PRIMARY KEY REFERENCES source,
      plan TEXT NOT NULL
    ) STRICT;
    INSERT INTO import_plan (source_id, plan) SELECT source_id, plan FROM import_run;
    ALTER TABLE import_run DROP COLUMN plan;
  `,
};
