// The checkpoints of the case, to be noted outside of it, and the case against one that was noted before.

import { useState } from 'react';
import type { Failure } from '../../../shared/base/result.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { usePages } from '../../client/use-pages.ts';
import { Button } from '../../ui/Button.tsx';
import { TextArea } from '../../ui/Fields.tsx';
import { plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { Callout } from '../../ui/States.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { Checkpoints, loadCheckpoints } from './Checkpoints.tsx';
import { ConsistencyProof } from './ConsistencyProof.tsx';
import { EVENT, placeText } from './verdict.model.ts';

/** What is shown of a long list of faults; the command line prints all of them. */
const FAULTS_SHOWN = 50;

export interface SealCheck {
  readonly verification: Verification;
  /** Against a checkpoint that was kept outside, which may be that of another case. */
  readonly againstNoted: boolean;
}

export function SealDialog(props: {
  readonly found: SealCheck | null;
  /** Why the last check could not be made. */
  readonly problem: Failure | null;
  readonly running: boolean;
  readonly onCheck: (since?: string) => void;
  readonly onMade: () => void;
  readonly onClose: () => void;
}) {
  const { found, running } = props;
  const client = useClient();
  const [made, setMade] = useState(0);
  const pages = usePages(`checkpoints ${String(made)}`, loadCheckpoints(client));
  const [noted, setNoted] = useState('');
  return (
    <Dialog
      open
      title="Seal of the case"
      width={1040}
      onClose={props.onClose}
      footer={<Button onClick={props.onClose}>Close</Button>}
    >
      <div className="seal-dialog">
        <p className="soft">
          The key that signs checkpoints lies in the case, so whoever holds the file could write all
          of it anew. A checkpoint that was noted elsewhere shows that: copy or save one, and keep
          it where the case is not.
        </p>
        <Checkpoints
          pages={pages}
          onMade={() => {
            setMade(made + 1);
            props.onMade();
          }}
        />
        <section className="seal-check" aria-label="Check of the seal">
          <TextArea
            label="Checkpoint noted before"
            rows={6}
            spellCheck={false}
            value={noted}
            onChange={setNoted}
            hint="Its whole text as it was noted, or SIZE:ROOT. What is missing or different since is named."
          />
          <div className="seal-actions">
            <Button
              kind="primary"
              disabled={running || noted.trim() === ''}
              onClick={() => props.onCheck(noted)}
            >
              Verify against it
            </Button>
            <Button disabled={running} onClick={() => props.onCheck()}>
              {running ? 'Verifying' : 'Verify seal'}
            </Button>
          </div>
          {props.problem && <Callout tone="error">{visibleText(props.problem.message)}</Callout>}
          {found && <SealVerdict found={found} />}
          <ConsistencyProof checkpoints={pages.rows} noted={noted} />
        </section>
      </div>
    </Dialog>
  );
}

function SealVerdict(props: { readonly found: SealCheck }) {
  const { verification, againstNoted } = props.found;
  const { verdict, entries, shows, doesNotShow } = verification;
  const told = entries.filter((each) => each.verdict !== 'verified' || each.sequence === undefined);
  return (
    <section className="seal-verdict" aria-label="Verdict on the seal">
      <div>
        <VerdictTag verdict={verdict} meaning={shows} />{' '}
        <span className="soft">
          {againstNoted ? 'against the noted checkpoint' : 'without a noted checkpoint'}
        </span>
      </div>
      <p>{shows}</p>
      {told.length > 0 && (
        <ul>
          {told.slice(0, FAULTS_SHOWN).map((entry) => (
            <li key={`${placeText(entry)} ${entry.reason}`} className="log-text">
              <VerdictTag verdict={entry.verdict} bare />{' '}
              {entry.sequence !== undefined && `${visibleText(placeText(entry, EVENT))}: `}
              {visibleText(entry.reason)}
            </li>
          ))}
        </ul>
      )}
      {told.length > FAULTS_SHOWN && (
        <p>
          {plural(told.length - FAULTS_SHOWN, 'more line')}: sealwatch verify --case prints all.
        </p>
      )}
      <p className="soft">Not shown: {doesNotShow}</p>
    </section>
  );
}
