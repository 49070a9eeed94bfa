// The rows of one table of an open database, in the order of their row numbers and cell by cell, all
// of them or a share: integers of any size and text that is not UTF-8 keep their exact value.
// Refuses rows past the limit, each by itself, and says where a damaged table cannot be read on.

import Database from 'better-sqlite3';
import { strictTextOf } from '../../shared/base/bytes.ts';
import type { TableShape } from '../../shared/formats/chain-layout.ts';
import type { Cell } from '../../shared/sealing/chain-row.ts';

/** One of several stretches of row numbers; each row lies in exactly one of them. */
export interface RowShare {
  /** From 0. */
  readonly part: number;
  readonly of: number;
}

export type DatabaseStep =
  | {
      readonly kind: 'rows';
      /** One cell for each column, and behind them the row's number, which whoever reads takes off. */
      readonly rows: readonly Cell[][];
    }
  | { readonly kind: 'refused'; readonly position: number; readonly reason: string };

export interface RowsOptions {
  readonly table: TableShape;
  /** Column that orders the rows of a table that numbers none. */
  readonly sequence: string;
  readonly maxRecordBytes: number;
  /** Absent for all rows. */
  readonly share?: RowShare | undefined;
}

/** Rows with numbers from `first` to `last`, both included; or one that is refused. */
interface Stretch {
  readonly first: bigint;
  readonly last: bigint;
  readonly refused?: boolean;
}

/** SQLite numbers rows with 64 bits. */
const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;
const EMPTY: Stretch = { first: HIGHEST, last: LOWEST };
const ROWS_PER_READ = 512;
const LARGE_ROW_BYTES = 128 * 1024;

/** Looks for large rows at once; throws the driver's error where the table cannot be read. */
export function chainRows(
  database: Database.Database,
  options: RowsOptions,
): () => Generator<DatabaseStep> {
  const { table, share } = options;
  const rowid = rowidOf(database, table);
  if (rowid !== undefined) return numberedRows(database, rowid, options);
  // Such a table keeps its rows by their key; in which order they were written is not in it.
  const inSequence = `SELECT ${listOf(table)} FROM ${quoted(table.name)} ORDER BY ${quoted(options.sequence)}`;
  return function* () {
    if (share !== undefined && share.part > 0) return;
    let position = 0;
    try {
      for (const row of select(database, inSequence).iterate()) {
        position += 1;
        row.push(BigInt(position));
        yield { kind: 'rows', rows: [row] };
      }
    } catch (error) {
      yield damaged(error, position);
    }
  };
}

