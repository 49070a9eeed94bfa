// One state of the case as rows: which event, which block and which time each row is. A row is an
// event; rows are grouped by block as in the case, in the order of import. Times, order and columns are
// read when they are first asked for. Never holds what a record says beyond its columns.

import type { CaseReader } from '../../store/case-store.ts';
import type { StoredColumn } from '../../store/columns.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import type { CaseWords } from './case-words.ts';
import { COLUMN_BYTES, createRowColumns, type Column, type RowCodes } from './row-columns.ts';
import { createRowTimes } from './row-times.ts';

/** It stays as it is while the case grows. */
export interface EventTable {
  /** Another number for every state. */
  readonly version: number;
  readonly rows: number;
  readonly blocks: readonly BlockZone[];
  /** First row of each block, and behind them the number of rows. */
  readonly starts: Uint32Array;
  /** Microseconds per row; NaN where undated. */
  times(): Float64Array;
  /** The same, where only the rows of some blocks are looked at: their places, rising. */
  timesOf(blocks: readonly number[]): Float64Array;
  /** Rows of dated events by (time, number). */
  order(): Uint32Array;
  /** Whether that is at hand already. */
  isOrdered(): boolean;
  /** Takes over what `order` would have made. */
  keepOrder(order: Uint32Array): void;
  /** Rows of undated events, rising. */
  undated(): Uint32Array;
  column(name: StoredColumn): Column;
  /** Reads so many more blocks of a column; false when all are read. */
  readColumn(name: StoredColumn, blocks: number): boolean;
  /** What the columns in memory take. */
  columnBytes(): number;
  /** The source of each row as an index into `sourceIds`. */
  sources(): { readonly codes: RowCodes; readonly sourceIds: readonly number[] };
  blockOfRow(row: number): number;
  eventOf(row: number): number;
  /** `undefined` where the case has no such event. */
  rowOf(eventId: number): number | undefined;
}

export function createEventTable(
  store: Pick<CaseReader, 'columns' | 'sources' | 'dataVersion'>,
  words: CaseWords,
) {
  let seenVersion = -1;
  let current: EventTable | undefined;
  const rowTimes = createRowTimes(store.columns);
  const rowColumns = createRowColumns(store.columns, words);

  const tableOf = (blocks: readonly BlockZone[], version: number): EventTable => {
    const starts = new Uint32Array(blocks.length + 1);
    for (const [index, zone] of blocks.entries()) {
      starts[index + 1] = (starts[index] ?? 0) + zone.count;
    }
    const rows = starts[blocks.length] ?? 0;
    let undated: Uint32Array | undefined;
    let sources: { codes: RowCodes; sourceIds: number[] } | undefined;
    let ownOrder: Uint32Array | undefined;
    const own = new Map<StoredColumn, Column>();

    const blocksFrom = (row: number) => blocks.slice(lastAtOrBelow(starts, row, blocks.length));
    const times = () => rowTimes.of(blocks, starts);

    return {
      version,
      rows,
      blocks,
      starts,
      times,
      timesOf: (wanted) => rowTimes.of(blocks, starts, wanted),
      order() {
        ownOrder ??= rowTimes.order(times());
        return ownOrder;
      },
      isOrdered: () => ownOrder !== undefined || rowTimes.isOrdered(rows),
      keepOrder(order) {
        ownOrder = order;
        rowTimes.keepOrder(order, rows);
      },
      undated() {
        undated ??= undatedRows(blocks, starts, store, (wanted) =>
          rowTimes.of(blocks, starts, wanted),
        );
        return undated;
      },
      column(name) {
        const known = own.get(name);
        if (known) return known;
        const column = rowColumns.of(name, rows, blocksFrom);
        // A state that is still in use holds on to what it counted over; only the newest is kept.
        if (own.size > 0 && rowColumns.bytes() >= COLUMN_BYTES) own.clear();
        own.set(name, column);
        return column;
      },
      readColumn: (name, count) => rowColumns.read(name, rows, blocksFrom, count),
      columnBytes: () => rowColumns.bytes(),
      sources() {
        sources ??= sourceCodes(blocks, starts);
        return sources;
      },
      blockOfRow: (row) => lastAtOrBelow(starts, row, blocks.length),
      eventOf(row) {
        const block = lastAtOrBelow(starts, row, blocks.length);
        return (blocks[block]?.firstEvent ?? 1) + row - (starts[block] ?? 0);
      },
      rowOf(eventId) {
        let low = 0;
        let high = blocks.length;
        while (low < high) {
          const middle = (low + high) >>> 1;
          if ((blocks[middle]?.firstEvent ?? 0) <= eventId) low = middle + 1;
          else high = middle;
        }
        const zone = blocks[low - 1];
        if (!zone || eventId >= zone.firstEvent + zone.count) return undefined;
        return (starts[low - 1] ?? 0) + eventId - zone.firstEvent;
      },
    };
  };

  return {
    /** The case as it stands. Call it within a snapshot. Throws FailureError. */
    now(): EventTable {
      const version = store.dataVersion();
      if (current && version === seenVersion) return current;
      const { blocks, last } = store.columns.stand();
      const before = current?.blocks ?? [];
      if (current && blocks === before.length && last === (before.at(-1)?.id ?? 0)) {
        seenVersion = version;
        return current;
      }
      const added = store.columns.zones(before.at(-1)?.id ?? 0);
      const grown = [...before, ...added];
      if (grown.length === blocks) current = tableOf(grown, (current?.version ?? 0) + 1);
      else {
        // Blocks are gone: rows have other numbers from now on.
        rowTimes.forget();
        rowColumns.forget();
        current = tableOf(store.columns.zones(0), (current?.version ?? 0) + 1);
      }
      seenVersion = version;
      return current;
    },
  };
}

