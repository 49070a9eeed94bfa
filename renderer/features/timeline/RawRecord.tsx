// The record exactly as it stood in the evidence, and what proves where it came from.

import { FloppyDisk } from '@blueprintjs/icons';
import { useMemo, useState } from 'react';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import { INCLUSION_PROOF_FILE } from '../../../shared/domain/proof-file.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { Segments } from '../../ui/Fields.tsx';
import { formatBytes, formatCount } from '../../ui/format.model.ts';
import { KeyValue, Section } from '../../ui/Layout.tsx';
import { copyText } from '../../ui/copy.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { prettyJson } from './record.model.ts';

type Shape = 'pretty' | 'exact';

export function RawRecord({ event }: { readonly event: EventDetail }) {
  const [shape, setShape] = useState<Shape>('pretty');
  const pretty = useMemo(() => prettyJson(event.raw), [event.raw]);
  const text = shape === 'pretty' && pretty !== undefined ? pretty : event.raw;
  const source = Object.entries(event.logSource)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');
  return (
    <>
      <Section title="Record">
        <div className="record-tools">
          {pretty !== undefined && (
            <Segments
              label="How the record is shown"
              value={shape}
              choices={[
                { value: 'pretty', label: 'Laid out' },
                { value: 'exact', label: 'Exact' },
              ]}
              onChange={setShape}
            />
          )}
          <Button size="small" onClick={() => void copyText(event.raw, 'The record')}>
            Copy
          </Button>
        </div>
        <pre className="record log-text" tabIndex={0}>
          {visibleText(text)}
        </pre>
      </Section>
      <Section title="Proof">
        <div className="record-tools">
          <span className="soft">Shows that the record is under a signed checkpoint.</span>
          <SaveProof eventId={event.id} />
        </div>
        <KeyValue
          blank="not recorded"
          rows={[
            { key: 'Exhibit', value: event.exhibit },
            { key: 'File', value: <span className="log-text">{visibleText(event.file)}</span> },
            {
              key: 'Position',
              value: `${formatCount(event.position)}, ${formatBytes(event.length)}`,
            },
            {
              key: 'SHA-256',
              value: <span className="mono record-hash">{event.sha256}</span>,
            },
            { key: 'Log source', value: <span className="log-text">{visibleText(source)}</span> },
          ]}
        />
      </Section>
    </>
  );
}

/** The file holds the record, its place in the tree and the checkpoint; plain Node verifies it. */
function SaveProof({ eventId }: { readonly eventId: number }) {
  const prove = useCommand('case.prove');
  const save = async () => {
    const proof = await prove.run({ eventId });
    if (!proof.ok) {
      showFailure(proof.error);
      return;
    }
    const text = JSON.stringify({ ...INCLUSION_PROOF_FILE, ...proof.value }, null, 2);
    const name = `proof-${proof.value.exhibit}-event-${String(eventId)}.json`;
    downloadBytes(name, utf8(`${text}\n`), 'application/json');
  };
  return (
    <Button
      size="small"
      icon={<FloppyDisk size={12} />}
      disabled={prove.busy}
      onClick={() => void save()}
    >
      Save the proof
    </Button>
  );
}
