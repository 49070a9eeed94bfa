// What stands under the signed checkpoints besides the records.
//
// `leaf_hash` holds the hashes of the leaves of each tile, the last one being filled still: where a
// record does not match, they say which it is, and they stay when a record is dropped.
// `block_seal` is the digest of each block's columns and places, `term_seal` a running hash over the
// words that the columns are written in, `exhibit_seal` what was recorded of each exhibit.
// `checkpoint` holds signed notes, oldest first.

import type { Migration } from './migration.ts';

export const CHECKPOINTS: Migration = {
  version: 4,
  sql: `
    CREATE TABLE leaf_hash (idx INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;

    CREATE TABLE block_seal (block_id INTEGER PRIMARY KEY, digest BLOB NOT NULL) STRICT;

    CREATE TABLE term_seal (through INTEGER PRIMARY KEY, chain BLOB NOT NULL) STRICT;

    CREATE TABLE exhibit_seal (
      source_id INTEGER PRIMARY KEY,
      facts BLOB NOT NULL,
      custody BLOB NOT NULL,
      files BLOB NOT NULL,
      rejections BLOB NOT NULL
    ) STRICT;

    CREATE TABLE checkpoint (
      id INTEGER PRIMARY KEY,
      events INTEGER NOT NULL,
      at_us INTEGER NOT NULL,
      reason TEXT NOT NULL,
      note TEXT NOT NULL
    ) STRICT;
  `,
};
