// That one checkpoint continues another: two are chosen, the proof is saved as a file that anybody can
// check, and what it shows and does not show stands beside it.

import { useState } from 'react';
import { FloppyDisk } from '@blueprintjs/icons';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { Failure } from '../../../shared/base/result.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { SelectField } from '../../ui/Fields.tsx';
import { Callout } from '../../ui/States.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import {
  asNoted,
  checkpointChoices,
  chosenPair,
  consistencyWords,
  NOTED,
  proofFile,
  type Checkpoint,
  type CheckpointPair,
} from './consistency.model.ts';

type Said = ReturnType<typeof consistencyWords> | { readonly error: Failure };

export function ConsistencyProof(props: {
  /** Newest first. */
  readonly checkpoints: readonly Checkpoint[];
  /** Text of a checkpoint that was kept outside; empty where there is none. */
  readonly noted: string;
}) {
  const noted = asNoted(props.noted);
  const prove = useCommand('case.proveConsistency');
  const [chosen, setChosen] = useState<Partial<CheckpointPair>>({});
  const [said, setSaid] = useState<Said | null>(null);
  const pair = chosenPair(props.checkpoints, chosen, noted !== '');
  if (!pair) return null;
  const choices = checkpointChoices(props.checkpoints);
  const change = (part: Partial<CheckpointPair>) => {
    setChosen({ ...pair, ...part });
    setSaid(null);
  };
  const save = async () => {
    const proof = await prove.run({ from: pair.from === NOTED ? noted : pair.from, to: pair.to });
    if (!proof.ok) {
      setSaid({ error: proof.error });
      return;
    }
    setSaid(consistencyWords(proof.value));
    const { name, text } = proofFile(proof.value, pair);
    downloadBytes(name, utf8(text), 'application/json');
  };
  return (
    <section className="seal-consistency" aria-label="Proof that one checkpoint continues another">
      <h3>One checkpoint continues another</h3>
      <div>
        <SelectField
          label="Earlier"
          value={pair.from}
          choices={
            noted === '' ? choices : [{ value: NOTED, label: 'The one noted before' }, ...choices]
          }
          onChange={(from) => change({ from })}
        />
        <SelectField
          label="Later"
          value={pair.to}
          choices={choices}
          onChange={(to) => change({ to })}
        />
        <Button icon={<FloppyDisk size={14} />} disabled={prove.busy} onClick={() => void save()}>
          Save the proof
        </Button>
      </div>
      {said !== null &&
        ('error' in said ? (
          <Callout tone="error">{visibleText(said.error.message)}</Callout>
        ) : (
          <div className="seal-verdict" role="status">
            <p>Saved. {said.shows}</p>
            <p className="soft">{said.doesNotShow}</p>
          </div>
        ))}
    </section>
  );
}
