// Ways in which a log can differ from what was sealed, each with what verification has to name.

import { chainHashOf, contentHashOf, madeRow, seal, type MadeRow } from './made-log.ts';

export interface Named {
  readonly altered: readonly number[];
  readonly missing: readonly number[];
}

export interface Manipulation {
  readonly name: string;
  /** How many entries from the given one on it touches. */
  readonly span: number;
  readonly apply: (rows: MadeRow[], sequence: number) => Named;
}

/** The key of someone who does not have the log's. */
const OTHER_KEY = 'ffeeddccbbaa99887766554433221100';

function at(rows: MadeRow[], sequence: number): { row: MadeRow; index: number } {
  const index = rows.findIndex((row) => row.entry_id === `entry_${sequence}`);
  const row = rows[index];
  if (row === undefined) throw new Error(`no entry ${sequence}`);
  return { row, index };
}

function altered(...sequences: number[]): Named {
  return { altered: sequences, missing: [] };
}

export const MANIPULATIONS: readonly Manipulation[] = [
  {
    name: 'edited in place',
    span: 1,
    apply(rows, sequence) {
      at(rows, sequence).row.message = 'quiet';
      return altered(sequence);
    },
  },
  {
    name: 'edited with its content hash redone',
    span: 1,
    apply(rows, sequence) {
      const { row } = at(rows, sequence);
      row.message = 'quiet';
      row.content_hash = contentHashOf(row);
      return altered(sequence);
    },
  },
  {
    name: 'edited with content and chain hash redone, what follows left alone',
    span: 1,
    apply(rows, sequence) {
      const { row } = at(rows, sequence);
      row.message = 'quiet';
      seal(row, String(row.previous_hash), OTHER_KEY);
      return altered(sequence);
    },
  },
  {
    name: 'its previous hash replaced',
    span: 1,
    apply(rows, sequence) {
      at(rows, sequence).row.previous_hash = 'ab'.repeat(32);
      return altered(sequence);
    },
  },
  {
    name: 'its previous hash replaced and its chain hash redone',
    span: 1,
    apply(rows, sequence) {
      const { row } = at(rows, sequence);
      row.previous_hash = 'ab'.repeat(32);
      row.chain_hash = chainHashOf(row);
      return altered(sequence);
    },
  },
  {
    name: 'its chain hash replaced',
    span: 1,
    apply(rows, sequence) {
      at(rows, sequence).row.chain_hash = 'cd'.repeat(32);
      return altered(sequence);
    },
  },
  {
    name: 'its hashes emptied',
    span: 1,
    apply(rows, sequence) {
      const { row } = at(rows, sequence);
      row.content_hash = null;
      row.previous_hash = null;
      row.chain_hash = null;
      return altered(sequence);
    },
  },
  {
    name: 'given a wild sequence number',
    span: 1,
    apply(rows, sequence) {
      at(rows, sequence).row.sequence_number = 987_654_321;
      return altered(sequence);
    },
  },
  {
    name: 'given a negative sequence number with its hashes redone',
    span: 1,
    apply(rows, sequence) {
      const { row } = at(rows, sequence);
      row.sequence_number = -3;
      seal(row, String(row.previous_hash), OTHER_KEY);
      return altered(sequence);
    },
  },
  {
    name: 'given a text as sequence number',
    span: 1,
    apply(rows, sequence) {
      at(rows, sequence).row.sequence_number = 'many';
      return altered(sequence);
    },
  },
  {
    name: 'two time stamps exchanged',
    span: 2,
    apply(rows, sequence) {
      const a = at(rows, sequence).row;
      const b = at(rows, sequence + 1).row;
      [a.timestamp, b.timestamp] = [b.timestamp, a.timestamp];
      return altered(sequence, sequence + 1);
    },
  },
  {
    name: 'two neighbours exchanging sequence numbers',
    span: 2,
    apply(rows, sequence) {
      const a = at(rows, sequence).row;
      const b = at(rows, sequence + 1).row;
      [a.sequence_number, b.sequence_number] = [b.sequence_number, a.sequence_number];
      return altered(sequence, sequence + 1);
    },
  },
  {
    name: 'two neighbours exchanging their places in the file',
    span: 2,
    apply(rows, sequence) {
      const a = at(rows, sequence);
      const b = at(rows, sequence + 1);
      rows[a.index] = b.row;
      rows[b.index] = a.row;
      return altered(sequence, sequence + 1);
    },
  },
  {
    name: 'two entries with one between them exchanging their places',
    span: 3,
    apply(rows, sequence) {
      const a = at(rows, sequence);
      const b = at(rows, sequence + 2);
      rows[a.index] = b.row;
      rows[b.index] = a.row;
      return altered(sequence, sequence + 2);
    },
  },
  {
    name: 'one entry moved three places on',
    span: 4,
    apply(rows, sequence) {
      const a = at(rows, sequence);
      const target = at(rows, sequence + 3).index;
      rows.splice(a.index, 1);
      rows.splice(target, 0, a.row);
      return altered(sequence);
    },
  },
  {
    name: 'one entry deleted',
    span: 1,
    apply(rows, sequence) {
      rows.splice(at(rows, sequence).index, 1);
      return { altered: [], missing: [sequence] };
    },
  },
  {
    name: 'three entries deleted',
    span: 3,
    apply(rows, sequence) {
      rows.splice(at(rows, sequence).index, 3);
      return { altered: [], missing: [sequence, sequence + 1, sequence + 2] };
    },
  },
  {
    name: 'an entry repeated after itself under another id',
    span: 1,
    apply(rows, sequence) {
      const { row, index } = at(rows, sequence);
      rows.splice(index + 1, 0, { ...row, entry_id: 'entry_alien', message: 'approved' });
      return altered(sequence);
    },
  },
  {
    name: 'an entry repeated word for word',
    span: 1,
    apply(rows, sequence) {
      const { row, index } = at(rows, sequence);
      rows.splice(index + 1, 0, { ...row });
      return altered(sequence);
    },
  },
  {
    name: 'an alien entry with sound hashes before the genuine one',
    span: 1,
    apply(rows, sequence) {
      const { row, index } = at(rows, sequence);
      const alien = madeRow(sequence, 'entry_alien');
      seal(alien, String(row.previous_hash), OTHER_KEY);
      rows.splice(index, 0, alien);
      return altered(sequence);
    },
  },
  {
    name: 'an alien entry with sound hashes after the genuine one',
    span: 1,
    apply(rows, sequence) {
      const { row, index } = at(rows, sequence);
      const alien = madeRow(sequence, 'entry_alien');
      seal(alien, String(row.chain_hash), OTHER_KEY);
      rows.splice(index + 1, 0, alien);
      return altered(sequence);
    },
  },
];
