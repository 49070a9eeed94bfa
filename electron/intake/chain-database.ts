// Rows of a hash-chained log in SQLite, from a private copy. Rows come in the order of their
// rowid, cell by cell; integers of any size and text that is not UTF-8 keep their exact value. Refuses views, virtual tables and generated columns: those could run
// code of whoever made the file.

import Database from 'better-sqlite3';
import { err, failure, ok, type Result } from '../../shared/base/result.ts';
import { strictTextOf } from '../../shared/base/bytes.ts';
import {
  chainColumn,
  chainTable,
  type ChainLayout,
  type TableShape,
} from '../../shared/formats/chain-layout.ts';
import { sampleOfTables, type Sample } from '../../shared/formats/sample.ts';
import type { Cell } from '../../shared/sealing/chain-row.ts';

export interface ChainDatabase {
  readonly sample: Sample;
  /** Names of the table's columns, in their order. */
  readonly columns: readonly string[];
  rows(): IterableIterator<DatabaseRow>;
  close(): void;
}

export type DatabaseRow =
  | {
      readonly kind: 'row';
      readonly position: number;
      /** One for each of `columns`. */
      readonly cells: readonly Cell[];
    }
  | { readonly kind: 'refused'; readonly position: number; readonly reason: string };

const SQLITE_MAGIC = 'SQLite format 3\0';

/** Rows with numbers from `first` to `last`, both included; or one that is refused. */
interface Part {
  readonly first: bigint;
  readonly last: bigint;
  readonly refused?: bigint;
}

/** SQLite numbers rows with 64 bits. */
const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;
const ROWS_PER_READ = 512;
const LARGE_ROW_BYTES = 128 * 1024;

export function isSqlite(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 16)).toString('latin1') === SQLITE_MAGIC;
}

/** @param name what errors call the file */
export function openChainDatabase(
  copy: string,
  name: string,
  maxRecordBytes: number,
  layout: ChainLayout | undefined,
): Result<ChainDatabase> {
  let database: Database.Database;
  try {
    database = new Database(copy, { fileMustExist: true });
  } catch (error) {
    return err(
      failure('file.unreadable', `${name}: cannot be opened as a database: ${reason(error)}.`),
    );
  }
  try {
    // The copy is ours, and a write-ahead log is only read through a connection that may write.
    database.pragma('query_only = on');
    database.pragma('trusted_schema = off');
    database.pragma('cell_size_check = on');
    const tables = tablesOf(database);
    const table = chainTable(tables, layout);
    if (!table) {
      database.close();
      return err(failure('format.unknown', `${name}: ${noChain(tables)}`));
    }
    const sequence = chainColumn(layout, 'sequence_number');
    return ok(read(database, table, sequence, maxRecordBytes));
  } catch (error) {
    database.close();
    return err(
      failure(
        'file.unreadable',
        `${name}: the database is damaged or encrypted: ${reason(error)}.`,
      ),
    );
  }
}

function noChain(tables: readonly TableShape[]): string {
  if (tables.length === 0) return 'a SQLite database without any table.';
  const names = tables.slice(0, 8).map((table) => table.name);
  const more = tables.length > names.length ? ` and ${tables.length - names.length} more` : '';
  return `a SQLite database without a hash-chained log (tables: ${names.join(', ')}${more}).`;
}

function tablesOf(database: Database.Database): TableShape[] {
  const names = database
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND rootpage > 0 ORDER BY name",
    )
    .all();
  return names.map(({ name }) => {
    const columns = database.prepare<[string], { name: string }>(
      'SELECT name FROM pragma_table_info(?) ORDER BY cid',
    );
    return { name, columns: columns.all(name).map((column) => column.name) };
  });
}

