// Saves all rejected records of an exhibit to a file, read page by page, whatever is shown of them.

import { useState } from 'react';
import { csvRow } from '../../../shared/base/csv-row.ts';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { Rejection, Source } from '../../../shared/domain/source.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { showFailure } from '../../ui/toast.tsx';

const PAGE = 1_000;
const COLUMNS = ['exhibit', 'source', 'file', 'position', 'reason', 'excerpt'];

type Kind = 'csv' | 'ndjson';
const TYPES: Readonly<Record<Kind, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

export function SaveRejections({ source }: { readonly source: Source }) {
  const client = useClient();
  const [saving, setSaving] = useState(false);

  const save = async (kind: Kind) => {
    setSaving(true);
    const lines = kind === 'csv' ? [csvRow(COLUMNS)] : [];
    let after = 0;
    for (;;) {
      const page = await client.call('evidence.rejections', {
        sourceId: source.id,
        after,
        limit: PAGE,
      });
      if (!page.ok) {
        showFailure(page.error);
        setSaving(false);
        return;
      }
      const { rejections } = page.value;
      for (const rejection of rejections) lines.push(lineOf(kind, source, rejection));
      const last = rejections.at(-1);
      if (!last || rejections.length < PAGE) break;
      after = last.id;
    }
    setSaving(false);
    const text = `${lines.join('\n')}\n`;
    downloadBytes(`${source.exhibit}-rejected.${kind}`, utf8(text), TYPES[kind]);
  };

  return (
    <span>
      <Button size="small" disabled={saving} onClick={() => void save('csv')}>
        Save all as CSV
      </Button>{' '}
      <Button size="small" disabled={saving} onClick={() => void save('ndjson')}>
        Save all as JSON lines
      </Button>
    </span>
  );
}

function lineOf(kind: Kind, source: Source, rejection: Rejection): string {
  const { file, position, reason, excerpt } = rejection;
  const row = { exhibit: source.exhibit, source: source.name, file, position, reason, excerpt };
  return kind === 'csv' ? csvRow(Object.values(row)) : JSON.stringify(row);
}
