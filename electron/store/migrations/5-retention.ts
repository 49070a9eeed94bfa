// How long evidence is kept, what must be kept whatever the period says, and what was dropped.
//
// `retention` is a period per exhibit, `hold` a legal hold on one exhibit or, without one, on the
// whole case; a hold that was released stays listed. A block that is dropped leaves `block`: its
// records, places and columns are gone, and `dropped_block` keeps what its place in the chain and the
// seal needs. The hashes of its leaves stay in `leaf_hash`, its digest in `block_seal`.

import type { Migration } from './migration.ts';

export const RETENTION: Migration = {
  version: 5,
  sql: `
    CREATE TABLE retention (
      source_id INTEGER PRIMARY KEY REFERENCES source,
      days INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE hold (
      id INTEGER PRIMARY KEY,
      source_id INTEGER REFERENCES source,
      reason TEXT NOT NULL,
      who TEXT NOT NULL,
      placed_us INTEGER NOT NULL,
      released_us INTEGER,
      released_by TEXT,
      released_why TEXT
    ) STRICT;

    CREATE TABLE drop_run (
      id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES source,
      at_us INTEGER NOT NULL,
      who TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;

    CREATE TABLE dropped_block (
      block_id INTEGER PRIMARY KEY,
      run_id INTEGER NOT NULL REFERENCES drop_run,
      source_id INTEGER NOT NULL REFERENCES source,
      first_event INTEGER NOT NULL UNIQUE,
      count INTEGER NOT NULL,
      raw_bytes INTEGER NOT NULL,
      sha256 BLOB NOT NULL,
      chain BLOB NOT NULL
    ) STRICT;
  `,
};
