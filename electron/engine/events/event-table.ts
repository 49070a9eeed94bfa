// The columns of all events in memory, as one number each, in the order of import: what the timeline,
// the facets and the filters count over. A row is an event; rows are grouped by block as in the case.
// Columns are read when they are first asked for, grow with the case, and the longest unused one goes
// when they take too much room. Never holds what a record says beyond its columns.

import type { CaseReader } from '../../store/case-store.ts';
import type { StoredColumn } from '../../store/columns.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { extendedOrder, timeOrder } from './time-order.ts';

/** Numbers into `termIds`, one per row. */
export type RowCodes = Uint16Array | Uint32Array;

export interface Column {
  readonly codes: RowCodes;
  /** The term behind each code; code 0 is "no value", always there. */
  readonly termIds: Uint32Array;
  /** The words behind the codes. */
  readonly words: readonly string[];
}

/** One state of the case; it stays as it is while the case grows. */
export interface EventTable {
  /** Another number for every state. */
  readonly version: number;
  readonly rows: number;
  readonly blocks: readonly BlockZone[];
  /** First row of each block, and behind them the number of rows. */
  readonly starts: Uint32Array;
  /** Microseconds per row; NaN where undated. */
  times(): Float64Array;
  /** Rows of dated events by (time, number). */
  order(): Uint32Array;
  /** Whether that is at hand already. */
  isOrdered(): boolean;
  /** Rows of undated events, rising. */
  undated(): Uint32Array;
  column(name: StoredColumn): Column;
  /** The source of each row as an index into `sourceIds`. */
  sources(): { readonly codes: RowCodes; readonly sourceIds: readonly number[] };
  blockOfRow(row: number): number;
  eventOf(row: number): number;
  /** `undefined` where the case has no such event. */
  rowOf(eventId: number): number | undefined;
}

/** Together; times and their order come on top. */
const COLUMN_BYTES = 512 * 1024 * 1024;
const WORDS_AT_ONCE = 50_000;

interface Growing {
  codes: RowCodes;
  rows: number;
  termIds: number[];
  /** Code of each term, -1 where it has none. */
  codeOf: Int32Array;
  words: string[];
}

