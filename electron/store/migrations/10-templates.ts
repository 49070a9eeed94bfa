// One more column: the template of a message (columns.ts, number 12). Records that are in a case
// already were read without one, and their file's layout says so: they have no value in it.

import type { Migration } from './migration.ts';

export const TEMPLATES: Migration = {
  version: 10,
  // A dictionary of one word, the empty one, whose number is 0: no codes follow.
  sql: `INSERT INTO column_chunk (column, block_id, dictionary, codes)
        SELECT 12, id, x'00000000', x'' FROM block;`,
};
