// Records that could not be read: where they are and why. Nothing is dropped in silence.

import { useEffect, useState } from 'react';
import type { Rejection, Source } from '../../../shared/domain/source.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { SaveRejections } from './SaveRejections.tsx';

const PAGE = 1_000;

const COLUMNS: readonly Column<Rejection>[] = [
  {
    id: 'file',
    title: 'File',
    width: 200,
    grow: 1,
    render: (row) => (
      <span className="log-text" title={visibleText(row.file)}>
        {visibleText(row.file)}
      </span>
    ),
  },
  {
    id: 'position',
    title: 'Position',
    width: 110,
    align: 'end',
    render: (row) => formatCount(row.position),
  },
  {
    id: 'reason',
    title: 'Reason',
    width: 240,
    grow: 1,
    render: (row) => <span title={row.reason}>{row.reason}</span>,
  },
  {
    id: 'excerpt',
    title: 'First bytes of the record',
    width: 240,
    grow: 2,
    render: (row) => (
      <span className="mono log-text" title={visibleText(row.excerpt)}>
        {visibleText(row.excerpt)}
      </span>
    ),
  },
];

export function RejectionsTab(props: { readonly source: Source }) {
  const [after, setAfter] = useState(0);
  const [rows, setRows] = useState<readonly Rejection[]>([]);
  const { data, error, loading, reload } = useQuery(
    'evidence.rejections',
    { sourceId: props.source.id, after, limit: PAGE },
    { keep: false },
  );
  useEffect(() => {
    if (data) {
      setRows((before) => [
        ...before.filter((row) => row.id <= after),
        ...data.rejections.filter((row) => row.id > after),
      ]);
    }
  }, [data, after]);

  const total = data?.total ?? props.source.rejected;
  if (error) return <ErrorState error={error} onRetry={reload} />;
  if (rows.length === 0 && loading) return <LoadingState />;
  const last = rows.at(-1);
  return (
    <div className="rejections">
      <DataTable
        id="rejections"
        label="Rejected records"
        rows={rows}
        columns={COLUMNS}
        keyOf={(row) => String(row.id)}
        empty={
          <EmptyState compact title="No record was rejected">
            All {formatCount(props.source.events + props.source.skipped)} records of this source
            could be read.
          </EmptyState>
        }
      />
      {rows.length > 0 && (
        <div className="rejections-foot soft">
          <span>
            {formatCount(rows.length)} of {formatCount(total)} shown
          </span>
          <SaveRejections source={props.source} />
          {rows.length < total && last && (
            <Button size="small" disabled={loading} onClick={() => setAfter(last.id)}>
              Show {formatCount(Math.min(PAGE, total - rows.length))} more
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
