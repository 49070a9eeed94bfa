// Encryption of the case at rest: setting, changing and removing its passphrase.

import { useState } from 'react';
import { useCommand } from '../../client/use-command.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { isFit, NO_PASSPHRASE } from '../../ui/passphrase.model.ts';
import { PassphraseFields } from '../../ui/PassphraseFields.tsx';
import { Callout, ErrorState, LoadingState } from '../../ui/States.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

export function EncryptionPart() {
  const { data, error, reload } = useQuery('host.protection', {}, { topics: ['case'] });
  const [plainCopies, setPlainCopies] = useState<readonly string[]>([]);
  if (error && !data) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState />;
  return (
    <PassphraseForm
      key={String(data.encrypted)}
      encrypted={data.encrypted}
      plainCopies={data.encrypted ? plainCopies : []}
      onPlainCopies={setPlainCopies}
    />
  );
}

function PassphraseForm(props: {
  readonly encrypted: boolean;
  /** Found beside the case when it was encrypted. */
  readonly plainCopies: readonly string[];
  readonly onPlainCopies: (names: readonly string[]) => void;
}) {
  const { encrypted, plainCopies } = props;
  const change = useCommand('host.setPassphrase');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState(NO_PASSPHRASE);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const known = !encrypted || current !== '';
  const submit = async (to: string | null) => {
    if (!known || change.busy) return;
    const result = await change.run({ current: encrypted ? current : null, next: to });
    if (result.ok) {
      setCurrent('');
      setNext(NO_PASSPHRASE);
      props.onPlainCopies(result.value.plainCopies);
      const text = to === null ? 'The case is no longer encrypted.' : 'Passphrase set.';
      showToast({ tone: 'success', text });
    } else if (result.error.code === 'case.wrong-passphrase') {
      setProblem('That is not the passphrase of this case.');
    } else showFailure(result.error);
  };
  return (
    <form
      className="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isFit(next)) void submit(next.text);
      }}
    >
      <h2>Encryption</h2>
      <p className="soft">
        {encrypted
          ? 'The case is encrypted on the disk, its journal and its backups included.'
          : 'The case is not encrypted: whoever reads the file reads the evidence.'}{' '}
        The key is made from the passphrase, kept in memory while the case is open, and written
        nowhere.
      </p>
      <Callout tone="warning">
        Without the passphrase nobody opens an encrypted case any more, and there is no way to get
        it back. The case is written anew for a change, which needs as much room again on the disk.
      </Callout>
      {plainCopies.length > 0 && (
        <Callout tone="error">
          Earlier copies beside the case are not encrypted. Delete them, or keep them somewhere
          safe: <span className="mono log-text">{visibleText(plainCopies.join(', '))}</span>
        </Callout>
      )}
      {encrypted && (
        <TextField
          label="Present passphrase"
          type="password"
          autoComplete="current-password"
          maxLength={1_024}
          value={current}
          problem={problem}
          onChange={(text) => {
            setCurrent(text);
            setProblem(undefined);
          }}
        />
      )}
      <PassphraseFields
        label={encrypted ? 'New passphrase' : 'Passphrase'}
        value={next}
        onChange={setNext}
      />
      <div className="settings-actions">
        {encrypted && (
          <Button disabled={!known || change.busy} onClick={() => void submit(null)}>
            Remove the passphrase
          </Button>
        )}
        <Button kind="primary" type="submit" disabled={!known || !isFit(next) || change.busy}>
          {change.busy
            ? 'Writing the case anew'
            : encrypted
              ? 'Change the passphrase'
              : 'Encrypt the case'}
        </Button>
      </div>
    </form>
  );
}