function numberedRows(
  database: Database.Database,
  rowid: string,
  { table, maxRecordBytes, share }: RowsOptions,
): () => Generator<DatabaseStep> {
  const from = quoted(table.name);
  const within = `FROM ${from} WHERE ${rowid} >= ? AND ${rowid} <= ?`;
  const size = table.columns
    .map((column) => `coalesce(octet_length(${quoted(column)}), 0)`)
    .join(' + ');
  const all = stretchOf(share);
  const large = database
    .prepare<[bigint, bigint, number], [bigint, bigint]>(
      `SELECT ${rowid}, ${size} ${within} AND ${size} > ? ORDER BY ${rowid}`,
    )
    .raw(true)
    .safeIntegers(true)
    .all(all.first, all.last, Math.min(LARGE_ROW_BYTES, maxRecordBytes));
  const tooLong = large.flatMap(([row, bytes]) => (bytes > maxRecordBytes ? [row] : []));
  // A hostile database could fill the memory with many large rows at once.
  const rowsPerRead = large.length === 0 ? ROWS_PER_READ : 1;
  const range = `SELECT ${listOf(table)}, ${rowid} ${within} ORDER BY ${rowid}`;
  const isUtf8 = database.pragma('encoding', { simple: true }) === 'UTF-8';

  return function* () {
    let position = 0;
    try {
      for (const stretch of around(tooLong, all)) {
        if (stretch.refused === true) {
          position = Number(stretch.first);
          const reason = `longer than the limit of ${maxRecordBytes} bytes`;
          yield { kind: 'refused', position, reason };
          continue;
        }
        for (const rows of rowsOf(stretch)) {
          const last = rows.at(-1)?.at(-1);
          if (isUtf8) for (const cells of rows) makeExact(cells);
          yield { kind: 'rows', rows };
          if (typeof last === 'bigint') position = Number(last);
        }
      }
    } catch (error) {
      yield damaged(error, position);
    }
  };

  /** Row numbers are split evenly between the lowest and the highest. */
  function stretchOf(wanted: RowShare | undefined): Stretch {
    if (wanted === undefined) return { first: LOWEST, last: HIGHEST };
    // Together in one query, both would need a look at every row.
    const end = (which: string): string => `(SELECT ${which}(${rowid}) FROM ${from})`;
    const [ends] = select(database, `SELECT ${end('min')}, ${end('max')}`).all();
    const [lowest, highest] = ends ?? [];
    const { part, of } = wanted;
    if (typeof lowest !== 'bigint' || typeof highest !== 'bigint') return EMPTY;
    const border = (at: number) => lowest + ((highest - lowest + 1n) * BigInt(at)) / BigInt(of);
    return { first: border(part), last: border(part + 1) - 1n };
  }

  function* rowsOf({ first, last }: Stretch): Generator<Cell[][]> {
    const many = select(database, `${range} LIMIT ${rowsPerRead}`);
    for (let next = first; next <= last;) {
      let rows: Cell[][];
      try {
        // Many rows in one call cost a quarter less than one call a row.
        rows = many.all(next, last);
      } catch (error) {
        if (!(error instanceof Database.SqliteError)) throw error;
        // Damaged within these: one by one, up to the damage, which is then met again.
        for (const row of select(database, range).iterate(next, last)) yield [row];
        return;
      }
      // The rows lose their numbers where they are taken.
      const read = rows.at(-1)?.at(-1);
      if (rows.length > 0) yield rows;
      if (rows.length < rowsPerRead || typeof read !== 'bigint') return;
      next = read + 1n;
    }
  }

  /** The driver replaces what is not UTF-8; such a cell is kept as its bytes. */
  function makeExact(cells: Cell[]): void {
    for (let index = 0; index < table.columns.length; index += 1) {
      const value = cells[index];
      if (typeof value !== 'string' || !value.includes('\ufffd')) continue;
      const name = quoted(table.columns[index] ?? '');
      const bytes = database
        .prepare<[Cell], Buffer>(`SELECT CAST(${name} AS BLOB) FROM ${from} WHERE ${rowid} = ?`)
        .pluck()
        .get(cells.at(-1) ?? null);
      if (bytes !== undefined && strictTextOf(bytes) === undefined) cells[index] = bytes;
    }
  }
}

/** The stretch in parts around the rows that are too long to be read. */
function* around(tooLong: readonly bigint[], { first, last }: Stretch): Generator<Stretch> {
  let next = first;
  for (const refused of tooLong) {
    yield { first: next, last: refused - 1n };
    yield { first: refused, last: refused, refused: true };
    next = refused + 1n;
  }
  yield { first: next, last };
}

function damaged(error: unknown, position: number): DatabaseStep {
  if (!(error instanceof Database.SqliteError)) throw error;
  return {
    kind: 'refused',
    position,
    reason: `the database is damaged behind row ${position} (${error.message}); the rows after it cannot be read`,
  };
}

/** The name under which SQLite shows the row number; none for tables without one. */
function rowidOf(database: Database.Database, table: TableShape): string | undefined {
  const taken = new Set(table.columns.map((column) => column.toLowerCase()));
  const name = ['rowid', '_rowid_', 'oid'].find((candidate) => !taken.has(candidate));
  if (name === undefined) return undefined;
  try {
    database.prepare(`SELECT ${name} FROM ${quoted(table.name)} LIMIT 1`);
    return name;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.message.includes('no such column'))
      return undefined;
    throw error;
  }
}

function select(database: Database.Database, sql: string) {
  return database.prepare<unknown[], Cell[]>(sql).raw(true).safeIntegers(true);
}

function listOf(table: TableShape): string {
  return table.columns.map(quoted).join(', ');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