export function createEventTable(store: Pick<CaseReader, 'columns' | 'events' | 'dataVersion'>) {
  let seenVersion = -1;
  let current: EventTable | undefined;
  const words: string[] = [''];
  let lastWord = 0;
  // Least recently used first.
  const columns = new Map<StoredColumn, Growing>();
  let times: Float64Array = new Float64Array(0);
  let order: Uint32Array | undefined;
  let ordered = 0;

  const readWords = (): readonly string[] => {
    for (;;) {
      const more = store.events.termsAfter(lastWord, WORDS_AT_ONCE);
      for (const { id, value } of more) words[id] = value;
      lastWord = more.at(-1)?.id ?? lastWord;
      if (more.length < WORDS_AT_ONCE) return words;
    }
  };

  const forget = (): void => {
    columns.clear();
    times = new Float64Array(0);
    order = undefined;
    ordered = 0;
  };

  const tableOf = (blocks: readonly BlockZone[], version: number): EventTable => {
    const starts = new Uint32Array(blocks.length + 1);
    for (const [index, zone] of blocks.entries()) {
      starts[index + 1] = (starts[index] ?? 0) + zone.count;
    }
    const rows = starts[blocks.length] ?? 0;
    let undated: Uint32Array | undefined;
    let sources: { codes: RowCodes; sourceIds: number[] } | undefined;
    let ownTimes: Float64Array | undefined;
    let ownOrder: Uint32Array | undefined;
    const own = new Map<StoredColumn, Column>();

    const blocksFrom = (row: number) => blocks.slice(lastAtOrBelow(starts, row, blocks.length));

    const table: EventTable = {
      version,
      rows,
      blocks,
      starts,
      times() {
        if (ownTimes) return ownTimes;
        if (times.length < rows) {
          const grown = new Float64Array(rows);
          grown.set(times);
          store.columns.readTimes(blocksFrom(times.length), grown, times.length);
          times = grown;
        }
        ownTimes = times.subarray(0, rows);
        return ownTimes;
      },
      order() {
        if (ownOrder) return ownOrder;
        const all = table.times();
        if (order === undefined || ordered > rows) ownOrder = timeOrder(all);
        else ownOrder = ordered === rows ? order : extendedOrder(order, ordered, all);
        order = ownOrder;
        ordered = rows;
        return ownOrder;
      },
      isOrdered: () => ownOrder !== undefined,
      undated() {
        if (undated) return undated;
        const all = table.times();
        const found: number[] = [];
        for (let row = 0; row < rows; row++) {
          if (Number.isNaN(all[row] ?? Number.NaN)) found.push(row);
        }
        undated = Uint32Array.from(found);
        return undated;
      },
      column(name) {
        const known = own.get(name);
        if (known) return known;
        const growing = columns.get(name) ?? emptyColumn();
        columns.delete(name);
        columns.set(name, growing);
        grow(growing, name, blocksFrom(growing.rows), rows);
        makeRoom(name);
        const column: Column = {
          codes: growing.codes.subarray(0, rows),
          termIds: Uint32Array.from(growing.termIds),
          words: growing.words,
        };
        // A state that is still in use holds on to what it counted over; only the newest is kept.
        if (own.size > 0 && columnBytes() >= COLUMN_BYTES) own.clear();
        own.set(name, column);
        return column;
      },
      sources() {
        if (sources) return sources;
        const sourceIds = [...new Set(blocks.map((zone) => zone.sourceId))];
        const codeOf = new Map(sourceIds.map((id, code) => [id, code]));
        const codes = sourceIds.length <= 65_536 ? new Uint16Array(rows) : new Uint32Array(rows);
        for (const [index, zone] of blocks.entries()) {
          codes.fill(codeOf.get(zone.sourceId) ?? 0, starts[index] ?? 0, starts[index + 1] ?? 0);
        }
        sources = { codes, sourceIds };
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
    return table;
  };

  const columnBytes = (): number => {
    let bytes = 0;
    for (const { codes } of columns.values()) bytes += codes.byteLength;
    return bytes;
  };

  const makeRoom = (needed: StoredColumn): void => {
    for (const name of columns.keys()) {
      if (columnBytes() <= COLUMN_BYTES) return;
      if (name !== needed) columns.delete(name);
    }
  };

  const grow = (
    column: Growing,
    name: StoredColumn,
    blocks: readonly BlockZone[],
    rows: number,
  ): void => {
    if (column.rows >= rows) return;
    if (column.codes.length < rows) {
      const wider = column.codes instanceof Uint16Array ? Uint16Array : Uint32Array;
      const codes = new wider(rows);
      codes.set(column.codes);
      column.codes = codes;
    }
    const all = readWords();
    if (column.codeOf.length < all.length) {
      const codeOf = new Int32Array(all.length).fill(-1);
      codeOf.set(column.codeOf);
      column.codeOf = codeOf;
    }
    for (const { dictionary, codes, zone } of store.columns.chunks(name, blocks)) {
      const map = new Uint32Array(dictionary.length);
      for (let index = 0; index < dictionary.length; index++) {
        const term = dictionary[index] ?? 0;
        let code = column.codeOf[term] ?? -1;
        if (code < 0) {
          code = column.termIds.push(term) - 1;
          column.words.push(all[term] ?? '');
          column.codeOf[term] = code;
        }
        map[index] = code;
      }
      if (column.termIds.length > 65_536 && column.codes instanceof Uint16Array) {
        column.codes = Uint32Array.from(column.codes);
      }
      const into = column.codes;
      const at = column.rows;
      if (map.length === 1) into.fill(map[0] ?? 0, at, at + zone.count);
      else {
        for (let slot = 0; slot < zone.count; slot++) into[at + slot] = map[codes[slot] ?? 0] ?? 0;
      }
      column.rows += zone.count;
    }
  };

  return {
    /** The words of the case by their number. */
    words: readWords,
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
        forget();
        current = tableOf(store.columns.zones(0), (current?.version ?? 0) + 1);
      }
      seenVersion = version;
      return current;
    },
  };
}

export type EventTables = ReturnType<typeof createEventTable>;

function emptyColumn(): Growing {
  return {
    codes: new Uint16Array(0),
    rows: 0,
    termIds: [0],
    codeOf: Int32Array.of(0),
    words: [''],
  };
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
