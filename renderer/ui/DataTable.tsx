// A dense, virtual table. It draws only the rows on the screen, so `rows` may be an array or
// anything with a length that answers `at` (a page not yet loaded answers undefined).
// Keys: arrows or j/k, Page Up/Down, Home/End move; Enter opens; Space and Shift select.

import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useId,
  useMemo,
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { usePreference } from './preference.ts';
import { nextSort, type SortState, type SortValue } from './sort.model.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** Pixels; a growing column takes this as its least width. */
  readonly width: number;
  readonly grow?: number;
  readonly align?: 'start' | 'end';
  readonly render: (row: Row, index: number) => ReactNode;
  /** Given: the header sorts by it (see SortedTable). */
  readonly sortValue?: (row: Row) => SortValue;
}

export interface RowSource<Row> {
  readonly length: number;
  at(index: number): Row | undefined;
}

export interface DataTableProps<Row> {
  /** Names the kept column widths. */
  readonly id: string;
  readonly label: string;
  readonly rows: RowSource<Row>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** The row that the keyboard is on and the detail pane shows. */
  readonly current?: string | null;
  readonly onCurrent?: (row: Row, index: number) => void;
  readonly onOpen?: (row: Row) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (
    row: Row,
    how: { readonly toggle: boolean; readonly range: boolean },
  ) => void;
  readonly sort?: SortState | null;
  readonly onSort?: (sort: SortState) => void;
  readonly rowHeight?: number;
  readonly muted?: (row: Row) => boolean;
  /** Shown under the header when there are no rows. */
  readonly empty?: ReactNode;
  /** First and last row drawn, for loading pages. */
  readonly onVisible?: (first: number, last: number) => void;
}

