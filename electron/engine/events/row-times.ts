// The times of all rows, read block by block when they are first asked for, and their order. Times of
// blocks that nobody has looked at stay on the disk.

import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { extendedOrder, timeOrder } from './time-order.ts';

/** Room for blocks to come: a case that grows is not copied with every one of them. */
const SLACK = 1.25;

export function createRowTimes(columns: Pick<CaseReader['columns'], 'readTimes'>) {
  let times: Float64Array = new Float64Array(0);
  /** 1 for each block whose times are read. */
  let isRead = new Uint8Array(0);
  let unread = 0;
  let known = 0;
  let order: Uint32Array | undefined;
  let ordered = 0;

  const fit = (blocks: number, rows: number): void => {
    if (times.length < rows) {
      const grown = new Float64Array(times.length === 0 ? rows : Math.ceil(rows * SLACK));
      grown.set(times);
      times = grown;
    }
    if (known >= blocks) return;
    if (isRead.length < blocks) {
      const grown = new Uint8Array(Math.ceil(blocks * SLACK));
      grown.set(isRead);
      isRead = grown;
    }
    unread += blocks - known;
    known = blocks;
  };

  return {
    /**
     * Times by row, NaN where undated; only those of the blocks asked for are sure to be there.
     * @param wanted places of blocks, rising; absent for all
     */
    of(
      blocks: readonly BlockZone[],
      starts: Uint32Array,
      wanted?: readonly number[],
    ): Float64Array {
      const rows = starts[blocks.length] ?? 0;
      fit(blocks.length, rows);
      if (unread > 0) {
        const places: number[] = [];
        if (wanted) for (const place of wanted) if (isRead[place] === 0) places.push(place);
        if (!wanted) {
          for (let place = 0; place < blocks.length; place++) {
            if (isRead[place] === 0) places.push(place);
          }
        }
        const zones: BlockZone[] = [];
        for (const place of places) {
          const zone = blocks[place];
          if (zone) zones.push(zone);
        }
        columns.readTimes(zones, times, (index) => starts[places[index] ?? 0] ?? 0);
        for (const place of places) isRead[place] = 1;
        unread -= places.length;
      }
      return times.length === rows ? times : times.subarray(0, rows);
    },
    /** Rows of dated events by (time, row). */
    order(all: Float64Array): Uint32Array {
      const rows = all.length;
      if (order !== undefined && ordered === rows) return order;
      order =
        order === undefined || ordered > rows ? timeOrder(all) : extendedOrder(order, ordered, all);
      ordered = rows;
      return order;
    },
    isOrdered: (rows: number): boolean => order !== undefined && ordered === rows,
    /** Takes over an order that was made elsewhere. */
    keepOrder(made: Uint32Array, rows: number): void {
      order = made;
      ordered = rows;
    },
    /** Blocks are gone, and rows have other numbers from now on. */
    forget(): void {
      times = new Float64Array(0);
      isRead = new Uint8Array(0);
      unread = 0;
      known = 0;
      order = undefined;
      ordered = 0;
    },
  };
}
