// A DataTable whose rows are all at hand: a click on the heading of a column sorts by it. Without one
// the rows stay in the order given.

import { useMemo, useState } from 'react';
import { DataTable, type DataTableProps } from './DataTable.tsx';
import { sortRows, type SortState } from './sort.model.ts';

export type SortedTableProps<Row> = Omit<DataTableProps<Row>, 'rows' | 'sort' | 'onSort'> & {
  readonly rows: readonly Row[];
};

export function SortedTable<Row>(props: SortedTableProps<Row>) {
  const { rows, columns } = props;
  const [sort, setSort] = useState<SortState | null>(null);
  const sorted = useMemo(() => {
    const valueOf = columns.find((column) => column.id === sort?.column)?.sortValue;
    return valueOf && sort ? sortRows(rows, valueOf, sort.descending) : rows;
  }, [rows, columns, sort]);
  return <DataTable {...props} rows={sorted} sort={sort} onSort={setSort} />;
}
