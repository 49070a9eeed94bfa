// The record of acts of this case: append-only, hash-chained, newest first, exported as JSON lines.

import { useEffect, useMemo, useState } from 'react';
import { Download } from '@blueprintjs/icons';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { AuditEntry } from '../../../shared/domain/case.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { formatCount, plural, utcText } from '../../ui/format.model.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

const PAGE = 500;

const COLUMNS: readonly Column<AuditEntry>[] = [
  {
    id: 'sequence',
    title: 'No.',
    width: 60,
    align: 'end',
    render: (entry) => formatCount(entry.sequence),
  },
  { id: 'at', title: 'When', width: 140, render: (entry) => <Time us={entry.atUs} /> },
  {
    id: 'who',
    title: 'Who',
    width: 170,
    render: (entry) => <span title={entry.who}>{entry.who}</span>,
  },
  { id: 'act', title: 'Act', width: 150, render: (entry) => entry.act },
  {
    id: 'detail',
    title: 'Detail',
    width: 220,
    grow: 1,
    render: (entry) => (
      <span className="log-text" title={visibleText(entry.detail)}>
        {visibleText(entry.detail)}
      </span>
    ),
  },
  {
    id: 'hash',
    title: 'Hash',
    width: 110,
    render: (entry) => (
      <span className="mono faint" title={entry.hash}>
        {entry.hash.slice(0, 12)}
      </span>
    ),
  },
];

function keyOf(entry: AuditEntry): string {
  return String(entry.sequence);
}

export function AuditTrail() {
  const client = useClient();
  const [before, setBefore] = useState<number | null>(null);
  const [rows, setRows] = useState<readonly AuditEntry[]>([]);
  const { data, error, loading, reload } = useQuery('case.audit', { before, limit: PAGE });
  useEffect(() => {
    if (!data) return;
    setRows((known) => {
      const bySequence = new Map([...known, ...data.entries].map((each) => [each.sequence, each]));
      return [...bySequence.values()].sort((a, b) => b.sequence - a.sequence);
    });
  }, [data]);
  const oldest = useMemo(() => rows.at(-1)?.sequence ?? null, [rows]);

  const exportAll = async () => {
    const lines: string[] = [];
    let from: number | null = null;
    for (;;) {
      const page = await client.call('case.audit', { before: from, limit: 1_000 });
      if (!page.ok) {
        showFailure(page.error);
        return;
      }
      const { entries } = page.value;
      for (const entry of entries) {
        lines.push(JSON.stringify({ ...entry, at: utcText(entry.atUs) }));
      }
      const last = Math.min(...entries.map((entry) => entry.sequence));
      if (entries.length === 0 || last === from) break;
      from = last;
    }
    const oldestFirst = lines.toReversed().join('\n');
    downloadBytes('audit-trail.jsonl', utf8(`${oldestFirst}\n`), 'application/x-ndjson');
  };

  if (error) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState />;
  const left = data.total - rows.length;
  return (
    <div className="audit">
      <header>
        <h2>Audit trail</h2>
        <Tag tone={data.intact ? 'verified' : 'altered'} dot>
          {data.intact ? 'Chain intact' : 'Chain broken'}
        </Tag>
        <span className="soft">
          {plural(data.total, 'entry', 'entries')}, {formatCount(rows.length)} shown
        </span>
        <span style={{ flex: 1 }} />
        {left > 0 && (
          <Button disabled={loading} onClick={() => setBefore(oldest)}>
            Show {formatCount(Math.min(PAGE, left))} older
          </Button>
        )}
        <Button onClick={reload}>Renew</Button>
        <Button icon={<Download size={14} />} onClick={() => void exportAll()}>
          Export
        </Button>
      </header>
      <div className="audit-table">
        <DataTable
          id="audit"
          label="Audit trail"
          rows={rows}
          columns={COLUMNS}
          keyOf={keyOf}
          empty={<EmptyState compact title="Nothing has been recorded yet" />}
        />
      </div>
    </div>
  );
}
