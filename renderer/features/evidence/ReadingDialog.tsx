// Opening files that must be told how to be read: the field of the time, and the names under which a
// hash-chained log keeps what. Both are kept with the exhibit.

import { useState } from 'react';
import { CHAIN_COLUMNS, USUAL_CHAIN_LAYOUT } from '../../../shared/domain/chain-layout.ts';
import { useChooseFiles, type ChosenFile } from '../../client/files.tsx';
import { useOpenEvidence } from '../../client/opening.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
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
      options.value,
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
          <Button kind="primary" type="submit" disabled={files.length === 0 || opening.busy}>
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
        <TextField
          label="Field that holds the time"
          value={form.timeField}
          onChange={(timeField) => setForm({ ...form, timeField })}
          hint="Only where the field that is found by itself is the wrong one."
        />
        <p className="soft">
          A hash-chained log may keep its entries under other names. Name what differs; the rest
          keeps the name shown.
        </p>
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
      </div>
    </Dialog>
  );
}
