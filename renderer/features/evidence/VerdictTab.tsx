// The verdict of a source: what was checked, what that shows and does not show, and the exact
// entries that fail, with the value the record has and the one that was worked out.

import { useState } from 'react';
import { Key, Refresh } from '@blueprintjs/icons';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import type { Input } from '../../../shared/contract/procedures.ts';
import { useChooseFiles } from '../../client/files.tsx';
import { Button } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { KeyValue, type KeyValueRow } from '../../ui/Layout.tsx';
import { EmptyState } from '../../ui/States.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { FailingEntries } from './FailingEntries.tsx';
import { HeadDialog } from './HeadDialog.tsx';
import { KeyDialog } from './KeyDialog.tsx';
import { useVerify } from './use-verify.ts';
import { isChained, keyWords } from '../../ui/key-words.model.ts';
import { countsText, headText } from './verdict.model.ts';
import { VerdictStrip } from './VerdictStrip.tsx';

const CHECKS: Readonly<Record<Verification['kind'], string>> = {
  'hash-chain': 'Hash chain of the log',
  'file-hash': 'SHA-256 of the files since import',
  'case-seal': 'Seal of the case',
  'cloudtrail-digest': 'CloudTrail digest chain',
  'event-log': 'Check sums and record numbers of the event log',
  manifest: 'List of checksums beside the files',
};

export function VerdictTab(props: {
  readonly chosen: SourceWithVerdict;
  /** The other sources: a key for all of them changes their verdicts, too. */
  readonly others: readonly SourceWithVerdict[];
}) {
  const { source, verification, verifiedAtUs, hasKey } = props.chosen;
  const verify = useVerify([props.chosen, ...props.others]);
  const [dialog, setDialog] = useState<'key' | 'head' | null>(null);

  const chooseFiles = useChooseFiles();

  const run = (sourceId: number | null, against: Omit<Input<'evidence.verify'>, 'sourceId'> = {}) =>
    verify.run({ sourceId, ...against });
  const supply = async (what: 'publicKeys' | 'sidecar') => {
    const chosen = await chooseFiles(what === 'publicKeys' ? 'public keys' : 'metadata');
    if (!chosen.ok) showFailure(chosen.error);
    else if (chosen.value[0]) await run(source.id, { [what]: chosen.value[0].token });
  };
  const digests = verification?.kind === 'cloudtrail-digest';
  // Other logs know neither keys nor heads.
  const chained = isChained(props.chosen);
  useCommands([
    {
      id: 'exhibit.verify',
      title: `Verify ${source.exhibit} again`,
      section: 'Evidence',
      icon: <Refresh size={14} />,
      enabled: !verify.running && source.status !== 'importing',
      run: () => void run(source.id),
    },
    {
      id: 'exhibit.key',
      title: `Supply the key of ${source.exhibit}`,
      section: 'Evidence',
      icon: <Key size={14} />,
      enabled: chained && !verify.running,
      run: () => setDialog('key'),
    },
    {
      id: 'exhibit.head',
      title: `Check ${source.exhibit} against a recorded head`,
      section: 'Evidence',
      enabled: chained && !verify.running,
      run: () => setDialog('head'),
    },
  ]);
  const actions = (
    <div className="verdict-actions">
      <Button
        icon={<Refresh size={14} />}
        disabled={verify.running}
        onClick={() => void run(source.id)}
      >
        {verification ? 'Verify again' : 'Verify'}
      </Button>
      {digests && (
        <>
          <Button
            disabled={verify.running}
            title="What aws cloudtrail list-public-keys printed"
            onClick={() => void supply('publicKeys')}
          >
            Supply public keys
          </Button>
          <Button
            disabled={verify.running}
            title="A JSON object of the digests' keys and their head-object output"
            onClick={() => void supply('sidecar')}
          >
            Supply saved metadata
          </Button>
        </>
      )}
      {chained && (
        <>
          <Button disabled={verify.running} onClick={() => setDialog('head')}>
            Check against a recorded head
          </Button>
          <Button
            icon={<Key size={14} />}
            disabled={verify.running}
            onClick={() => setDialog('key')}
          >
            {hasKey ? 'Replace the key' : 'Supply the key'}
          </Button>
        </>
      )}
    </div>
  );
  const dialogs = (
    <>
      {dialog === 'key' && (
        <KeyDialog
          source={source}
          onClose={() => setDialog(null)}
          onSupplied={(everywhere) => void run(everywhere ? null : source.id)}
        />
      )}
      {dialog === 'head' && (
        <HeadDialog
          onClose={() => setDialog(null)}
          onHead={(since) => {
            setDialog(null);
            void run(source.id, { since });
          }}
        />
      )}
    </>
  );

  if (verification === null && source.status === 'importing') {
    return (
      <EmptyState title="This source is being read">
        It is hashed while it is read, and checked when it has been read to its end.
      </EmptyState>
    );
  }
  if (verification === null) {
    return (
      <>
        <EmptyState title="This source has not been checked" actions={actions}>
          {source.status === 'ready'
            ? 'Sealwatch hashed it when it was opened. Whether it was altered before that, a check of its own seals has to show.'
            : 'It was not read to its end, so it has no hash yet. A check looks at what was read so far.'}
        </EmptyState>
        {dialogs}
      </>
    );
  }
  return (
    <div className="verdict">
      <div className="verdict-head">
        <div className="verdict-line">
          <VerdictTag verdict={verification.verdict} />
          <strong>{CHECKS[verification.kind]}</strong>
          <span className="soft num ellipsis">{countsText(verification)}</span>
          {actions}
        </div>
        <VerdictStrip verification={verification} />
        <div className="verdict-words">
          <section>
            <h3>What this shows</h3>
            <p>{verification.shows}</p>
          </section>
          <section>
            <h3>What this does not show</h3>
            <p>{verification.doesNotShow}</p>
          </section>
          <KeyValue
            blank="none"
            rows={[
              {
                key: 'Checked',
                value: verifiedAtUs === null ? '' : <Time us={verifiedAtUs} />,
              },
              ...(chained ? chainRows(props.chosen) : []),
              ...(verification.gaps ?? []).map((gap) => ({
                key: 'Gap in the chain',
                value: visibleText(`${gap.reason} (before ${gap.before})`),
              })),
            ]}
          />
        </div>
      </div>
      <FailingEntries sourceId={source.id} verification={verification} exhibit={source.exhibit} />
      {dialogs}
    </div>
  );
}

function chainRows(chosen: SourceWithVerdict): readonly KeyValueRow[] {
  const head = chosen.verification?.head;
  return [
    { key: 'Key', value: keyWords(chosen) },
    {
      key: 'Head',
      value: head ? (
        <span className="evidence-hash mono" title={headText(head)}>
          <span className="ellipsis">{headText(head)}</span>
          <CopyButton text={headText(head)} what="Head" />
        </span>
      ) : (
        ''
      ),
    },
  ];
}
