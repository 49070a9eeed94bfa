// Starting a new case, and opening another one of this machine.

import { useState } from 'react';
import { timeUsFromMs } from '../../shared/base/time.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import { useChooseFiles } from '../client/files.tsx';
import { useCommand } from '../client/use-command.ts';
import { useQuery } from '../client/use-query.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { formatBytes } from '../ui/format.model.ts';
import { Dialog } from '../ui/Overlays.tsx';
import { ErrorState, LoadingState } from '../ui/States.tsx';
import { Tag } from '../ui/Tags.tsx';
import { Time } from '../ui/Time.tsx';
import { showFailure } from '../ui/toast.tsx';

export function CaseDialog(props: { readonly onClose: () => void }) {
  const { data, error, reload } = useQuery('host.cases', {}, { topics: ['case'] });
  const openCase = useCommand('host.openCase');
  const create = useCommand('host.createCase');
  const chooseFiles = useChooseFiles();
  const [name, setName] = useState('');
  const busy = openCase.busy || create.busy;

  const open = async (file: FileToken) => {
    const result = await openCase.run({ file });
    if (result.ok) props.onClose();
    else showFailure(result.error);
  };
  const browse = async () => {
    const chosen = await chooseFiles('case');
    if (!chosen.ok) showFailure(chosen.error);
    else if (chosen.value[0]) await open(chosen.value[0].token);
  };
  const start = async () => {
    if (name.trim() === '') return;
    const result = await create.run({ name: name.trim() });
    if (result.ok) props.onClose();
    else showFailure(result.error);
  };

  return (
    <Dialog
      open
      title="Cases"
      width={560}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => void browse()} disabled={busy}>
            Open another case file
          </Button>
          <Button onClick={props.onClose}>Close</Button>
        </>
      }
    >
      <div className="case-list scroll">
        {error && <ErrorState error={error} onRetry={reload} />}
        {!data && !error && <LoadingState />}
        {data?.cases.map((each) => (
          <button
            key={each.token}
            type="button"
            className="case-item"
            disabled={each.open || busy}
            onClick={() => void open(each.token)}
          >
            <strong className="ellipsis">{each.name}</strong>
            {each.open ? <Tag>Open now</Tag> : <span />}
            <span className="num soft">{formatBytes(each.bytes)}</span>
            <span className="soft">
              <Time us={timeUsFromMs(each.modifiedMs)} precision="min" />
            </span>
          </button>
        ))}
      </div>
      <form
        className="case-new"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <TextField
          label="New case"
          placeholder="Name of the case"
          value={name}
          onChange={setName}
          maxLength={120}
        />
        <Button type="submit" disabled={name.trim() === '' || busy}>
          Create
        </Button>
      </form>
    </Dialog>
  );
}
