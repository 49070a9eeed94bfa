// Supplying the HMAC key of a hash-chained log, from a file or typed. It stays in memory.

import { useState } from 'react';
import type { Source } from '../../../shared/domain/source.ts';
import { useChooseFiles, type ChosenFile } from '../../client/files.tsx';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { Check, TextField } from '../../ui/Fields.tsx';
import { Dialog } from '../../ui/Overlays.tsx';
import { Callout } from '../../ui/States.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

export function KeyDialog(props: {
  readonly source: Source;
  readonly onClose: () => void;
  /** `everywhere`: the key now serves every source of the case. */
  readonly onSupplied: (everywhere: boolean) => void;
}) {
  const setKey = useCommand('evidence.setKey');
  const chooseFiles = useChooseFiles();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [keyText, setKeyText] = useState('');
  const [everywhere, setEverywhere] = useState(true);
  const [problem, setProblem] = useState('');
  const ready = file !== null || keyText.trim() !== '';

  const pick = async () => {
    const chosen = await chooseFiles('key');
    if (!chosen.ok) showFailure(chosen.error);
    else if (chosen.value[0]) {
      setFile(chosen.value[0]);
      setKeyText('');
      setProblem('');
    }
  };
  const submit = async () => {
    if (!ready) return;
    const result = await setKey.run({
      sourceId: everywhere ? null : props.source.id,
      ...(file ? { file: file.token } : { keyText: keyText.trim() }),
    });
    if (!result.ok) {
      setProblem(result.error.message);
      return;
    }
    props.onClose();
    props.onSupplied(everywhere);
  };

  return (
    <Dialog
      open
      title="Supply the key"
      onClose={props.onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || setKey.busy}>
            Supply and verify
          </Button>
        </>
      }
    >
      <div className="sw-form">
        <p className="soft">
          With the HMAC key, each entry’s signature can be checked. A signature that fits shows that
          someone who held the key made the entry. The key is kept in memory until this session
          ends; it is never written to the case.
        </p>
        {problem !== '' && <Callout tone="error">{problem}</Callout>}
        <div className="key-file">
          <Button onClick={() => void pick()}>Choose a key file</Button>
          <span className="soft ellipsis log-text">
            {file ? visibleText(file.name) : 'No file chosen'}
          </span>
          {file && (
            <Button size="small" kind="quiet" onClick={() => setFile(null)}>
              Remove
            </Button>
          )}
        </div>
        <TextField
          label="Or type the key"
          type="password"
          autoComplete="off"
          value={keyText}
          onChange={setKeyText}
          disabled={file !== null}
          hint="One line of hexadecimal digits, as the logging program has it."
        />
        <Check
          label="Use it for every source of this case"
          checked={everywhere}
          onChange={setEverywhere}
        />
      </div>
    </Dialog>
  );
}
