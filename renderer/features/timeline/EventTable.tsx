// The event table: any number of rows, only those on the screen drawn. It scrolls by its own
// position, because a scroll bar over ten million rows cannot be as tall as they are.

import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { EventRow } from '../../../shared/contract/schemas.ts';
import { useZone } from '../../ui/zone.ts';
import { openCellMenu } from './CellMenu.tsx';
import { EventCell } from './EventCell.tsx';
import { type EventColumn, type EventColumnId, cellTerm, nextCell } from './columns.model.ts';
import type { FilterSense } from './filter.model.ts';
import {
  type ScrollSpace,
  drawnHeight,
  fullHeight,
  heldPosition,
  positionCentring,
  positionOf,
  positionShowing,
  rowWindow,
  scrollTopOf,
} from './scroll.model.ts';
import './event-table.css';

const ROW_PX = 26;
const HEAD_PX = 28;

export interface EventTableHandle {
  /** Brings a row to the middle and makes it the current one. */
  readonly show: (index: number) => void;
  /** Brings a row to the middle. */
  readonly reveal: (index: number) => void;
  /** Moves the current row on the screen. */
  readonly step: (by: number) => void;
  readonly focus: () => void;
}

export interface EventTableProps {
  readonly label: string;
  readonly total: number;
  readonly at: (index: number) => EventRow | undefined;
  /** Changes when `at` may answer differently. */
  readonly version: number;
  readonly columns: readonly EventColumn[];
  readonly newestFirst: boolean;
  readonly currentId: number | null;
  /** Of `currentId` where it is known, from 0 in order of time. */
  readonly currentIndex: number | null;
  readonly onCurrent: (row: EventRow, index: number) => void;
  readonly onOpen: () => void;
  /** A filter by the value of a cell. */
  readonly onTerm: (term: string, sense: FilterSense) => void;
  /** What happened around a row. */
  readonly onAround: (row: EventRow) => void;
  /** Rows on the screen, in order of time. */
  readonly onVisible: (first: number, last: number) => void;
  readonly empty: ReactNode;
  readonly ref?: Ref<EventTableHandle>;
}

