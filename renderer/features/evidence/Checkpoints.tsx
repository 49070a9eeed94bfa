// The checkpoints of the case, newest first, and the text of the chosen one, to be kept outside of it.

import { useState } from 'react';
import { Duplicate, FloppyDisk } from '@blueprintjs/icons';
import { utf8 } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Client } from '../../../shared/contract/client.ts';
import { useCommand } from '../../client/use-command.ts';
import type { LoadPage, Page, Pages } from '../../client/use-pages.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { formatCount } from '../../ui/format.model.ts';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { EmptyState } from '../../ui/States.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import type { Checkpoint } from './consistency.model.ts';

const PAGE = 200;

const COLUMNS: readonly Column<Checkpoint>[] = [
  { id: 'id', title: 'No.', width: 48, align: 'end', render: ({ id }) => formatCount(id) },
  { id: 'at', title: 'Signed', width: 140, render: ({ atUs }) => <Time us={atUs} /> },
  {
    id: 'events',
    title: 'Events',
    width: 72,
    align: 'end',
    render: ({ events }) => formatCount(events),
  },
  {
    id: 'reason',
    title: 'Why',
    width: 100,
    grow: 1,
    render: ({ reason }) => <span className="log-text">{visibleText(reason)}</span>,
  },
];

/** As `usePages` takes it; the cursor is the oldest checkpoint that was read. */
export function loadCheckpoints(client: Client): LoadPage<Page<Checkpoint, number>> {
  return async (cursor) => {
    const answer = await client.call('case.checkpoints', { before: cursor, limit: PAGE });
    if (!answer.ok) return answer;
    const { checkpoints, total } = answer.value;
    const last = checkpoints.at(-1);
    const next = last !== undefined && checkpoints.length === PAGE ? last.id : null;
    return ok({ rows: checkpoints, total, next });
  };
}

export function Checkpoints(props: {
  readonly pages: Pages<Page<Checkpoint, number>>;
  readonly onMade: () => void;
}) {
  const { pages } = props;
  const make = useCommand('case.makeCheckpoint');
  const [current, setCurrent] = useState<string | null>(null);
  const shown = pages.rows.find(({ id }) => String(id) === current) ?? pages.rows[0];
  const makeNow = async () => {
    const result = await make.run({});
    if (!result.ok) {
      showFailure(result.error);
      return;
    }
    setCurrent(null);
    props.onMade();
  };
  return (
    <section className="checkpoints" aria-label="Checkpoints">
      <div className="checkpoints-table">
        <PagedTable
          id="checkpoints"
          label="Checkpoints of the case"
          pages={pages}
          pageSize={PAGE}
          order="newest first"
          columns={COLUMNS}
          keyOf={({ id }) => String(id)}
          current={shown ? String(shown.id) : null}
          onCurrent={({ id }) => setCurrent(String(id))}
          actions={
            <Button size="small" disabled={make.busy} onClick={() => void makeNow()}>
              Sign a new one now
            </Button>
          }
          empty={
            <EmptyState compact title="There is no checkpoint yet">
              One is signed whenever evidence is opened.
            </EmptyState>
          }
        />
      </div>
      {shown && (
        <>
          <pre
            className="seal-note mono"
            tabIndex={0}
            aria-label={`Text of checkpoint ${String(shown.id)}`}
          >
            {visibleText(shown.note)}
          </pre>
          <div className="seal-actions">
            <Button
              icon={<Duplicate size={14} />}
              onClick={() => void copyText(shown.note, 'Checkpoint')}
            >
              Copy
            </Button>
            <Button
              icon={<FloppyDisk size={14} />}
              onClick={() =>
                downloadBytes(`checkpoint-${String(shown.id)}.txt`, utf8(shown.note), 'text/plain')
              }
            >
              Save
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
