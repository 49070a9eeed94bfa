// A table of events that exists only in memory: blocks of times, and a note of which were looked at.

import type { EventTable } from '../../../electron/engine/events/event-table.ts';
import { timeOrder } from '../../../electron/engine/events/time-order.ts';

export interface MadeTable {
  readonly table: EventTable;
  readonly times: Float64Array;
  /** Places of the blocks whose times were asked for. */
  readonly read: Set<number>;
  /** How often the order of all was made. */
  readonly orders: () => number;
}

export function tableOfBlocks(
  blocks: readonly (readonly number[])[],
  isOrdered: boolean,
): MadeTable {
  const starts = new Uint32Array(blocks.length + 1);
  for (const [place, block] of blocks.entries()) {
    starts[place + 1] = (starts[place] ?? 0) + block.length;
  }
  const times = Float64Array.from(blocks.flat());
  const read = new Set<number>();
  let orders = 0;
  const blockOfRow = (row: number) => {
    let place = 0;
    while ((starts[place + 1] ?? times.length) <= row) place++;
    return place;
  };
  const table: EventTable = {
    version: 1,
    rows: times.length,
    blocks: blocks.map((block, place) => {
      const dated = block.filter((time) => !Number.isNaN(time));
      return {
        id: place + 1,
        sourceId: 1,
        firstEvent: (starts[place] ?? 0) + 1,
        count: block.length,
        firstUs: dated.length === 0 ? null : Math.min(...dated),
        lastUs: dated.length === 0 ? null : Math.max(...dated),
      };
    }),
    starts,
    times: () => times,
    timesOf(places) {
      for (const place of places) read.add(place);
      return times;
    },
    order() {
      orders++;
      return timeOrder(times);
    },
    isOrdered: () => isOrdered,
    keepOrder: () => undefined,
    undated: () => Uint32Array.from([...times.keys()].filter((row) => Number.isNaN(times[row]))),
    column: () => ({
      codes: new Uint8Array(),
      termIds: new Uint32Array(),
      wordOf: () => '',
      words: () => [],
    }),
    readColumn: () => false,
    columnBytes: () => 0,
    sources: () => ({ codes: new Uint8Array(times.length), sourceIds: [1] }),
    blockOfRow,
    eventOf: (row) => row + 1,
    rowOf: (event) => event - 1,
  };
  return { table, times, read, orders: () => orders };
}
