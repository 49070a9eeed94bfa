// Rows of a chained log on their short way into a case: fields and the canonical text of a record
// straight from the cells of its row. Gives up on whatever only the long way keeps exact: integers
// beyond what a number holds, fractions, bytes, and names that objects have a use of their own for.

import { CHAIN_COLUMNS } from '../domain/chain-layout.ts';
import type { Fields } from '../domain/event.ts';
import { blankFields } from '../normalise/blank-fields.ts';
import type { Cell } from '../sealing/chain-row.ts';

/** What the canonical text of the row would be parsed as. */
export interface CellRecord {
  readonly fields: Fields;
  /** As `rowSpeller` gives it. */
  readonly text: string;
}

type CellFields = (cells: readonly Cell[]) => Fields | undefined;

/** Objects list members that look like numbers before all others, and `__proto__` not at all. */
const OTHER_ORDER = /^(?:\d+|__proto__)$/;

/** `undefined` for a table of which no row can go the short way. */
export function cellRecords(
  columns: readonly string[],
): ((cells: readonly Cell[]) => CellRecord | undefined) | undefined {
  if (columns.some((name) => OTHER_ORDER.test(name))) return undefined;
  if (new Set(columns).size < columns.length) return undefined;
  const isUsual =
    columns.length === CHAIN_COLUMNS.length &&
    CHAIN_COLUMNS.every((name, index) => columns[index] === name);
  const read = isUsual ? usualFields : fieldsNamed(columns);
  return (cells) => {
    const fields = read(cells);
    return fields && { fields, text: JSON.stringify(fields) };
  };
}

function fieldsNamed(columns: readonly string[]): CellFields {
  const blank = blankFields(columns);
  return (cells) => {
    const fields = blank();
    for (let index = 0; index < columns.length; index += 1) {
      const value = plainValue(cells[index]);
      const name = columns[index];
      if (name === undefined || value === undefined) return undefined;
      fields[name] = value;
    }
    return fields;
  };
}

/** The same of the usual columns in their order: names that stand in the program are given out faster. */
function usualFields(cells: readonly Cell[]): Fields | undefined {
  const entryId = plainValue(cells[0]);
  const timestamp = plainValue(cells[1]);
  const sequence = plainValue(cells[2]);
  const level = plainValue(cells[3]);
  const component = plainValue(cells[4]);
  const eventType = plainValue(cells[5]);
  const message = plainValue(cells[6]);
  const data = plainValue(cells[7]);
  const content = plainValue(cells[8]);
  const hmac = plainValue(cells[9]);
  const previous = plainValue(cells[10]);
  const chain = plainValue(cells[11]);
  if (entryId === undefined || timestamp === undefined || sequence === undefined) return undefined;
  if (level === undefined || component === undefined || eventType === undefined) return undefined;
  if (message === undefined || data === undefined || content === undefined) return undefined;
  if (hmac === undefined || previous === undefined || chain === undefined) return undefined;
  return {
    entry_id: entryId,
    timestamp,
    sequence_number: sequence,
    log_level: level,
    component,
    event_type: eventType,
    message,
    data,
    content_hash: content,
    hmac_signature: hmac,
    previous_hash: previous,
    chain_hash: chain,
  };
}

function plainValue(cell: Cell | undefined): string | number | null | undefined {
  if (typeof cell === 'string' || cell === null) return cell;
  if (typeof cell !== 'bigint') return undefined;
  const value = Number(cell);
  return Number.isSafeInteger(value) ? value : undefined;
}
