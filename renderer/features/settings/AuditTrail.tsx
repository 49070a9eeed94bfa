// The record of acts of this case: append-only, hash-chained, newest first, exported as JSON lines.

import { useState } from 'react';
import { Cross, Download } from '@blueprintjs/icons';
import { utf8 } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { AuditEntry } from '../../../shared/domain/case.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { readAllPages, usePages, type LoadPage, type Page } from '../../client/use-pages.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { formatCount, plural, utcText } from '../../ui/format.model.ts';
import { Spacer } from '../../ui/Layout.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { EmptyState } from '../../ui/States.tsx';
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
    render: (entry) => (
      <span className="log-text" title={visibleText(entry.who)}>
        {visibleText(entry.who)}
      </span>
    ),
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

interface AuditPage extends Page<AuditEntry, number> {
  /** The hashes of the whole trail fit together. */
  readonly intact: boolean;
}

/** Newest first; the cursor is the oldest entry that was read. */
function loadAudit(client: Client): LoadPage<AuditPage> {
  return async (cursor) => {
    const answer = await client.call('case.audit', { before: cursor, limit: PAGE });
    if (!answer.ok) return answer;
    const { total, intact } = answer.value;
    const rows = answer.value.entries.toSorted((a, b) => b.sequence - a.sequence);
    const last = rows.at(-1);
    const next = last !== undefined && rows.length === PAGE ? last.sequence : null;
    return ok({ rows, total, intact, next });
  };
}

export function AuditTrail() {
  const client = useClient();
  const [exporting, setExporting] = useState(false);
  const [current, setCurrent] = useState<AuditEntry | null>(null);
  const load = loadAudit(client);
  const pages = usePages('audit', load);
  const { newest } = pages;

  const exportAll = async () => {
    setExporting(true);
    const entries = await readAllPages(load);
    setExporting(false);
    if (!entries.ok) {
      showFailure(entries.error);
      return;
    }
    const lines = entries.value.map((entry) =>
      JSON.stringify({ ...entry, at: utcText(entry.atUs) }),
    );
    const oldestFirst = lines.toReversed().join('\n');
    downloadBytes('audit-trail.jsonl', utf8(`${oldestFirst}\n`), 'application/x-ndjson');
  };

  return (
    <div className="audit">
      <header>
        <h2>Audit trail</h2>
        {newest !== null && (
          <>
            <Tag tone={newest.intact ? 'verified' : 'altered'} dot>
              {newest.intact ? 'Chain intact' : 'Chain broken'}
            </Tag>
            <span className="soft">{plural(newest.total, 'entry', 'entries')}</span>
          </>
        )}
        <Spacer />
        <Button disabled={pages.loading} onClick={pages.reload}>
          Refresh
        </Button>
        <Button
          icon={<Download size={14} />}
          disabled={exporting}
          title="All entries, oldest first, as JSON lines"
          onClick={() => void exportAll()}
        >
          Export
        </Button>
      </header>
      <div className="audit-table">
        <PagedTable
          id="audit"
          label="Audit trail"
          pages={pages}
          pageSize={PAGE}
          order="newest first"
          columns={COLUMNS}
          keyOf={keyOf}
          current={current && keyOf(current)}
          onCurrent={setCurrent}
          empty={<EmptyState compact title="Nothing has been recorded yet" />}
        />
      </div>
      {current && <WholeEntry entry={current} onClose={() => setCurrent(null)} />}
    </div>
  );
}

/** The table cuts long details; here stands all of the chosen entry. */
function WholeEntry(props: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const { entry } = props;
  return (
    <section className="audit-entry scroll" aria-label="Chosen entry" tabIndex={0}>
      <header>
        <strong>
          {formatCount(entry.sequence)}: {entry.act}
        </strong>
        <span className="soft log-text">{visibleText(entry.who)}</span>
        <Time us={entry.atUs} />
        <CopyButton text={entry.detail} what="Detail" />
        <Spacer />
        <IconButton
          size="small"
          icon={<Cross size={12} />}
          label="Close the entry"
          onClick={props.onClose}
        />
      </header>
      <p className="log-text">{visibleText(entry.detail)}</p>
      <p className="mono faint log-text">{entry.hash}</p>
    </section>
  );
}
