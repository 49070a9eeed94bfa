// Saves all rejected records of an exhibit to a file, read page by page, whatever is shown of them.

import { useState } from 'react';
import { csvRow } from '../../../shared/base/csv-row.ts';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { Rejection, Source } from '../../../shared/domain/source.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { readAllPages } from '../../client/use-pages.ts';
import { Button } from '../../ui/Button.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { showFailure } from '../../ui/toast.tsx';
import { loadRejections } from './load-rejections.ts';

const COLUMNS = ['exhibit', 'source', 'file', 'position', 'reason', 'excerpt'];

type Kind = 'csv' | 'ndjson';
const TYPES: Readonly<Record<Kind, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

export function SaveRejections({ source }: { readonly source: Source }) {
  const client = useClient();
  const [saving, setSaving] = useState(false);

  const save = async (kind: Kind) => {
    setSaving(true);
    const rejections = await readAllPages(loadRejections(client, source.id));
    setSaving(false);
    if (!rejections.ok) {
      showFailure(rejections.error);
      return;
    }
    const lines = kind === 'csv' ? [csvRow(COLUMNS)] : [];
    for (const rejection of rejections.value) lines.push(lineOf(kind, source, rejection));
    const text = `${lines.join('\n')}\n`;
    downloadBytes(`${source.exhibit}-rejected.${kind}`, utf8(text), TYPES[kind]);
  };

  return (
    <>
      <Button size="small" disabled={saving} onClick={() => void save('csv')}>
        Save all as CSV
      </Button>
      <Button size="small" disabled={saving} onClick={() => void save('ndjson')}>
        Save all as JSON lines
      </Button>
    </>
  );
}

function lineOf(kind: Kind, source: Source, rejection: Rejection): string {
  const { file, position, reason, excerpt } = rejection;
  const row = { exhibit: source.exhibit, source: source.name, file, position, reason, excerpt };
  return kind === 'csv' ? csvRow(Object.values(row)) : JSON.stringify(row);
}
