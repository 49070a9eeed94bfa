// How long each exhibit is kept, legal holds, what would be dropped now, and dropping it. Dropping
// cannot be undone, so it asks for its reason first.

import { useState } from 'react';
import { useCommand } from '../../client/use-command.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { formatBytes, plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { Callout, EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { dropOffer, type DropOffer } from './retention.model.ts';
import { DropTable, ExhibitTable, HoldTable } from './RetentionTables.tsx';

/** What a reason is asked for before it is done. */
type Asked =
  | { readonly what: 'hold'; readonly sourceId: number | null; readonly name: string }
  | { readonly what: 'release'; readonly hold: number; readonly name: string }
  | { readonly what: 'apply'; readonly offer: DropOffer };

const WORDS: Readonly<Record<Asked['what'], string>> = {
  hold: 'Hold',
  release: 'Release',
  apply: 'Drop',
};

export function RetentionPart() {
  const { data, error, reload } = useQuery('retention.state', {}, { topics: ['sources', 'case'] });
  const hold = useCommand('retention.hold');
  const release = useCommand('retention.release');
  const apply = useJob('retention.apply');
  const [asked, setAsked] = useState<Asked | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState />;
  const offer = dropOffer(data.exhibits);

  const drop = async (reason: string) => {
    const result = await apply.run({ reason });
    if (!result.ok) {
      if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
      return;
    }
    const { events, freedBytes } = result.value;
    const text = `${plural(events, 'event')} dropped, ${formatBytes(freedBytes)} given back.`;
    showToast({ tone: 'success', text });
  };
  const act = async (reason: string) => {
    if (asked === null) return;
    setAsked(null);
    if (asked.what === 'apply') {
      await drop(reason);
      return;
    }
    const result =
      asked.what === 'hold'
        ? await hold.run({ sourceId: asked.sourceId, reason })
        : await release.run({ hold: asked.hold, reason });
    if (!result.ok) showFailure(result.error);
    else {
      const text =
        asked.what === 'hold'
          ? `${asked.name.charAt(0).toUpperCase()}${asked.name.slice(1)} is held.`
          : `The hold on ${asked.name} is released.`;
      showToast({ tone: 'success', text });
    }
  };

  if (data.exhibits.length === 0) {
    return (
      <div className="settings-form wide">
        <h2>Retention</h2>
        <EmptyState compact title="No evidence in this case" />
      </div>
    );
  }
  return (
    <div className="settings-form wide">
      <h2>Retention</h2>
      <p className="soft">
        Events are kept by their own time, those without one by their import, and go a block of some
        thousand records at a time, never early. What is dropped leaves its hashes in the seal and a
        line in the audit trail.
      </p>
      <div className="settings-actions">
        <Button onClick={() => setAsked({ what: 'hold', sourceId: null, name: 'the whole case' })}>
          Hold the whole case
        </Button>
        <Button
          kind={offer.events === 0 ? 'plain' : 'danger'}
          disabled={offer.events === 0 || apply.running}
          onClick={() => setAsked({ what: 'apply', offer })}
        >
          {apply.running ? 'Dropping' : offer.text}
        </Button>
        {offer.held > 0 && (
          <span className="soft">{plural(offer.held, 'event')} past the period held back</span>
        )}
      </div>
      <ExhibitTable
        exhibits={data.exhibits}
        onHold={({ sourceId, exhibit }) => setAsked({ what: 'hold', sourceId, name: exhibit })}
      />
      {data.holds.length > 0 && (
        <>
          <h2>Legal holds</h2>
          <HoldTable
            holds={data.holds}
            onRelease={({ id, exhibit }) =>
              setAsked({ what: 'release', hold: id, name: exhibit ?? 'the whole case' })
            }
          />
        </>
      )}
      {data.drops.length > 0 && (
        <>
          <h2>Dropped</h2>
          <DropTable drops={data.drops} />
        </>
      )}
      {asked && (
        <ReasonDialog
          asked={asked}
          onClose={() => setAsked(null)}
          onSubmit={(reason) => void act(reason)}
        />
      )}
    </div>
  );
}

function titleOf(asked: Asked): string {
  switch (asked.what) {
    case 'apply':
      return asked.offer.text;
    case 'hold':
      return `Hold ${asked.name}`;
    case 'release':
      return `Release the hold on ${asked.name}`;
  }
}

function ReasonDialog(props: {
  readonly asked: Asked;
  readonly onClose: () => void;
  readonly onSubmit: (reason: string) => void;
}) {
  const { asked } = props;
  const [reason, setReason] = useState('');
  const ready = reason.trim() !== '';
  return (
    <Dialog
      open
      title={titleOf(asked)}
      width={440}
      onClose={props.onClose}
      onSubmit={() => {
        if (ready) props.onSubmit(reason.trim());
      }}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            kind={asked.what === 'apply' ? 'danger' : 'primary'}
            type="submit"
            disabled={!ready}
          >
            {WORDS[asked.what]}
          </Button>
        </>
      }
    >
      <div className="sw-form">
        {asked.what === 'apply' && (
          <Callout tone="warning">
            The records of {asked.offer.exhibits.join(', ')} that are past their period are deleted
            from the case and cannot be had back from it.
          </Callout>
        )}
        {asked.what === 'hold' && (
          <p className="soft">Nothing of it is dropped, whatever its period, until the release.</p>
        )}
        <TextField
          label="Reason, for the audit trail"
          autoFocus
          maxLength={1_000}
          value={reason}
          onChange={setReason}
        />
      </div>
    </Dialog>
  );
}
