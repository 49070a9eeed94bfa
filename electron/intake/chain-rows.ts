// The rows of one table of an open database, in the order of their row numbers and cell by cell, all
// of them or a share: integers of any size and text that is not UTF-8 keep their exact value.
// Refuses rows past the limit, each by itself, and says which rows lie on damaged pages.

import Database from 'better-sqlite3';
import { strictTextOf } from '../../shared/base/bytes.ts';
import type { TableShape } from '../../shared/formats/chain-layout.ts';
import type { Cell } from '../../shared/sealing/chain-row.ts';
import { damagedRows, indexedNumbers, readableFrom, tried } from './damaged-rows.ts';

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

/** Looks for large rows at once; throws the driver's error where no row at all can be read. */
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
  const large = tried(() =>
    database
      .prepare<[bigint, bigint, number], [bigint, bigint]>(
        `SELECT ${rowid}, ${size} ${within} AND ${size} > ? ORDER BY ${rowid}`,
      )
      .raw(true)
      .safeIntegers(true)
      .all(all.first, all.last, Math.min(LARGE_ROW_BYTES, maxRecordBytes)),
  );
  const following = database
    .prepare<[bigint, bigint], [bigint, bigint]>(
      `SELECT ${rowid}, ${size} ${within} ORDER BY ${rowid} LIMIT 1`,
    )
    .raw(true)
    .safeIntegers(true);
  const look = (at: bigint, last: bigint) => tried(() => following.get(at, last));
  if (!large.ok && !isAnyReadable(all)) throw large.error;
  const sizes = large.ok ? large.value : [];
  const tooLong = sizes.flatMap(([row, bytes]) => (bytes > maxRecordBytes ? [row] : []));
  // A hostile database could fill the memory with many large rows at once.
  const rowsPerRead = sizes.length === 0 ? ROWS_PER_READ : 1;
  const range = `SELECT ${listOf(table)}, ${rowid} ${within} ORDER BY ${rowid}`;
  const isUtf8 = database.pragma('encoding', { simple: true }) === 'UTF-8';

  return function* () {
    if (!large.ok) {
      yield* aroundDamage(all);
      return;
    }
    for (const stretch of around(tooLong, all)) {
      if (stretch.refused === true) yield tooLongAt(stretch.first);
      else yield* rowsOf(stretch);
    }
  };

  /** Row numbers are split evenly between the lowest and the highest. */
  function stretchOf(wanted: RowShare | undefined): Stretch {
    if (wanted === undefined) return { first: LOWEST, last: HIGHEST };
    // Together in one query, both would need a look at every row.
    const end = (which: string): string => `(SELECT ${which}(${rowid}) FROM ${from})`;
    const found = tried(() => select(database, `SELECT ${end('min')}, ${end('max')}`).all());
    // Where the ends are damaged nothing can be shared out.
    if (!found.ok) return wanted.part === 0 ? { first: LOWEST, last: HIGHEST } : EMPTY;
    const [lowest, highest] = found.value[0] ?? [];
    const { part, of } = wanted;
    if (typeof lowest !== 'bigint' || typeof highest !== 'bigint') return EMPTY;
    const border = (at: number) => lowest + ((highest - lowest + 1n) * BigInt(at)) / BigInt(of);
    return { first: border(part), last: border(part + 1) - 1n };
  }

  function* rowsOf({ first, last }: Stretch): Generator<DatabaseStep> {
    const many = select(database, `${range} LIMIT ${rowsPerRead}`);
    for (let next = first; next <= last;) {
      const from = next;
      // Many rows in one call cost a quarter less than one call a row.
      const read = tried(() => many.all(from, last));
      if (!read.ok) {
        yield* aroundDamage({ first: next, last });
        return;
      }
      const rows = read.value;
      // The rows lose their numbers where they are taken.
      const end = rows.at(-1)?.at(-1);
      if (rows.length > 0) yield exactRows(rows);
      if (rows.length < rowsPerRead || typeof end !== 'bigint') return;
      next = end + 1n;
    }
  }

  /** Row by row; which rows there should be is told by an index, where the table has one. */
  function* aroundDamage(stretch: Stretch): Generator<DatabaseStep> {
    // Up to a number, the page behind it would be looked at as well.
    const one = select(
      database,
      `SELECT ${listOf(table)}, ${rowid} FROM ${from} WHERE ${rowid} = ?`,
    );
    const sizeOf = database
      .prepare<[bigint], bigint>(`SELECT ${size} FROM ${from} WHERE ${rowid} = ?`)
      .pluck()
      .safeIntegers(true);
    const numbers = indexedNumbers(database, table.name, rowid, stretch);
    for (const step of numbers ?? numbersFound(stretch)) {
      if (typeof step !== 'bigint') {
        yield step;
        continue;
      }
      const bytes = tried(() => sizeOf.get(step));
      if (bytes.ok && bytes.value !== undefined && bytes.value > maxRecordBytes) {
        yield tooLongAt(step);
        continue;
      }
      const read = bytes.ok ? tried(() => one.all(step)) : bytes;
      if (!read.ok) yield* damagedRows(step, step + 1n, read.error.message);
      else if (read.value.length > 0) yield exactRows(read.value);
      else yield* damagedRows(step, step + 1n, 'an index lists the row, the table does not');
    }
  }

  /** Over pages that cannot be read to the next one that can. */
  function* numbersFound({ first, last }: Stretch): Generator<bigint | DatabaseStep> {
    for (let next = first; next <= last;) {
      const found = look(next, last);
      if (found.ok) {
        if (found.value === undefined) return;
        const [row] = found.value;
        yield row;
        next = row + 1n;
        continue;
      }
      const readable = readableFrom(next, last, (at) => look(at, last).ok);
      // Behind a share lies the next one; else the end of the table is where no row follows.
      const resumed =
        last < HIGHEST
          ? (readable ?? last + 1n)
          : readable !== undefined && isRowFrom(readable)
            ? readable
            : undefined;
      yield* damagedRows(next, resumed, found.error.message);
      if (resumed === undefined) return;
      next = resumed;
    }
  }

  function isRowFrom(at: bigint): boolean {
    const found = look(at, HIGHEST);
    return found.ok && found.value !== undefined;
  }

  function isAnyReadable({ first, last }: Stretch): boolean {
    if (first > last) return true;
    const readable = (at: bigint): boolean => look(at, last).ok;
    return readable(first) || last < HIGHEST || readableFrom(first, last, readable) !== undefined;
  }

  function tooLongAt(row: bigint): DatabaseStep {
    const reason = `longer than the limit of ${maxRecordBytes} bytes`;
    return { kind: 'refused', position: Number(row), reason };
  }

  function exactRows(rows: Cell[][]): DatabaseStep {
    if (isUtf8) for (const cells of rows) makeExact(cells);
    return { kind: 'rows', rows };
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
