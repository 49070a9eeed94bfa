// Rows of a hit table by the rule's own group, each group in order of time.

import { OWN } from './hit-columns.ts';
import type { EventColumns } from './correlation-finding.ts';
import type { HitTable, Texts } from './hit-table.ts';

export interface RowGroup {
  readonly group: Readonly<Record<string, string>>;
  /** The numbers of its values, the same for the same group. */
  readonly values: readonly number[];
  readonly rows: readonly number[];
}

export function groupedRows(table: HitTable, texts: Texts): readonly RowGroup[] {
  const own = table.columns.flatMap(({ name }, column) =>
    name.startsWith(OWN) ? [{ name: name.slice(OWN.length), column }] : [],
  );
  const valuesOf = (row: number) => own.map(({ column }) => table.groupValue(column, row));
  const groups = new Map<string, number[]>();
  for (let row = 0; row < table.length; row++) {
    const key = valuesOf(row).join(' ');
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((rows) => {
    const [first = 0] = rows;
    rows.sort((a, b) => rowOrder(table, a, b));
    const entries = own.map(({ name, column }) => [name, texts.text(table.value(column, first))]);
    const group = Object.fromEntries(entries) as Record<string, string>;
    return { group, values: valuesOf(first), rows };
  });
}

export function rowOrder(table: HitTable, a: number, b: number): number {
  return (
    (table.times[a] ?? 0) - (table.times[b] ?? 0) ||
    (table.nanos[a] ?? 0) - (table.nanos[b] ?? 0) ||
    (table.ids[a] ?? 0) - (table.ids[b] ?? 0)
  );
}

/** Splits rows in order of time where the next one is `foldUs` or more behind. */
export function folded(
  table: HitTable,
  rows: readonly number[],
  foldUs: number,
): readonly (readonly number[])[] {
  const folds: number[][] = [];
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const timeUs = table.times[row] ?? 0;
    const open = folds.at(-1);
    if (open !== undefined && timeUs - lastUs < foldUs) open.push(row);
    else folds.push([row]);
    lastUs = timeUs;
  }
  return folds;
}

export function columnsOf(table: HitTable, rows: readonly number[]): EventColumns {
  const column = (values: ArrayLike<number>) => rows.map((row) => values[row] ?? 0);
  return {
    timesUs: column(table.times),
    nanos: column(table.nanos),
    ids: column(table.ids),
    users: column(table.users),
    addresses: column(table.addresses),
  };
}
