// What makes looking up quick: where each block lies in time, without touching its bytes, and which
// short runs of characters occur in which records.
//
// `text_span` is a run of whole blocks cut into up to 64 groups of records; `groups` holds, for each
// group, the number of its first event (little-endian doubles). `text_slice` holds for a span, number
// span * 1,024 + band, the bits of 512 hashes of character runs: for each hash one bit a group, set
// where a run with that hash occurs in the group (text-signature.ts).

import type { Migration } from './migration.ts';

export const TEXT_INDEX: Migration = {
  version: 3,
  sql: `
    CREATE INDEX block_zone ON block (id, source_id, first_event, count, first_us, last_us);

    CREATE TABLE text_span (
      id INTEGER PRIMARY KEY,
      first_block INTEGER NOT NULL,
      last_block INTEGER NOT NULL,
      groups BLOB NOT NULL
    ) STRICT;

    CREATE TABLE text_slice (id INTEGER PRIMARY KEY, bits BLOB NOT NULL) STRICT;
  `,
};
