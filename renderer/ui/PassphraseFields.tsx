// A passphrase that is being set, typed twice.

import { TextField } from './Fields.tsx';
import { passphraseProblems, type NewPassphrase } from './passphrase.model.ts';

export function PassphraseFields(props: {
  readonly label: string;
  readonly value: NewPassphrase;
  readonly onChange: (value: NewPassphrase) => void;
}) {
  const { value, onChange } = props;
  const problems = passphraseProblems(value);
  return (
    <>
      <TextField
        label={props.label}
        type="password"
        autoComplete="new-password"
        maxLength={1_024}
        value={value.text}
        problem={problems.text}
        onChange={(text) => onChange({ ...value, text })}
      />
      <TextField
        label="The same again"
        type="password"
        autoComplete="new-password"
        maxLength={1_024}
        value={value.again}
        problem={problems.again}
        onChange={(again) => onChange({ ...value, again })}
      />
    </>
  );
}
