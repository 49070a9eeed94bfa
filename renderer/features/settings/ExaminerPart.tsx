// Who acts in this case, as stated by that person.

import { useState } from 'react';
import type { Examiner } from '../../../shared/domain/case.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { Callout } from '../../ui/States.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';

const NOBODY: Examiner = { name: '', role: '', organisation: '' };

export function ExaminerPart(props: { readonly examiner: Examiner | null }) {
  const save = useCommand('case.setExaminer');
  const [form, setForm] = useState(props.examiner ?? NOBODY);
  const changed = JSON.stringify(form) !== JSON.stringify(props.examiner ?? NOBODY);
  const ready = changed && form.name.trim() !== '';
  const submit = async () => {
    if (!ready) return;
    const result = await save.run(form);
    if (result.ok) showToast({ tone: 'success', text: 'Examiner saved.' });
    else showFailure(result.error);
  };
  return (
    <form
      className="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>Examiner</h2>
      {props.examiner === null && (
        <Callout tone="warning">
          Nobody is stated. What is done in this case is recorded under the user and host name of
          this machine alone.
        </Callout>
      )}
      <p className="soft">
        Stands in every audit entry, verdict and export from now on, marked as self-declared.
        Entries made before keep the name they were made under.
      </p>
      <TextField
        label="Name"
        maxLength={200}
        value={form.name}
        onChange={(name) => setForm({ ...form, name })}
      />
      <TextField
        label="Role"
        maxLength={200}
        value={form.role}
        onChange={(role) => setForm({ ...form, role })}
      />
      <TextField
        label="Organisation"
        maxLength={200}
        value={form.organisation}
        onChange={(organisation) => setForm({ ...form, organisation })}
      />
      <div className="settings-actions">
        <Button kind="primary" type="submit" disabled={!ready || save.busy}>
          Save
        </Button>
      </div>
    </form>
  );
}
