// Columns instead of a row per event, and the Merkle tree over all records.
//
// `column_chunk` holds one column of one block (column-chunk.ts): column 0 is the time, the others
// are numbered in columns.ts; `dictionary` is the term ids that the codes stand for, as 32-bit
// little-endian numbers. `leaf_tile` holds the root of each full run of 256 leaves, the event with
// number n being leaf n - 1.
//
// The rows of the first format become chunks. Its events get their leaves when a case is next opened
// for writing (engine/seal), which has the hashes for it.
//
// `import_run` is an import that is under way: what is to be read, and which of its units and batches
// are committed. `addition` is what came to an exhibit after it was first imported.

import { encodeCodes, encodeTimes } from '../column-chunk.ts';
import type { Migration } from './migration.ts';

/** The columns that the first format kept, in the order of their numbers. */
const COLUMNS_BEFORE = [
  'level',
  'action',
  'outcome',
  'provider',
  'user',
  'src_ip',
  'dst_ip',
  'host',
  'service',
  'account',
  'region',
];

export const COLUMNS: Migration = {
  version: 2,
  sql: `
    CREATE TABLE column_chunk (
      column INTEGER NOT NULL,
      block_id INTEGER NOT NULL REFERENCES block,
      dictionary BLOB NOT NULL,
      codes BLOB NOT NULL,
      PRIMARY KEY (column, block_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE leaf_tile (idx INTEGER PRIMARY KEY, root BLOB NOT NULL) STRICT;

    ALTER TABLE file ADD COLUMN changed_us INTEGER;

    CREATE TABLE import_run (
      source_id INTEGER PRIMARY KEY REFERENCES source,
      plan TEXT NOT NULL,
      unit INTEGER NOT NULL,
      batches INTEGER NOT NULL,
      first_file INTEGER NOT NULL,
      formats TEXT NOT NULL,
      events INTEGER NOT NULL,
      rejected INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE addition (
      id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES source,
      at_us INTEGER NOT NULL,
      files INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      events INTEGER NOT NULL,
      rejected INTEGER NOT NULL,
      sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX addition_by_source ON addition (source_id, id);
  `,
  convert(db) {
    const blocks = db
      .prepare<[], { id: number; first: number; count: number }>(
        'SELECT id, first_event AS first, count FROM block ORDER BY id',
      )
      .all();
    const rows = db
      .prepare<[number, number], (number | null)[]>(
        `SELECT time_us, ${COLUMNS_BEFORE.join(', ')} FROM event WHERE id >= ? AND id < ? ORDER BY id`,
      )
      .raw();
    const add = db.prepare(
      'INSERT INTO column_chunk (column, block_id, dictionary, codes) VALUES (?, ?, ?, ?)',
    );
    for (const { id, first, count } of blocks) {
      const listed = rows.all(first, first + count);
      if (listed.length !== count) throw new Error(`block ${String(id)} has events without a row`);
      const times = Float64Array.from(listed, ([time]) => time ?? Number.NaN);
      add.run(0, id, new Uint8Array(0), encodeTimes(times, count));
      for (const index of COLUMNS_BEFORE.keys()) {
        const local = new Map<number, number>();
        const codes = listed.map((row) => {
          const term = row[index + 1] ?? 0;
          const code = local.get(term) ?? local.size;
          local.set(term, code);
          return code;
        });
        const dictionary = new Uint8Array(Uint32Array.from(local.keys()).buffer);
        add.run(index + 1, id, dictionary, encodeCodes(codes, count, local.size));
      }
    }
    db.exec('DROP TABLE event');
  },
};
