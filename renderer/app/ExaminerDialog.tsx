// Who works on this case. On first use it is asked beside whatever the screen shows, and may be put
// off; then the case says "not stated". Later it is a dialog like any other.

import { useEffect, useId, useState, type ReactNode } from 'react';
import type { Examiner } from '../../shared/domain/case.ts';
import { useCommand } from '../client/use-command.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { Dialog } from '../ui/Overlays.tsx';
import { showFailure } from '../ui/toast.tsx';

const TITLE = 'Who is examining?';

export function ExaminerDialog(props: {
  readonly initial: Examiner | null;
  readonly onClose: () => void;
}) {
  const form = useExaminerForm(props.initial, props.onClose, true);
  return (
    <Dialog
      open
      title={TITLE}
      width={440}
      onClose={props.onClose}
      onSubmit={form.submit}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          {form.save}
        </>
      }
    >
      {form.fields}
    </Dialog>
  );
}

/** Leaves the rest of the window free: what to open can be chosen first. */
export function ExaminerCard(props: {
  /** What is being opened goes first: the card steps aside unless it has been begun. */
  readonly opening: boolean;
  readonly onClose: () => void;
}) {
  const { opening, onClose } = props;
  const form = useExaminerForm(null, onClose, false);
  const titleId = useId();
  const inTheWay = opening && form.blank;
  useEffect(() => {
    if (inTheWay) onClose();
  }, [inTheWay, onClose]);
  return (
    <div
      className="examiner-card"
      role="dialog"
      aria-modal="false"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      <h2 id={titleId}>{TITLE}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        {form.fields}
        <footer>
          <Button onClick={props.onClose}>Later</Button>
          {form.save}
        </footer>
      </form>
    </div>
  );
}

function useExaminerForm(
  initial: Examiner | null,
  onSaved: () => void,
  autoFocus: boolean,
): {
  readonly fields: ReactNode;
  readonly save: ReactNode;
  readonly submit: () => void;
  readonly blank: boolean;
} {
  const save = useCommand('case.setExaminer');
  const [name, setName] = useState(initial?.name ?? '');
  const [role, setRole] = useState(initial?.role ?? '');
  const [organisation, setOrganisation] = useState(initial?.organisation ?? '');
  const submit = async () => {
    if (name.trim() === '') return;
    const result = await save.run({
      name: name.trim(),
      role: role.trim(),
      organisation: organisation.trim(),
    });
    if (result.ok) onSaved();
    else showFailure(result.error);
  };
  return {
    submit: () => void submit(),
    blank: name === '' && role === '' && organisation === '',
    save: (
      <Button kind="primary" type="submit" disabled={name.trim() === '' || save.busy}>
        Save
      </Button>
    ),
    fields: (
      <div className="sw-form">
        <p className="soft">
          Your name stands in the audit trail, in verdicts and on reports, marked as self-declared
          beside the user and host name of this machine.
        </p>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          maxLength={200}
          autoFocus={autoFocus}
        />
        <TextField label="Role" value={role} onChange={setRole} maxLength={200} />
        <TextField
          label="Organisation"
          value={organisation}
          onChange={setOrganisation}
          maxLength={200}
        />
      </div>
    ),
  };
}
