// Sort state for a DataTable whose rows are all at hand.

import { useMemo, useState } from 'react';
import type { Column } from './DataTable.tsx';
import { sortRows, type SortState } from './sort.model.ts';

export function useSortedRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  initial: SortState | null = null,
): {
  readonly rows: readonly Row[];
  readonly sort: SortState | null;
  readonly onSort: (sort: SortState) => void;
} {
  const [sort, setSort] = useState(initial);
  const sorted = useMemo(() => {
    const valueOf = columns.find((column) => column.id === sort?.column)?.sortValue;
    return valueOf && sort ? sortRows(rows, valueOf, sort.descending) : rows;
  }, [rows, columns, sort]);
  return { rows: sorted, sort, onSort: setSort };
}
