// Rows of a hash-chained log in SQLite, from a private copy. Rows come in the order of their
// rowid, as the canonical JSON of their columns; integers of any size and text that is not UTF-8
// keep their exact value. Refuses views, virtual tables and generated columns: those could run
// code of whoever made the file.

import Database from 'better-sqlite3';
import { err, failure, ok, type Result } from '../../shared/base/result.ts';
import { strictTextOf } from '../../shared/base/bytes.ts';
import {
  chainTable,
  type ChainLayout,
  type TableShape,
} from '../../shared/formats/chain-layout.ts';
import { sampleOfTables, type Sample } from '../../shared/formats/sample.ts';
import { canonicalRow, type RowColumn } from '../../shared/sealing/chain-row.ts';

type Cell = string | number | bigint | Buffer | null;

export interface ChainDatabase {
  readonly sample: Sample;
  readonly rowCount: number;
  rows(): IterableIterator<DatabaseRow>;
  close(): void;
}

export type DatabaseRow =
  | { readonly kind: 'row'; readonly position: number; readonly record: Uint8Array }
  | { readonly kind: 'refused'; readonly position: number; readonly reason: string };

const SQLITE_MAGIC = 'SQLite format 3\0';

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
    return ok(read(database, table, maxRecordBytes));
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
  maxRecordBytes: number,
): ChainDatabase {
  const from = quoted(table.name);
  const list = table.columns.map(quoted).join(', ');
  const rowid = rowidOf(database, table);
  const utf8Text = database.pragma('encoding', { simple: true }) === 'UTF-8';
  const sizes = table.columns.map((column) => `coalesce(octet_length(${quoted(column)}), 0)`);
  const tooLong = new Set(
    rowid === undefined
      ? []
      : database
          .prepare<[number], number>(`SELECT ${rowid} FROM ${from} WHERE ${sizes.join(' + ')} > ?`)
          .pluck()
          .all(maxRecordBytes),
  );
  const rowCount = Number(database.prepare(`SELECT count(*) FROM ${from}`).pluck().get());

  function* rows(): IterableIterator<DatabaseRow> {
    let position = 0;
    try {
      for (const part of parts(rowid, tooLong)) {
        if (part.refused !== undefined) {
          position = part.refused;
          yield {
            kind: 'refused',
            position,
            reason: `longer than the limit of ${maxRecordBytes} bytes`,
          };
          continue;
        }
        const statement = database
          .prepare<unknown[], Cell[]>(
            `SELECT ${rowid ?? 'NULL'}, ${list} FROM ${from} ${part.where}${rowid === undefined ? '' : ` ORDER BY ${rowid}`}`,
          )
          .raw(true)
          .safeIntegers(true);
        for (const cells of statement.iterate(...part.bounds)) {
          position = rowid === undefined ? position + 1 : Number(cells[0]);
          const columns: RowColumn[] = [];
          for (const [index, name] of table.columns.entries()) {
            let value = cells[index + 1] ?? null;
            if (
              utf8Text &&
              rowid !== undefined &&
              typeof value === 'string' &&
              value.includes('\ufffd')
            ) {
              value = exactText(name, cells[0] ?? null, value);
            }
            columns.push({ name, value });
          }
          yield { kind: 'row', position, record: canonicalRow(columns) };
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
    rowCount,
    rows,
    close: () => {
      database.close();
    },
  };
}

interface Part {
  readonly where: string;
  readonly bounds: readonly number[];
  readonly refused?: number;
}

/** The table in stretches around the rows that are too long to be read. */
function* parts(rowid: string | undefined, tooLong: ReadonlySet<number>): Generator<Part> {
  if (rowid === undefined || tooLong.size === 0) {
    yield { where: '', bounds: [] };
    return;
  }
  let after: number | undefined;
  for (const refused of [...tooLong].sort((a, b) => a - b)) {
    yield after === undefined
      ? { where: `WHERE ${rowid} < ?`, bounds: [refused] }
      : { where: `WHERE ${rowid} > ? AND ${rowid} < ?`, bounds: [after, refused] };
    yield { where: '', bounds: [], refused };
    after = refused;
  }
  if (after !== undefined) yield { where: `WHERE ${rowid} > ?`, bounds: [after] };
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
