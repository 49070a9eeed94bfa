// Before an encrypted case opens: asks for its passphrase, or for another case. The rest of the window
// is only drawn once the case can be read.

import { useState, type ReactNode } from 'react';
import { Lock } from '@blueprintjs/icons';
import { useCommand } from '../client/use-command.ts';
import { useQuery } from '../client/use-query.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { LoadingState } from '../ui/States.tsx';
import { useAppliedTheme } from '../ui/theme.ts';
import { showFailure, Toasts } from '../ui/toast.tsx';
import { visibleText } from '../ui/visible-text.model.ts';
import { CaseDialog } from './CaseDialog.tsx';
import { FileChoice } from './FileChooser.tsx';

export function UnlockGate(props: { readonly children: ReactNode }) {
  const { data, error } = useQuery('host.protection', {}, { topics: ['case'] });
  // What is wrong with the file is said where its content would be.
  if (error && !data) return props.children;
  if (!data) return <LoadingState />;
  if (data.encrypted && !data.unlocked) return <UnlockScreen name={data.name} />;
  return props.children;
}

function UnlockScreen(props: { readonly name: string }) {
  useAppliedTheme();
  const unlock = useCommand('host.unlock');
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [choosing, setChoosing] = useState(false);
  const submit = async () => {
    if (passphrase === '' || unlock.busy) return;
    const result = await unlock.run({ passphrase });
    if (result.ok) return;
    setPassphrase('');
    if (result.error.code === 'case.wrong-passphrase') {
      setProblem('That is not the passphrase of this case.');
    } else showFailure(result.error);
  };
  return (
    <FileChoice>
      <main className="unlock">
        <form
          className="unlock-form"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Lock size={20} />
          <h1 className="log-text">{visibleText(props.name)}</h1>
          <p className="soft">
            This case is encrypted. The passphrase stays in memory until Sealwatch ends; it is not
            kept anywhere.
          </p>
          <TextField
            label="Passphrase"
            type="password"
            autoComplete="current-password"
            autoFocus
            maxLength={1_024}
            value={passphrase}
            problem={problem}
            onChange={(text) => {
              setPassphrase(text);
              setProblem(undefined);
            }}
          />
          <div className="unlock-actions">
            <Button onClick={() => setChoosing(true)} disabled={unlock.busy}>
              Another case
            </Button>
            <Button kind="primary" type="submit" disabled={passphrase === '' || unlock.busy}>
              {unlock.busy ? 'Unlocking' : 'Unlock'}
            </Button>
          </div>
        </form>
      </main>
      {choosing && <CaseDialog onClose={() => setChoosing(false)} />}
      <Toasts />
    </FileChoice>
  );
}
