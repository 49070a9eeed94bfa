// The tables of retention: each exhibit with its period, the legal holds, and what was dropped.

import { useState } from 'react';
import type { ExhibitRetention } from '../../../shared/contract/areas/retention.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Tag } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { daysOf, LONGEST_DAYS } from './retention.model.ts';

type State = Output<'retention.state'>;
export type Hold = State['holds'][number];

export function ExhibitTable(props: {
  readonly exhibits: readonly ExhibitRetention[];
  readonly onHold: (exhibit: ExhibitRetention) => void;
}) {
  return (
    <table className="plain-table retention" aria-label="Periods of the exhibits">
      <thead>
        <tr>
          <th>Exhibit</th>
          <th>Source</th>
          <th>Days kept</th>
          <th className="num">In the case</th>
          <th className="num">Past its period</th>
          <th className="num">Dropped</th>
          <th>Legal hold</th>
        </tr>
      </thead>
      <tbody>
        {props.exhibits.map((each) => (
          <ExhibitRow
            key={`${each.sourceId} ${String(each.days)}`}
            exhibit={each}
            onHold={() => props.onHold(each)}
          />
        ))}
      </tbody>
    </table>
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
    else {
      const kept = days === null ? 'for ever' : plural(days, 'day');
      showToast({ tone: 'success', text: `${exhibit.exhibit} is kept ${kept}.` });
    }
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
          {days === undefined ? (
            <span className="sw-problem" role="alert">
              1 to {formatCount(LONGEST_DAYS)}, or empty for ever
            </span>
          ) : (
            (changed || save.busy) && (
              <Button size="small" type="submit" disabled={save.busy}>
                Save
              </Button>
            )
          )}
        </form>
      </td>
      <td className="num">{formatCount(exhibit.events - exhibit.dropped)}</td>
      <td className="num">{formatCount(exhibit.due.events)}</td>
      <td className="num">{formatCount(exhibit.dropped)}</td>
      <td>
        <span className="retention-hold">
          {exhibit.held && <Tag tone="medium">Held</Tag>}
          <Button size="small" onClick={onHold}>
            {exhibit.held ? 'Hold again' : 'Hold'}
          </Button>
        </span>
      </td>
    </tr>
  );
}

export function HoldTable(props: {
  readonly holds: readonly Hold[];
  readonly onRelease: (hold: Hold) => void;
}) {
  return (
    <table className="plain-table retention" aria-label="Legal holds">
      <thead>
        <tr>
          <th>What</th>
          <th>Reason</th>
          <th>Placed by</th>
          <th>Placed</th>
          <th>Release</th>
        </tr>
      </thead>
      <tbody>
        {props.holds.map((hold) => (
          <tr key={hold.id}>
            <td>{hold.exhibit ?? 'The whole case'}</td>
            <td className="log-text">{visibleText(hold.reason)}</td>
            <td className="log-text">{visibleText(hold.who)}</td>
            <td>
              <Time us={hold.placedAtUs} precision="min" />
            </td>
            <td>
              {hold.released === null ? (
                <Button size="small" onClick={() => props.onRelease(hold)}>
                  Release
                </Button>
              ) : (
                <span className="soft">
                  <Time us={hold.released.atUs} precision="min" />{' '}
                  <span className="log-text">
                    {visibleText(`${hold.released.who}: ${hold.released.reason}`)}
                  </span>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function DropTable(props: { readonly drops: State['drops'] }) {
  return (
    <table className="plain-table retention" aria-label="Dropped events">
      <thead>
        <tr>
          <th>Exhibit</th>
          <th className="num">Events</th>
          <th>Dropped</th>
          <th>By</th>
          <th>Reason</th>
        </tr>
      </thead>
      <tbody>
        {props.drops.map((each) => (
          <tr key={`${each.exhibit} ${String(each.from)}`}>
            <td>{each.exhibit}</td>
            <td className="num">{formatCount(each.events)}</td>
            <td>
              <Time us={each.atUs} precision="min" />
            </td>
            <td className="log-text">{visibleText(each.who)}</td>
            <td className="log-text">
              {each.reason === '' ? (
                <span className="faint">not recorded</span>
              ) : (
                visibleText(each.reason)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
