// Rows on pages of a database that were overwritten or cut off: where reading can go on behind them,
// and what is said of those that cannot be read.

import Database from 'better-sqlite3';
import type { DatabaseStep } from './chain-rows.ts';

/** What the database says of its damage. */
type Damage = InstanceType<typeof Database.SqliteError>;
type RefusedRow = Extract<DatabaseStep, { readonly kind: 'refused' }>;

/**
 * The first number from which rows can be read again, behind one from which they cannot;
 * `undefined` where there is none. Pages hold rows by their number, so a few looks find it.
 */
export function readableFrom(
  damagedAt: bigint,
  last: bigint,
  isReadable: (at: bigint) => boolean,
): bigint | undefined {
  let low = damagedAt;
  let high = damagedAt;
  for (let step = 1n; ; step *= 2n) {
    if (high === last) return undefined;
    high = damagedAt + step < last ? damagedAt + step : last;
    if (isReadable(high)) break;
    low = high;
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (isReadable(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** More rows than this on damaged pages are told as one: which of their numbers were given out is unknown. */
const MOST_TOLD_SINGLY = 10_000n;

/** @param until the first number that can be read again */
export function* damagedRows(
  from: bigint,
  until: bigint | undefined,
  message: string,
): Generator<RefusedRow> {
  // Numbers begin at 1 unless somebody chose otherwise.
  const first = from < 1n && (until === undefined || until > 1n) ? 1n : from;
  const refused = (position: bigint, what: string): RefusedRow => ({
    kind: 'refused',
    position: Number(position),
    reason: `the database is damaged (${message}): ${what}`,
  });
  if (until === undefined) {
    yield refused(first, `the rows from number ${first} on cannot be read`);
  } else if (until - first > MOST_TOLD_SINGLY) {
    yield refused(first, `the rows from number ${first} to ${until - 1n} cannot be read`);
  } else {
    for (let row = first; row < until; row += 1n) yield refused(row, 'the row cannot be read');
  }
}

/**
 * The numbers of the rows in a stretch by an index of the table, which lies on pages of its own;
 * `undefined` where there is none that can be read.
 */
export function indexedNumbers(
  database: Database.Database,
  table: string,
  rowid: string,
  { first, last }: { readonly first: bigint; readonly last: bigint },
): BigInt64Array | undefined {
  const indexes = tried(() =>
    database
      .prepare<[string], string>('SELECT name FROM pragma_index_list(?) WHERE partial = 0')
      .pluck()
      .all(table),
  );
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  for (const index of indexes.ok ? indexes.value : []) {
    const numbers = tried(() =>
      database
        .prepare<[bigint, bigint], bigint>(
          `SELECT ${rowid} FROM ${quoted(table)} INDEXED BY ${quoted(index)}
           WHERE ${rowid} >= ? AND ${rowid} <= ?`,
        )
        .pluck()
        .safeIntegers(true)
        .all(first, last),
    );
    if (numbers.ok) return BigInt64Array.from(numbers.value).sort();
  }
  return undefined;
}

/** The error is what the database says of its damage. */
export function tried<T>(
  read: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Damage } {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return { ok: false, error };
  }
}
