// The table of events with its own small toolbar: how many, in which order, which columns.

import { ArrowDown, ArrowUp, ColumnLayout } from '@blueprintjs/icons';
import { useCallback, useEffect, useState, type ReactNode, type Ref } from 'react';
import type { EventRow } from '../../../shared/contract/schemas.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DroppedNote } from '../../ui/DroppedNote.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { Spacer } from '../../ui/Layout.tsx';
import { MenuButton } from '../../ui/Overlays.tsx';
import { usePreference } from '../../ui/preference.ts';
import { ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { EventTable, type EventTableHandle } from './EventTable.tsx';
import {
  DEFAULT_COLUMNS,
  EVENT_COLUMN_IDS,
  columnsFrom,
  titleOf,
  toggledColumn,
} from './columns.model.ts';
import type { FilterSense } from './filter.model.ts';
import type { EventRowsInUse } from './use-event-rows.ts';

export interface EventListProps {
  readonly use: EventRowsInUse;
  readonly event: number | null;
  readonly undatedCount: number;
  readonly undated: boolean;
  readonly onUndated: (undated: boolean) => void;
  readonly onEvent: (id: number) => void;
  /** The open event is none of these: brings it into the list. */
  readonly onShowEvent: () => void;
  readonly onOpen: () => void;
  readonly onTerm: (term: string, sense: FilterSense) => void;
  readonly onAround: (row: EventRow) => void;
  readonly empty: ReactNode;
  readonly table: Ref<EventTableHandle>;
  readonly tableHandle: () => EventTableHandle | null;
}

export function EventList(props: EventListProps) {
  const { use, event, onEvent, tableHandle } = props;
  const { rows, state } = use;
  const client = useClient();
  const [columnText, setColumnText] = usePreference('timeline.columns', DEFAULT_COLUMNS.join(','));
  const [orderText, setOrder] = usePreference('timeline.order', 'oldest');
  const newestFirst = orderText === 'newest';
  const columns = columnsFrom(columnText);
  const [current, setCurrent] = useState<{ readonly id: number; readonly index: number } | null>(
    null,
  );
  const [absent, setAbsent] = useState<number | null>(null);

  // The rows were asked for anew: what was row 12 may be another one now.
  const [rowsBefore, setRowsBefore] = useState(rows);
  if (rowsBefore !== rows) {
    setRowsBefore(rows);
    setCurrent(null);
    setAbsent(null);
  }

  const known = current !== null && current.id === event ? current.index : null;
  const ready = state.total > 0;
  useEffect(() => {
    if (event === null || known !== null || !ready) return undefined;
    let left = false;
    void (async () => {
      const answer = await client.call('events.get', { id: event });
      // The pane beside the list says why where it cannot be read.
      if (left || !answer.ok) return;
      const index = await rows.indexOf(answer.value);
      if (left) return;
      setAbsent(index === undefined ? event : null);
      if (index === undefined) return;
      setCurrent({ id: event, index });
      tableHandle()?.reveal(index);
    })();
    return () => {
      left = true;
    };
  }, [client, event, known, ready, rows, tableHandle]);

  const onCurrent = useCallback(
    (row: EventRow, index: number) => {
      setCurrent({ id: row.id, index });
      onEvent(row.id);
    },
    [onEvent],
  );

  return (
    <section className="event-list" aria-label="Events">
      <LoadingBar active={state.loading} />
      <div className="event-list-head">
        <strong className="num">{formatCount(state.total)}</strong>
        <span className="soft">
          {props.undated ? 'without a usable time' : state.total === 1 ? 'event' : 'events'}
        </span>
        <DroppedNote dropped={state.dropped} />
        {(props.undatedCount > 0 || props.undated) && (
          <Button
            size="small"
            kind="quiet"
            aria-pressed={props.undated}
            title="Events whose time is missing or impossible"
            onClick={() => props.onUndated(!props.undated)}
          >
            {props.undated ? 'Back to dated events' : `${formatCount(props.undatedCount)} undated`}
          </Button>
        )}
        {event !== null && absent === event && (
          <span className="event-list-absent">
            <span className="soft">The open event is not among them</span>
            <Button size="small" onClick={props.onShowEvent}>
              Show it
            </Button>
          </span>
        )}
        <Spacer />
        <Button
          size="small"
          kind="quiet"
          icon={newestFirst ? <ArrowUp size={14} /> : <ArrowDown size={14} />}
          onClick={() => setOrder(newestFirst ? 'oldest' : 'newest')}
        >
          {newestFirst ? 'Newest first' : 'Oldest first'}
        </Button>
        <MenuButton
          placement="bottom-end"
          entries={EVENT_COLUMN_IDS.map((id) => ({
            text: titleOf(id),
            checked: columns.some((column) => column.id === id),
            run: () => setColumnText(toggledColumn(columnText, id)),
          }))}
        >
          <Button size="small" kind="quiet" icon={<ColumnLayout size={14} />}>
            Columns
          </Button>
        </MenuButton>
      </div>
      <div className="event-list-body">
        {state.error && state.total === 0 ? (
          <ErrorState error={state.error} onRetry={use.reload} />
        ) : state.loading && state.total === 0 ? (
          <LoadingState label="Searching" />
        ) : (
          <EventTable
            ref={props.table}
            label="Events"
            total={state.total}
            at={rows.at}
            version={state.version}
            columns={columns}
            newestFirst={newestFirst}
            currentId={event}
            currentIndex={known}
            onCurrent={onCurrent}
            onOpen={props.onOpen}
            onTerm={props.onTerm}
            onAround={props.onAround}
            onVisible={rows.want}
            empty={props.empty}
          />
        )}
        {state.error && state.total > 0 && (
          <div className="event-list-problem" role="alert">
            {state.error.message}{' '}
            <Button size="small" onClick={use.reload}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}
