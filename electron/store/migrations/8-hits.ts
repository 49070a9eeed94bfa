// What rules matched, block by block, so that detection need not read an event twice.
//
// `hit_set` is a list of keys of rules, one a line: the rules that were looked for together. For each
// block that they were looked for in there is a row of `block_hits`, also where nothing was found. A
// block that is dropped takes its hits with it.

import type { Migration } from './migration.ts';

export const HITS: Migration = {
  version: 8,
  sql: `
    CREATE TABLE hit_set (
      id INTEGER PRIMARY KEY,
      keys TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE block_hits (
      block_id INTEGER NOT NULL REFERENCES block,
      set_id INTEGER NOT NULL REFERENCES hit_set,
      hits BLOB NOT NULL,
      PRIMARY KEY (block_id, set_id)
    ) STRICT;

    CREATE TRIGGER hits_of_dropped_block BEFORE DELETE ON block BEGIN
      DELETE FROM block_hits WHERE block_id = old.id;
    END;
  `,
};
