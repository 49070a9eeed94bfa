// A hash-chained log in SQLite, opened in a private copy: which table it is in. Refuses views and
// virtual tables: those could run code of whoever made the file.

import Database from 'better-sqlite3';
import { err, failure, ok, type Result } from '../../shared/base/result.ts';
import { chainColumn, type ChainLayout } from '../../shared/domain/chain-layout.ts';
import type { TableShape } from '../../shared/formats/chain-layout.ts';
import type { LogFormat } from '../../shared/formats/format.ts';
import { chainedLog } from '../../shared/formats/hash-chained-log.ts';
import { findChainTable } from './chain-table.ts';
import { chainRows, type DatabaseStep, type RowShare } from './chain-rows.ts';

export interface ChainDatabase {
  /** The format of its rows, with the names of their columns. */
  readonly format: LogFormat;
  /** Names of the table's columns, in their order. */
  readonly columns: readonly string[];
  rows(): IterableIterator<DatabaseStep>;
  close(): void;
}

export interface OpenOptions {
  /** What errors call the file. */
  readonly name: string;
  readonly maxRecordBytes: number;
  readonly layout: ChainLayout | undefined;
  /** Absent for all rows. */
  readonly share?: RowShare | undefined;
}

export function openChainDatabase(
  copy: string,
  { name, maxRecordBytes, layout, share }: OpenOptions,
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
    const found = findChainTable(database, tables, layout);
    if (!found.ok) {
      database.close();
      return err(failure('format.unknown', `${name}: ${found.error}`));
    }
    const { table } = found.value;
    const sequence = chainColumn(found.value.layout, 'sequence_number');
    const rows = chainRows(database, { table, sequence, maxRecordBytes, share });
    return ok({
      format: chainedLog(found.value.layout),
      columns: table.columns,
      rows,
      close: () => void database.close(),
    });
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

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
