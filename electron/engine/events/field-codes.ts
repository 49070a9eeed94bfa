// Values of any field at all as numbers, one per row: what a histogram or a facet by a field counts
// that no column holds. Read from the records of the rows that are asked for, once, and kept for the
// fields used last.

import { fieldValues, valueText } from '../../../shared/match/fields.ts';
import { createSlices, type QueryContext } from '../query-context.ts';
import type { BlockReader } from './block-reader.ts';
import type { EventTable } from './event-table.ts';
import { viewOf, type EventViews } from './event-views.ts';
import { forMatches, type Range } from './matching-rows.ts';

export interface FieldCodes {
  /** Code of a row's first value; 1 is "no value", 0 a row that was not read. */
  readonly codes: Uint32Array;
  readonly words: readonly string[];
  /** All codes of the rows that have several different values. */
  readonly several: ReadonlyMap<number, readonly number[]>;
}

interface Reading {
  readonly table: EventTable;
  codes: Uint32Array;
  readonly words: string[];
  readonly codeOf: Map<string, number>;
  readonly several: Map<number, readonly number[]>;
}

const KEPT_FIELDS = 4;

export function createFieldCodes(views: EventViews, blocks: BlockReader) {
  const kept = new Map<string, Reading>();

  const readingOf = (table: EventTable, field: string): Reading => {
    const known = kept.get(field);
    kept.delete(field);
    const reading: Reading =
      known?.table === table
        ? known
        : {
            table,
            codes: new Uint32Array(table.rows),
            words: ['', ''],
            codeOf: new Map([['', 1]]),
            several: new Map(),
          };
    kept.set(field, reading);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_FIELDS) break;
      kept.delete(oldest);
    }
    return reading;
  };

  return {
    /** Throws FailureError: cancelled, damaged. */
    async of(
      table: EventTable,
      field: string,
      states: Uint8Array | undefined,
      range: Range,
      context: QueryContext,
    ): Promise<FieldCodes> {
      const reading = readingOf(table, field);
      const { codes, words, codeOf, several } = reading;
      const wanted: number[] = [];
      forMatches(table, states, range, (row) => {
        if (codes[row] === 0) wanted.push(row);
      });
      const codeFor = (text: string): number => {
        let code = codeOf.get(text);
        if (code === undefined) {
          code = words.push(text) - 1;
          codeOf.set(text, code);
        }
        return code;
      };
      const slices = createSlices(context);
      let done = 0;
      for (const row of wanted) {
        const block = blocks.ofEvent(table.eventOf(row));
        if (!block) continue;
        const view = viewOf(views.read(block, table.eventOf(row) - block.firstEvent));
        const texts = (fieldValues(view, field) ?? []).map((value) => valueText(value) ?? '');
        const own = [...new Set(texts.length === 0 ? [''] : texts)].map(codeFor);
        codes[row] = own[0] ?? 1;
        if (own.length > 1) several.set(row, own);
        if (++done % 512 !== 0) continue;
        context.progress({
          phase: 'read',
          done,
          total: wanted.length,
          unit: 'events',
          note: field,
        });
        await slices.pause();
      }
      return reading;
    },
  };
}

export type FieldCodesReader = ReturnType<typeof createFieldCodes>;
