// Asks for the passphrase of an encrypted case that is about to be opened.

import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { Dialog } from '../ui/Overlays.tsx';

export function PassphraseDialog(props: {
  readonly problem: string | undefined;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onSubmit: (passphrase: string) => void;
}) {
  const [text, setText] = useState('');
  const ready = text !== '' && !props.busy;
  return (
    <Dialog
      open
      title="Passphrase of the case"
      width={440}
      onClose={props.onClose}
      onSubmit={() => {
        if (ready) props.onSubmit(text);
      }}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            {props.busy ? 'Unlocking' : 'Open'}
          </Button>
        </>
      }
    >
      <TextField
        label="Passphrase"
        type="password"
        autoComplete="current-password"
        autoFocus
        maxLength={1_024}
        value={text}
        problem={props.problem}
        onChange={setText}
      />
    </Dialog>
  );
}
