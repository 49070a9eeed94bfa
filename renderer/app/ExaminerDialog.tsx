// First use: who works on this case. May be put off; then the case says "not stated".

import { useState } from 'react';
import type { Examiner } from '../../shared/domain/case.ts';
import { useCommand } from '../client/use-command.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { Dialog } from '../ui/Overlays.tsx';
import { showFailure } from '../ui/toast.tsx';

export function ExaminerDialog(props: {
  readonly initial: Examiner | null;
  readonly onClose: () => void;
}) {
  const save = useCommand('case.setExaminer');
  const [name, setName] = useState(props.initial?.name ?? '');
  const [role, setRole] = useState(props.initial?.role ?? '');
  const [organisation, setOrganisation] = useState(props.initial?.organisation ?? '');
  const submit = async () => {
    if (name.trim() === '') return;
    const result = await save.run({
      name: name.trim(),
      role: role.trim(),
      organisation: organisation.trim(),
    });
    if (result.ok) props.onClose();
    else showFailure(result.error);
  };
  return (
    <Dialog
      open
      title="Who is examining?"
      width={440}
      onClose={props.onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{props.initial ? 'Cancel' : 'Later'}</Button>
          <Button kind="primary" type="submit" disabled={name.trim() === '' || save.busy}>
            Save
          </Button>
        </>
      }
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <p className="soft">
          Your name stands in the audit trail, in verdicts and on reports, marked as self-declared
          beside the user and host name of this machine.
        </p>
        <TextField label="Name" value={name} onChange={setName} maxLength={200} autoFocus />
        <TextField label="Role" value={role} onChange={setRole} maxLength={200} />
        <TextField
          label="Organisation"
          value={organisation}
          onChange={setOrganisation}
          maxLength={200}
        />
      </div>
    </Dialog>
  );
}
