// Opening files that must be told how to be read: the format, the zone and the field of the time, and
// the names under which a hash-chained log keeps what. All are kept with the exhibit.

import { useState } from 'react';
import { CHAIN_COLUMNS, USUAL_CHAIN_LAYOUT } from '../../../shared/domain/chain-layout.ts';
import { useChooseFiles, type ChosenFile } from '../../client/files.tsx';
import { useOpenEvidence } from '../../client/opening.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Fields.tsx';
import { Dialog } from '../../ui/Overlays.tsx';
import { Callout } from '../../ui/States.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { EMPTY_READING, readingOptions } from './reading.model.ts';
import './reading.css';

export function ReadingDialog(props: { readonly onClose: () => void }) {
  const opening = useOpenEvidence();
  const chooseFiles = useChooseFiles();
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [form, setForm] = useState(EMPTY_READING);
  const [problem, setProblem] = useState('');
  const formats = useQuery('evidence.formats', {});

  const pick = async () => {
    const chosen = await chooseFiles('evidence');
    if (!chosen.ok) showFailure(chosen.error);
    else if (chosen.value.length > 0) setFiles(chosen.value);
  };
  const submit = () => {
    const options = readingOptions(form);
    if (!options.ok) {
      setProblem(options.error);
      return;
    }
    opening.open(
      files.map((file) => file.token),
      { reading: options.value },
    );
    props.onClose();
  };

  return (
    <Dialog
      open
      title="Open files with settings"
      onClose={props.onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={files.length === 0}>
            Open
          </Button>
        </>
      }
    >
      <div className="sw-form">
        {problem !== '' && <Callout tone="error">{problem}</Callout>}
        <div className="key-file">
          <Button onClick={() => void pick()}>Choose files</Button>
          <span className="soft ellipsis log-text">
            {files.length === 0
              ? 'No file chosen'
              : files.map((file) => visibleText(file.name)).join(', ')}
          </span>
        </div>
        <SelectField
          label="Read as"
          value={form.format}
          choices={[
            { value: '', label: 'What its content shows' },
            ...(formats.data?.formats ?? []).map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onChange={(format) => setForm({ ...form, format })}
        />
        <TextField
          label="Zone of times that name none"
          placeholder="UTC"
          spellCheck={false}
          value={form.zone}
          onChange={(zone) => setForm({ ...form, zone })}
          hint="Such as Europe/Berlin. Events read so are marked: zone assumed."
        />
        <TextField
          label="Field that holds the time"
          value={form.timeField}
          onChange={(timeField) => setForm({ ...form, timeField })}
          hint="Only where the field that is found by itself is the wrong one."
        />
        <details className="reading-chain">
          <summary>A hash-chained log under other names</summary>
          <p className="soft">Name what differs; the rest keeps the name shown.</p>
          <div className="reading-names">
            <TextField
              label="Table"
              placeholder={USUAL_CHAIN_LAYOUT.table}
              value={form.table}
              onChange={(table) => setForm({ ...form, table })}
            />
            {CHAIN_COLUMNS.map((column) => (
              <TextField
                key={column}
                label={column}
                placeholder={column}
                value={form.columns[column] ?? ''}
                onChange={(name) =>
                  setForm({ ...form, columns: { ...form.columns, [column]: name } })
                }
              />
            ))}
          </div>
        </details>
      </div>
    </Dialog>
  );
}
