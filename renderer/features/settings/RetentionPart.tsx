// How long each exhibit is kept, legal holds, what would be dropped now, and dropping it.

import { useState } from 'react';
import type { ExhibitRetention } from '../../../shared/contract/areas/retention.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { useCommand } from '../../client/use-command.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { formatBytes, formatCount, plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { daysOf, dueNow } from './retention.model.ts';

type State = Output<'retention.state'>;

/** What a reason is asked for before it is done. */
type Asked =
  | { readonly what: 'hold'; readonly sourceId: number | null; readonly name: string }
  | { readonly what: 'release'; readonly hold: number; readonly name: string }
  | { readonly what: 'apply'; readonly events: number };

export function RetentionPart() {
  const { data, error, reload } = useQuery('retention.state', {}, { topics: ['sources', 'case'] });
  const hold = useCommand('retention.hold');
  const release = useCommand('retention.release');
  const apply = useJob('retention.apply');
  const [asked, setAsked] = useState<Asked | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState />;
  const due = dueNow(data.exhibits);

  const act = async (reason: string) => {
    if (asked === null) return;
    setAsked(null);
    if (asked.what === 'apply') {
      const result = await apply.run({ reason });
      if (!result.ok) showFailure(result.error);
      else {
        const { events, freedBytes } = result.value;
        showToast({
          tone: 'success',
          text: `${plural(events, 'event')} dropped, ${formatBytes(freedBytes)} given back.`,
        });
      }
      return;
    }
    const result =
      asked.what === 'hold'
        ? await hold.run({ sourceId: asked.sourceId, reason })
        : await release.run({ hold: asked.hold, reason });
    if (!result.ok) showFailure(result.error);
  };

  return (
    <div className="settings-form wide">
      <h2>Retention</h2>
      <p className="soft">
        Events are kept by their own time, those without one by their import, and go a block of some
        thousand records at a time, never early. What is dropped leaves its hashes in the seal and a
        line in the audit trail.
      </p>
      {data.exhibits.length === 0 ? (
        <EmptyState compact title="No evidence in this case" />
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th>Exhibit</th>
              <th>Source</th>
              <th>Days kept</th>
              <th className="num">Due now</th>
              <th className="num">Dropped</th>
              <th>Hold</th>
            </tr>
          </thead>
          <tbody>
            {data.exhibits.map((each) => (
              <ExhibitRow
                key={`${each.sourceId} ${String(each.days)}`}
                exhibit={each}
                onHold={() =>
                  setAsked({ what: 'hold', sourceId: each.sourceId, name: each.exhibit })
                }
              />
            ))}
          </tbody>
        </table>
      )}
      <div className="settings-actions">
        <Button onClick={() => setAsked({ what: 'hold', sourceId: null, name: 'the whole case' })}>
          Hold the whole case
        </Button>
        <Button
          kind="primary"
          disabled={due === 0 || apply.running}
          onClick={() => setAsked({ what: 'apply', events: due })}
        >
          {due === 0 ? 'Nothing is due' : `Drop ${plural(due, 'event')}`}
        </Button>
      </div>
      <Holds
        holds={data.holds}
        onRelease={(each) =>
          setAsked({ what: 'release', hold: each.id, name: each.exhibit ?? 'the whole case' })
        }
      />
      <Drops drops={data.drops} />
      {asked && (
        <ReasonDialog
          asked={asked}
          onClose={() => setAsked(null)}
          onSubmit={(why) => void act(why)}
        />
      )}
    </div>
  );
}

function ExhibitRow(props: { readonly exhibit: ExhibitRetention; readonly onHold: () => void }) {
  const { exhibit, onHold } = props;
  const save = useCommand('retention.setDays');
  const [text, setText] = useState(exhibit.days === null ? '' : String(exhibit.days));
  const days = daysOf(text);
  const changed = days !== undefined && days !== exhibit.days;
  const submit = async () => {
    if (!changed) return;
    const result = await save.run({ sourceId: exhibit.sourceId, days });
    if (!result.ok) showFailure(result.error);
  };
  return (
    <tr>
      <td>{exhibit.exhibit}</td>
      <td className="log-text">{visibleText(exhibit.name)}</td>
      <td>
        <form
          className="retention-days"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <input
            className="sw-input"
            aria-label={`Days that ${exhibit.exhibit} is kept`}
            aria-invalid={days === undefined ? true : undefined}
            inputMode="numeric"
            placeholder="for ever"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button size="small" type="submit" disabled={!changed || save.busy}>
            Save
          </Button>
        </form>
      </td>
      <td className="num">{formatCount(exhibit.due.events)}</td>
      <td className="num">{formatCount(exhibit.dropped)}</td>
      <td>
        {exhibit.held && <span>held </span>}
        <Button size="small" onClick={onHold}>
          Hold
        </Button>
      </td>
    </tr>
  );
}

function Holds(props: {
  readonly holds: State['holds'];
  readonly onRelease: (hold: State['holds'][number]) => void;
}) {
  if (props.holds.length === 0) return null;
  return (
    <>
      <h2>Legal holds</h2>
      <table className="plain-table">
        <tbody>
          {props.holds.map((each) => (
            <tr key={each.id}>
              <td>{each.exhibit ?? 'The whole case'}</td>
              <td className="log-text">{visibleText(each.reason)}</td>
              <td className="log-text">{visibleText(each.who)}</td>
              <td>
                <Time us={each.placedAtUs} precision="min" />
              </td>
              <td>
                {each.released === null ? (
                  <Button size="small" onClick={() => props.onRelease(each)}>
                    Release
                  </Button>
                ) : (
                  <span className="faint log-text">
                    released: {visibleText(each.released.reason)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Drops(props: { readonly drops: State['drops'] }) {
  if (props.drops.length === 0) return null;
  return (
    <>
      <h2>Dropped</h2>
      <table className="plain-table">
        <tbody>
          {props.drops.map((each) => (
            <tr key={`${each.exhibit} ${String(each.from)}`}>
              <td>{each.exhibit}</td>
              <td className="num">{plural(each.events, 'event')}</td>
              <td>
                <Time us={each.atUs} precision="min" />
              </td>
              <td className="log-text">{visibleText(each.who)}</td>
              <td className="log-text">{visibleText(each.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function ReasonDialog(props: {
  readonly asked: Asked;
  readonly onClose: () => void;
  readonly onSubmit: (reason: string) => void;
}) {
  const { asked } = props;
  const [reason, setReason] = useState('');
  const ready = asked.what === 'apply' || reason.trim() !== '';
  const title =
    asked.what === 'apply'
      ? `Drop ${plural(asked.events, 'event')}`
      : asked.what === 'hold'
        ? `Hold ${asked.name}`
        : `Release the hold on ${asked.name}`;
  return (
    <Dialog
      open
      title={title}
      width={440}
      onClose={props.onClose}
      onSubmit={() => {
        if (ready) props.onSubmit(reason.trim());
      }}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            {asked.what === 'apply' ? 'Drop' : asked.what === 'hold' ? 'Hold' : 'Release'}
          </Button>
        </>
      }
    >
      {asked.what === 'apply' && (
        <p>The records are deleted from the case and cannot be had back from it.</p>
      )}
      <TextField
        label="Reason, for the audit trail"
        autoFocus
        maxLength={1_000}
        value={reason}
        onChange={setReason}
      />
    </Dialog>
  );
}
