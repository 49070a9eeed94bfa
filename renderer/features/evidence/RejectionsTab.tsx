// Records that could not be read: where they are and why. Nothing is dropped in silence.

import type { Rejection, Source } from '../../../shared/domain/source.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { usePages } from '../../client/use-pages.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { EmptyState } from '../../ui/States.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { loadRejections, REJECTIONS_PAGE } from './load-rejections.ts';
import { SaveRejections } from './SaveRejections.tsx';

const COLUMNS: readonly Column<Rejection>[] = [
  {
    id: 'file',
    title: 'File',
    width: 200,
    grow: 1,
    render: (row) => (
      // Names of one kind of file differ at their ends.
      <span className="log-text ellipsis-start" title={visibleText(row.file)}>
        <bdi>{visibleText(row.file)}</bdi>
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

export function RejectionsTab({ source }: { readonly source: Source }) {
  const client = useClient();
  const load = loadRejections(client, source.id);
  const pages = usePages(`${String(source.id)} ${String(source.rejected)}`, load);
  return (
    <PagedTable
      id="rejections"
      label="Rejected records"
      pages={pages}
      pageSize={REJECTIONS_PAGE}
      columns={COLUMNS}
      keyOf={(row) => String(row.id)}
      actions={<SaveRejections source={source} />}
      empty={
        <EmptyState compact title="No record was rejected">
          All {formatCount(source.events + source.skipped)} records of this source could be read.
        </EmptyState>
      }
    />
  );
}
