// Starting a new case, and opening another one of this machine.

import { useState } from 'react';
import { timeUsFromMs } from '../../shared/base/time.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import { useChooseFiles } from '../client/files.tsx';
import { useCommand } from '../client/use-command.ts';
import { useQuery } from '../client/use-query.ts';
import { Button } from '../ui/Button.tsx';
import { Check, TextField } from '../ui/Fields.tsx';
import { formatBytes } from '../ui/format.model.ts';
import { Dialog } from '../ui/Overlays.tsx';
import { isFit, NO_PASSPHRASE } from '../ui/passphrase.model.ts';
import { PassphraseFields } from '../ui/PassphraseFields.tsx';
import { ErrorState, LoadingState } from '../ui/States.tsx';
import { Tag } from '../ui/Tags.tsx';
import { Time } from '../ui/Time.tsx';
import { showFailure } from '../ui/toast.tsx';
import { PassphraseDialog } from './PassphraseDialog.tsx';

export function CaseDialog(props: { readonly onClose: () => void }) {
  const { data, error, reload } = useQuery('host.cases', {}, { topics: ['case'] });
  const openCase = useCommand('host.openCase');
  const create = useCommand('host.createCase');
  const chooseFiles = useChooseFiles();
  const [name, setName] = useState('');
  const [encrypt, setEncrypt] = useState(false);
  const [chosen, setChosen] = useState(NO_PASSPHRASE);
  /** An encrypted case that waits for its passphrase. */
  const [locked, setLocked] = useState<{ file: FileToken; problem?: string } | null>(null);
  const busy = openCase.busy || create.busy;
  const ready = name.trim() !== '' && (!encrypt || isFit(chosen)) && !busy;

  const open = async (file: FileToken, passphrase?: string) => {
    const result = await openCase.run({ file, ...(passphrase !== undefined && { passphrase }) });
    if (result.ok) props.onClose();
    else if (result.error.code === 'case.locked-passphrase') setLocked({ file });
    else if (result.error.code === 'case.wrong-passphrase') {
      setLocked({ file, problem: 'That is not the passphrase of this case.' });
    } else showFailure(result.error);
  };
  const browse = async () => {
    const files = await chooseFiles('case');
    if (!files.ok) showFailure(files.error);
    else if (files.value[0]) await open(files.value[0].token);
  };
  const start = async () => {
    if (!ready) return;
    const result = await create.run({
      name: name.trim(),
      ...(encrypt && { passphrase: chosen.text }),
    });
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
        <Button type="submit" disabled={!ready}>
          Create
        </Button>
        <div className="case-new-passphrase">
          <Check label="Encrypt it with a passphrase" checked={encrypt} onChange={setEncrypt} />
          {encrypt && <PassphraseFields label="Passphrase" value={chosen} onChange={setChosen} />}
        </div>
      </form>
      {locked && (
        <PassphraseDialog
          key={locked.problem ?? ''}
          problem={locked.problem}
          busy={openCase.busy}
          onClose={() => setLocked(null)}
          onSubmit={(passphrase) => void open(locked.file, passphrase)}
        />
      )}
    </Dialog>
  );
}
