// The newest checkpoint, to be noted outside the case, and the case against one that was noted before.

import { useState } from 'react';
import { Duplicate, FloppyDisk } from '@blueprintjs/icons';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { TextArea } from '../../ui/Fields.tsx';
import { plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { placeText } from './verdict.model.ts';

type Checkpoint = Output<'case.checkpoints'>['checkpoints'][number];

/** What is shown of a long list of faults; the command line prints all of them. */
const FAULTS_SHOWN = 50;

export function SealDialog(props: {
  readonly newest: Checkpoint | undefined;
  readonly total: number;
  readonly found: Verification | null;
  readonly running: boolean;
  readonly onCheck: (since?: string) => void;
  readonly onMade: () => void;
  readonly onClose: () => void;
}) {
  const { newest, found } = props;
  const [noted, setNoted] = useState('');
  const make = useCommand('case.makeCheckpoint');
  const makeNow = async () => {
    const result = await make.run({});
    if (result.ok) props.onMade();
    else showFailure(result.error);
  };
  return (
    <Dialog
      open
      title="Seal of the case"
      width={720}
      onClose={props.onClose}
      footer={<Button onClick={props.onClose}>Close</Button>}
    >
      <div className="seal-dialog">
        <p>
          The key that signs checkpoints lies in the case, so whoever holds the file could write all
          of it anew. A checkpoint that was noted elsewhere shows that: copy or save this one, and
          keep it where the case is not.
        </p>
        {newest ? (
          <pre className="seal-note mono" tabIndex={0} aria-label="Newest checkpoint">
            {visibleText(newest.note)}
          </pre>
        ) : (
          <p>There is no checkpoint yet.</p>
        )}
        <div className="seal-actions">
          {newest && (
            <>
              <Button
                icon={<Duplicate size={14} />}
                onClick={() => void copyText(newest.note, 'Checkpoint')}
              >
                Copy
              </Button>
              <Button
                icon={<FloppyDisk size={14} />}
                onClick={() =>
                  downloadBytes(
                    `checkpoint-${String(newest.id)}.txt`,
                    utf8(newest.note),
                    'text/plain',
                  )
                }
              >
                Save
              </Button>
            </>
          )}
          <Button disabled={make.busy} onClick={() => void makeNow()}>
            Sign a new one now
          </Button>
          <span className="soft">{plural(props.total, 'checkpoint')} in this case</span>
        </div>
        <TextArea
          label="Checkpoint noted before"
          rows={4}
          spellCheck={false}
          value={noted}
          onChange={setNoted}
          hint="Its whole text as it was noted, or SIZE:ROOT. What is missing or different since is named."
        />
        <div className="seal-actions">
          <Button
            kind="primary"
            disabled={props.running || noted.trim() === ''}
            onClick={() => props.onCheck(noted)}
          >
            Verify against it
          </Button>
          <Button disabled={props.running} onClick={() => props.onCheck()}>
            Verify seal
          </Button>
        </div>
        {found && <SealVerdict found={found} />}
      </div>
    </Dialog>
  );
}

function SealVerdict(props: { readonly found: Verification }) {
  const { verdict, entries, shows, doesNotShow } = props.found;
  const told = entries.filter((each) => each.verdict !== 'verified' || each.sequence === undefined);
  return (
    <section className="seal-verdict" aria-label="Verdict on the seal">
      <VerdictTag verdict={verdict} />
      <p>{shows}</p>
      <p className="soft">Not shown: {doesNotShow}</p>
      <ul>
        {told.slice(0, FAULTS_SHOWN).map((entry) => (
          <li key={`${placeText(entry)} ${entry.reason}`} className="log-text">
            <VerdictTag verdict={entry.verdict} bare />{' '}
            {entry.sequence !== undefined && `${visibleText(placeText(entry))}: `}
            {visibleText(entry.reason)}
          </li>
        ))}
      </ul>
      {told.length > FAULTS_SHOWN && (
        <p>
          {plural(told.length - FAULTS_SHOWN, 'more line')}: sealwatch verify --case prints all.
        </p>
      )}
    </section>
  );
}