export type EventTables = ReturnType<typeof createEventTable>;

/** Rows without a time, rising; only blocks of sources that have any are looked into. */
function undatedRows(
  blocks: readonly BlockZone[],
  starts: Uint32Array,
  { sources }: Pick<CaseReader, 'sources'>,
  timesOf: (wanted: readonly number[]) => Float64Array,
): Uint32Array {
  const allDated = new Set<number>();
  for (const { id, undated } of sources.all()) if (undated === 0) allDated.add(id);
  const wanted: number[] = [];
  for (const [place, { sourceId }] of blocks.entries()) {
    if (!allDated.has(sourceId)) wanted.push(place);
  }
  const found: number[] = [];
  if (wanted.length > 0) {
    const times = timesOf(wanted);
    for (const place of wanted) {
      const end = starts[place + 1] ?? 0;
      for (let row = starts[place] ?? 0; row < end; row++) {
        if (Number.isNaN(times[row] ?? Number.NaN)) found.push(row);
      }
    }
  }
  return Uint32Array.from(found);
}

function sourceCodes(
  blocks: readonly BlockZone[],
  starts: Uint32Array,
): { codes: RowCodes; sourceIds: number[] } {
  const sourceIds = [...new Set(blocks.map((zone) => zone.sourceId))];
  const codeOf = new Map(sourceIds.map((id, code) => [id, code]));
  const rows = starts[blocks.length] ?? 0;
  const codes =
    sourceIds.length <= 256
      ? new Uint8Array(rows)
      : sourceIds.length <= 65_536
        ? new Uint16Array(rows)
        : new Uint32Array(rows);
  for (const [index, zone] of blocks.entries()) {
    codes.fill(codeOf.get(zone.sourceId) ?? 0, starts[index] ?? 0, starts[index + 1] ?? 0);
  }
  return { codes, sourceIds };
}

/** Index of the last of the first `count` numbers that is not above `value`. */
function lastAtOrBelow(rising: Uint32Array, value: number, count: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
