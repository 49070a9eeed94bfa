// Takes rows of a table as events without a way through JSON and back, where a row allows it.

import type { CellEvent } from '../../shared/formats/format.ts';
import { rowSpeller, type Cell } from '../../shared/sealing/chain-row.ts';
import type { RowTaker } from './file-sink.ts';

/** UTF-8 takes at most so many bytes for a unit of UTF-16. */
const BYTES_PER_UNIT = 3;
const FIRST_BYTES = 64 * 1024;

export function createRowTaker(
  columns: readonly string[],
  read: (cells: readonly Cell[]) => CellEvent | undefined,
  to: {
    /** Bytes are valid until the call returns. */
    event(record: Uint8Array, position: number, event: CellEvent): void;
    /** For rows that must go the long way. */
    record(record: Uint8Array, position: number): void;
  },
): RowTaker {
  const spell = rowSpeller(columns);
  let scratch = Buffer.allocUnsafeSlow(FIRST_BYTES);
  return (cells, position) => {
    const event = read(cells);
    if (!event) {
      to.record(spell(cells), position);
      return;
    }
    const most = event.text.length * BYTES_PER_UNIT;
    if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most * 2);
    to.event(scratch.subarray(0, scratch.write(event.text)), position, event);
  };
}
