// A table of a long list that is read page by page, with a foot that says how much of it is shown and
// how to get the rest. Waiting, failing and having nothing are drawn here, so no list forgets one.

import type { ReactNode } from 'react';
import type { Page, Pages } from '../client/use-pages.ts';
import { Button } from './Button.tsx';
import { DataTable, type DataTableProps } from './DataTable.tsx';
import { formatCount } from './format.model.ts';
import { Spacer } from './Layout.tsx';
import { ErrorState, LoadingState } from './States.tsx';
import { visibleText } from './visible-text.model.ts';

export function PagedTable<Row, P extends Page<Row, unknown>>(
  props: Omit<DataTableProps<Row>, 'rows'> & {
    readonly pages: Pages<P>;
    /** Rows that a page holds: what “more” is going to add. */
    readonly pageSize: number;
    readonly order?: 'newest first';
    /** Said in the foot, such as what the list leaves out. */
    readonly note?: ReactNode;
    /** Buttons of the foot. */
    readonly actions?: ReactNode;
  },
) {
  const { pages, pageSize, order, note, actions, ...table } = props;
  const { newest, loading, error } = pages;
  const rows = pages.rows as readonly Row[];
  if (error && rows.length === 0) return <ErrorState error={error} onRetry={pages.reload} />;
  if (newest === null) return <LoadingState />;
  const left = newest.next === null ? 0 : Math.max(0, newest.total - rows.length);
  return (
    <div className="sw-paged">
      <DataTable {...table} rows={rows} />
      {(rows.length > 0 || note) && (
        <div className="sw-paged-foot">
          <span className="num">
            {left === 0
              ? `All ${formatCount(rows.length)} shown`
              : `${formatCount(rows.length)} of ${formatCount(newest.total)} shown`}
            {order && `, ${order}`}
          </span>
          {error ? (
            <span className="sw-problem log-text" role="alert">
              {visibleText(error.message)}
            </span>
          ) : (
            note
          )}
          {left > 0 && (
            <Button size="small" disabled={loading} onClick={pages.more}>
              Show {formatCount(Math.min(pageSize, left))} more
            </Button>
          )}
          {actions}
          <Spacer />
        </div>
      )}
    </div>
  );
}