const HEAD_PX = 28;
const LEAST_COLUMN_PX = 40;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, columns, keyOf, current = null, rowHeight = 28, onVisible } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const baseId = useId();
  const [keptWidths, keepWidths] = usePreference(`columns.${props.id}`, '{}');
  const widths = useMemo(() => parseWidths(keptWidths), [keptWidths]);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head lies above the rows and sticks there: it moves them down and covers what scrolls under it.
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    paddingEnd: 4,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onVisible?.(first, last), [onVisible, first, last, rows.length]);

  const currentIndex = useMemo(() => {
    if (current === null) return -1;
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows.at(index);
      if (row !== undefined && keyOf(row) === current) return index;
    }
    return -1;
  }, [rows, current, keyOf]);

  // Keeps the current row on the screen when it changes, or the room for the rows does, not on every
  // render.
  const roomPx = virtualizer.scrollRect?.height ?? 0;
  useEffect(() => {
    if (currentIndex >= 0) virtualizer.scrollToIndex(currentIndex, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the virtualizer is the same object
  }, [currentIndex, roomPx]);

  const template = columns
    .map((column) => {
      const kept = widths[column.id];
      if (kept !== undefined) return `${kept}px`;
      return column.grow === undefined
        ? `${column.width}px`
        : `minmax(${column.width}px, ${column.grow}fr)`;
    })
    .join(' ');
  const leastWidth = columns.reduce((sum, each) => sum + (widths[each.id] ?? each.width), 0);

  const goTo = (index: number, range: boolean) => {
    const bounded = Math.min(rows.length - 1, Math.max(0, index));
    const row = rows.at(bounded);
    if (row === undefined) return;
    props.onCurrent?.(row, bounded);
    if (range) props.onSelect?.(row, { toggle: false, range: true });
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const at = currentIndex;
    const target: Record<string, number> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      k: at < 0 ? 0 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const next = target[event.key];
    const row = at < 0 ? undefined : rows.at(at);
    if (next !== undefined) goTo(next, event.shiftKey);
    else if (event.key === 'Enter' && row !== undefined) props.onOpen?.(row);
    else if (event.key === ' ' && row !== undefined && props.onSelect) {
      props.onSelect(row, { toggle: true, range: false });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onRowClick = (event: MouseEvent, row: Row, index: number) => {
    props.onSelect?.(row, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey });
    props.onCurrent?.(row, index);
  };

  return (
    <div
      ref={scroller}
      className="sw-table"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable={props.onSelect ? true : undefined}
      aria-activedescendant={currentIndex >= 0 ? `${baseId}-${currentIndex}` : undefined}
      onKeyDown={onKey}
    >
      <div role="rowgroup" style={{ position: 'sticky', top: 0, zIndex: 2, minWidth: leastWidth }}>
        <div
          className="sw-table-head"
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: template, minWidth: leastWidth }}
        >
          {columns.map((column) => (
            <HeaderCell
              key={column.id}
              column={column}
              sort={props.sort ?? null}
              onSort={props.onSort}
              onWidth={(width) =>
                keepWidths(
                  JSON.stringify({ ...widths, [column.id]: Math.max(LEAST_COLUMN_PX, width) }),
                )
              }
            />
          ))}
        </div>
      </div>
      {rows.length === 0 ? (
        <div className="sw-table-empty" role="rowgroup">
          <div role="row">
            <div role="gridcell">{props.empty}</div>
          </div>
        </div>
      ) : (
        <div
          className="sw-table-body"
          role="rowgroup"
          style={{ height: virtualizer.getTotalSize(), minWidth: leastWidth }}
        >
          {items.map((item) => {
            const row = rows.at(item.index);
            const key = row === undefined ? undefined : keyOf(row);
            return (
              <div
                key={item.key}
                id={`${baseId}-${item.index}`}
                className="sw-table-row"
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={
                  key !== undefined && (props.selected ? props.selected.has(key) : key === current)
                }
                data-current={key !== undefined && key === current ? '' : undefined}
                data-muted={row !== undefined && props.muted?.(row) ? '' : undefined}
                style={{
                  height: rowHeight,
                  gridTemplateColumns: template,
                  transform: `translateY(${item.start - HEAD_PX}px)`,
                }}
                onClick={(event) => row !== undefined && onRowClick(event, row, item.index)}
                onDoubleClick={() => row !== undefined && props.onOpen?.(row)}
              >
                {columns.map((column) => (
                  <div key={column.id} role="gridcell" data-align={column.align}>
                    {row === undefined ? '' : column.render(row, item.index)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

function HeaderCell<Row>(props: {
  readonly column: Column<Row>;
  readonly sort: SortState | null;
  readonly onSort: ((sort: SortState) => void) | undefined;
  readonly onWidth: (width: number) => void;
}) {
  const { column, sort, onSort } = props;
  const sorted = sort?.column === column.id ? sort : null;
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const onDown = (event: PointerEvent<HTMLSpanElement>) => {
    const cell = event.currentTarget.parentElement;
    start.current = { x: event.clientX, width: cell?.offsetWidth ?? column.width };
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const onMove = (event: PointerEvent<HTMLSpanElement>) => {
    if (start.current) props.onWidth(start.current.width + event.clientX - start.current.x);
  };
  const ariaSort = sorted === null ? undefined : sorted.descending ? 'descending' : 'ascending';
  return (
    <div role="columnheader" data-align={column.align} aria-sort={ariaSort}>
      {column.sortValue && onSort ? (
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onSort(nextSort(sort, column.id))}
          title={`Sort by ${column.title.toLowerCase()}`}
        >
          <span className="ellipsis">{column.title}</span>
          <span aria-hidden="true">{sorted ? (sorted.descending ? '↓' : '↑') : ''}</span>
        </button>
      ) : (
        <span className="ellipsis">{column.title}</span>
      )}
      <span
        className="sw-resize"
        aria-hidden="true"
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={() => {
          start.current = null;
        }}
      />
    </div>
  );
}

function parseWidths(text: string): Readonly<Record<string, number>> {
  const widths: Record<string, number> = {};
  const parsed: unknown = JSON.parse(text.startsWith('{') ? text : '{}');
  if (typeof parsed !== 'object' || parsed === null) return widths;
  for (const [column, width] of Object.entries(parsed)) {
    if (typeof width === 'number' && Number.isFinite(width)) widths[column] = width;
  }
  return widths;
}
