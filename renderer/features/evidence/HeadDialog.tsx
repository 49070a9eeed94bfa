// A head recorded earlier or elsewhere: only that shows a tail cut off or a whole chain redone.

import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { Dialog } from '../../ui/Overlays.tsx';
import { headProblem } from './verdict.model.ts';

export function HeadDialog(props: {
  readonly onClose: () => void;
  readonly onHead: (since: string) => void;
}) {
  const [text, setText] = useState('');
  const problem = text.trim() === '' ? undefined : headProblem(text);
  const ready = text.trim() !== '' && problem === undefined;
  return (
    <Dialog
      open
      title="Check against a recorded head"
      width={560}
      onClose={props.onClose}
      onSubmit={() => ready && props.onHead(text.trim())}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            Verify
          </Button>
        </>
      }
    >
      <TextField
        label="Recorded head"
        placeholder="SEQUENCE:HASH"
        spellCheck={false}
        autoFocus
        value={text}
        onChange={setText}
        problem={problem}
        hint="As an earlier check printed it, in a report or a note kept elsewhere. A log whose tail was cut off, or that was chained anew, no longer contains it."
      />
    </Dialog>
  );
}