export function EventTable(props: EventTableProps) {
  const { total, at, columns, newestFirst, onVisible, currentIndex } = props;
  const zone = useZone();
  const scroller = useRef<HTMLDivElement>(null);
  const [windowPx, setWindowPx] = useState(0);
  const [position, setPosition] = useState(0);
  const synced = useRef(0);
  const space: ScrollSpace = { total, rowPx: ROW_PX, windowPx: Math.max(0, windowPx - HEAD_PX) };
  const spaceRef = useRef(space);
  spaceRef.current = space;
  const positionRef = useRef(position);
  const scaled = fullHeight(space) > drawnHeight(space);

  /** Rows are kept in order of time; the screen may have them the other way round. */
  const turned = useCallback(
    (index: number): number => (newestFirst ? total - 1 - index : index),
    [newestFirst, total],
  );

  const moveTo = useCallback((wanted: number) => {
    const held = heldPosition(wanted, spaceRef.current);
    positionRef.current = held;
    setPosition(held);
    const element = scroller.current;
    if (!element) return;
    element.scrollTop = scrollTopOf(held, spaceRef.current);
    synced.current = element.scrollTop;
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWindowPx(element.clientHeight));
    setWindowPx(element.clientHeight);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element || !scaled) return undefined;
    // On a scaled bar one notch of the wheel would skip hundreds of rows.
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * ROW_PX;
      moveTo(positionRef.current + pixels);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scaled, moveTo]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element || Math.abs(element.scrollTop - synced.current) < 1) return;
    synced.current = element.scrollTop;
    const next = positionOf(element.scrollTop, spaceRef.current);
    positionRef.current = next;
    setPosition(next);
  };

  const seen = rowWindow(position, space, 6);
  const firstSeen = Math.min(turned(seen.first), turned(seen.last));
  const lastSeen = Math.max(turned(seen.first), turned(seen.last));
  useEffect(() => {
    if (lastSeen >= firstSeen) onVisible(Math.max(0, firstSeen), lastSeen);
  }, [onVisible, firstSeen, lastSeen]);

  /** The current row on the screen; just above the first one shown where there is none. */
  const here = (): number =>
    currentIndex === null ? Math.ceil(position / ROW_PX) - 1 : turned(currentIndex);

  const goTo = (screenIndex: number) => {
    const held = Math.min(total - 1, Math.max(0, screenIndex));
    moveTo(positionShowing(held, positionRef.current, spaceRef.current));
    const row = at(turned(held));
    if (row) props.onCurrent(row, turned(held));
    else setWaitingFor(turned(held));
  };

  // A row that was gone to before it was loaded becomes the current one when it arrives.
  const [waitingFor, setWaitingFor] = useState<number | null>(null);
  const waitingRow = waitingFor === null ? undefined : at(waitingFor);
  const { onCurrent } = props;
  useEffect(() => {
    if (waitingFor === null || !waitingRow) return;
    setWaitingFor(null);
    onCurrent(waitingRow, waitingFor);
  }, [waitingFor, waitingRow, onCurrent]);

  useImperativeHandle(props.ref, () => ({
    show(index) {
      const screenIndex = turned(index);
      moveTo(positionCentring(screenIndex, spaceRef.current));
      const row = at(index);
      if (row) props.onCurrent(row, index);
      else setWaitingFor(index);
    },
    reveal: (index) => moveTo(positionCentring(turned(index), spaceRef.current)),
    step(by) {
      scroller.current?.focus();
      goTo(here() + by);
    },
    focus: () => scroller.current?.focus(),
  }));

  // The cell that + and - act on, chosen with the arrows or by a click.
  const [cell, setCell] = useState<EventColumnId | null>(null);
  const currentRow = currentIndex === null ? undefined : at(currentIndex);
  const filterByCell = (sense: FilterSense): boolean => {
    const term = currentRow && cell !== null ? cellTerm(cell, currentRow) : undefined;
    if (term === undefined) return false;
    props.onTerm(term, sense);
    return true;
  };
  const menuOf = (row: EventRow, column: EventColumnId, place: { x: number; y: number }) =>
    openCellMenu({
      row,
      column,
      place,
      onTerm: props.onTerm,
      onAround: () => props.onAround(row),
    });
  const menuByKey = (): boolean => {
    const element = scroller.current?.querySelector('[data-current] > [data-cell]');
    if (!element || !currentRow || cell === null) return false;
    const { left, bottom } = element.getBoundingClientRect();
    menuOf(currentRow, cell, { x: left, y: bottom });
    return true;
  };

  const actedOnCell = (event: KeyboardEvent): boolean => {
    switch (event.key) {
      case 'ArrowRight':
        setCell(nextCell(columns, cell, 1));
        return true;
      case 'ArrowLeft':
        setCell(nextCell(columns, cell, -1));
        return true;
      case '+':
        return filterByCell('include');
      case '-':
        return filterByCell('exclude');
      case 'ContextMenu':
        return menuByKey();
      case 'F10':
        return event.shiftKey && menuByKey();
      default:
        return false;
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || total === 0) return;
    const page = Math.max(1, Math.floor(space.windowPx / ROW_PX) - 1);
    const targets: Readonly<Record<string, number>> = {
      j: here() + 1,
      ArrowDown: here() + 1,
      k: here() - 1,
      ArrowUp: here() - 1,
      PageDown: here() + page,
      PageUp: here() - page,
      Home: 0,
      End: total - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) goTo(target);
    else if (event.key === 'Enter') props.onOpen();
    else if (!actedOnCell(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const template = columns.map((column) => column.track).join(' ');
  const leastWidth = columns.reduce((sum, column) => sum + column.leastPx, 0);
  const drawn: ReactNode[] = [];
  for (let screenIndex = seen.first; screenIndex <= seen.last; screenIndex++) {
    const index = turned(screenIndex);
    const row = at(index);
    const before = newestFirst ? at(index + 1) : at(index - 1);
    drawn.push(
      <div
        key={screenIndex}
        id={`event-row-${screenIndex}`}
        className="sw-table-row"
        role="row"
        aria-rowindex={screenIndex + 2}
        aria-selected={row !== undefined && row.id === props.currentId}
        data-current={row !== undefined && row.id === props.currentId ? '' : undefined}
        style={{ gridTemplateColumns: template, height: ROW_PX, position: 'static' }}
        onClick={() => row && props.onCurrent(row, index)}
        onDoubleClick={() => row && props.onOpen()}
      >
        {columns.map((column) => (
          <div
            key={column.id}
            role="gridcell"
            data-align={column.id === 'delta' ? 'end' : undefined}
            data-cell={column.id === cell && row?.id === props.currentId ? '' : undefined}
            onClick={() => setCell(column.id)}
            onContextMenu={(event) => {
              if (!row) return;
              event.preventDefault();
              setCell(column.id);
              props.onCurrent(row, index);
              menuOf(row, column.id, { x: event.clientX, y: event.clientY });
            }}
          >
            {row ? (
              <EventCell column={column.id} row={row} before={before} zone={zone} />
            ) : (
              column.id === 'summary' && <span className="event-row-waiting" />
            )}
          </div>
        ))}
      </div>,
    );
  }

  return (
    <div
      ref={scroller}
      className="sw-table event-table"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        currentIndex === null ? undefined : `event-row-${turned(currentIndex)}`
      }
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className="event-table-head" role="rowgroup" style={{ minWidth: leastWidth }}>
        <div className="sw-table-head" role="row" style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              data-align={column.id === 'delta' ? 'end' : undefined}
            >
              <span className="ellipsis">{column.title}</span>
            </div>
          ))}
        </div>
      </div>
      {total === 0 ? (
        <div className="sw-table-empty">{props.empty}</div>
      ) : (
        <div
          className="event-table-space"
          role="rowgroup"
          style={{ height: drawnHeight(space), minWidth: leastWidth }}
        >
          <div
            className="event-table-window"
            style={{ top: HEAD_PX, height: Math.min(space.windowPx, drawnHeight(space)) }}
          >
            <div style={{ transform: `translateY(${seen.offsetPx}px)` }}>{drawn}</div>
          </div>
        </div>
      )}
    </div>
  );
}