function read(
  database: Database.Database,
  table: TableShape,
  sequence: string,
  maxRecordBytes: number,
): ChainDatabase {
  const from = quoted(table.name);
  const list = table.columns.map(quoted).join(', ');
  const rowid = rowidOf(database, table);
  const utf8Text = database.pragma('encoding', { simple: true }) === 'UTF-8';
  const lengths = table.columns.map((column) => `coalesce(octet_length(${quoted(column)}), 0)`);
  const size = lengths.join(' + ');
  const large =
    rowid === undefined
      ? []
      : database
          .prepare<[number], [bigint, bigint]>(
            `SELECT ${rowid}, ${size} FROM ${from} WHERE ${size} > ? ORDER BY ${rowid}`,
          )
          .raw(true)
          .safeIntegers(true)
          .all(Math.min(LARGE_ROW_BYTES, maxRecordBytes));
  const tooLong = large.filter(([, bytes]) => bytes > maxRecordBytes).map(([row]) => row);

  function* rows(): IterableIterator<DatabaseRow> {
    let position = 0;
    try {
      for (const part of parts(tooLong)) {
        if (part.refused !== undefined) {
          position = Number(part.refused);
          yield {
            kind: 'refused',
            position,
            reason: `longer than the limit of ${maxRecordBytes} bytes`,
          };
          continue;
        }
        for (const cells of cellsOf(part)) {
          position = rowid === undefined ? position + 1 : Number(cells[0]);
          const row = cells.shift() ?? null;
          if (utf8Text && rowid !== undefined) makeExact(cells, row);
          yield { kind: 'row', position, cells };
        }
      }
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      yield {
        kind: 'refused',
        position,
        reason: `the database is damaged behind row ${position} (${error.message}); the rows after it cannot be read`,
      };
    }
  }

  /** Rows of a stretch, with the row number before the cells. */
  function* cellsOf({ first, last }: Part): Generator<Cell[]> {
    if (rowid === undefined) {
      // Such a table keeps its rows by their key; in which order they were written is not in it.
      const inSequence = `SELECT NULL, ${list} FROM ${from} ORDER BY ${quoted(sequence)}`;
      yield* select(inSequence).iterate();
      return;
    }
    // A hostile database could fill the memory with many large rows at once.
    const rowsPerRead = large.length === 0 ? ROWS_PER_READ : 1;
    const range = `SELECT ${rowid}, ${list} FROM ${from} WHERE ${rowid} >= ? AND ${rowid} <= ? ORDER BY ${rowid}`;
    const many = select(`${range} LIMIT ${rowsPerRead}`);
    let next = first;
    for (;;) {
      let rows: Cell[][];
      try {
        // Many rows in one call cost a quarter less than one call a row.
        rows = many.all(next, last);
      } catch (error) {
        if (!(error instanceof Database.SqliteError)) throw error;
        // Damaged within these: one by one, up to the damage, which is then met again.
        yield* select(range).iterate(next, last);
        return;
      }
      // The rows lose their numbers where they are taken.
      const read = rows.at(-1)?.[0];
      yield* rows;
      if (rows.length < rowsPerRead || typeof read !== 'bigint') return;
      next = read + 1n;
    }
  }

  function select(sql: string) {
    return database.prepare<unknown[], Cell[]>(sql).raw(true).safeIntegers(true);
  }

  function makeExact(cells: Cell[], row: Cell): void {
    for (let index = 0; index < cells.length; index += 1) {
      const value = cells[index];
      if (typeof value !== 'string' || !value.includes('\ufffd')) continue;
      cells[index] = exactText(table.columns[index] ?? '', row, value);
    }
  }

  /** The driver replaces what is not UTF-8; such a cell is kept as its bytes. */
  function exactText(name: string, row: Cell, shown: string): string | Buffer {
    const bytes = database
      .prepare<[Cell], Buffer>(
        `SELECT CAST(${quoted(name)} AS BLOB) FROM ${from} WHERE ${rowid ?? 'rowid'} = ?`,
      )
      .pluck()
      .get(row);
    if (bytes === undefined) return shown;
    return strictTextOf(bytes) === undefined ? bytes : shown;
  }

  return {
    sample: sampleOfTables([table]),
    columns: table.columns,
    rows,
    close: () => {
      database.close();
    },
  };
}

/** The table in stretches around the rows that are too long to be read. */
function* parts(tooLong: readonly bigint[]): Generator<Part> {
  let first = LOWEST;
  for (const refused of tooLong) {
    yield { first, last: refused - 1n };
    yield { first: refused, last: refused, refused };
    first = refused + 1n;
  }
  yield { first, last: HIGHEST };
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

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
