// What is left to say once content is dropped: of an alert, how many of its events are gone; of a run
// of sealed words, the hash of what is left of it.

import type { Migration } from './migration.ts';

export const DROPPED_CONTENT: Migration = {
  version: 9,
  sql: `
    ALTER TABLE alert ADD COLUMN evidence_dropped INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE word_drop (through INTEGER PRIMARY KEY, rest BLOB NOT NULL) STRICT;
  `,
};
