// Rows of a chained log on their short way into a case: fields and the canonical text of a record
// straight from the cells of its row. Gives up on whatever only the long way keeps exact: integers
// beyond what a number holds, fractions, bytes, and names that objects have a use of their own for.

import type { Fields } from '../domain/event.ts';
import { blankFields } from '../normalise/blank-fields.ts';
import type { Cell } from '../sealing/chain-row.ts';

/** What the canonical text of the row would be parsed as. */
export interface CellRecord {
  readonly fields: Fields;
  /** As `rowSpeller` gives it. */
  readonly text: string;
}

/** Objects list members that look like numbers before all others, and `__proto__` not at all. */
const OTHER_ORDER = /^(?:\d+|__proto__)$/;

/** `undefined` for a table of which no row can go the short way. */
export function cellRecords(
  columns: readonly string[],
): ((cells: readonly Cell[]) => CellRecord | undefined) | undefined {
  if (columns.some((name) => OTHER_ORDER.test(name))) return undefined;
  if (new Set(columns).size < columns.length) return undefined;
  const blank = blankFields(columns);
  return (cells) => {
    const fields = blank();
    for (let index = 0; index < columns.length; index += 1) {
      const cell = cells[index];
      const name = columns[index];
      if (name === undefined || cell === undefined) return undefined;
      if (typeof cell === 'string' || cell === null) fields[name] = cell;
      else if (typeof cell === 'bigint') {
        const value = Number(cell);
        if (!Number.isSafeInteger(value)) return undefined;
        fields[name] = value;
      } else return undefined;
    }
    return { fields, text: JSON.stringify(fields) };
  };
}
