// Sorting of rows by a column; blank values stay last in both directions.

export type SortValue = string | number | null;

export interface SortState {
  readonly column: string;
  readonly descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  descending: boolean,
): Row[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const left = valueOf(a);
    const right = valueOf(b);
    if (left === null || left === '') return right === null || right === '' ? 0 : 1;
    if (right === null || right === '') return -1;
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * collator.compare(String(left), String(right));
  });
}

/** A click on a header: ascending, then descending, then the other way again. */
export function nextSort(sort: SortState | null, column: string): SortState {
  if (sort?.column !== column) return { column, descending: false };
  return { column, descending: !sort.descending };
}
