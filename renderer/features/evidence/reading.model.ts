// How files that are about to be opened are to be read: what the officer typed, as an import takes it.

import {
  CHAIN_COLUMNS,
  chainLayoutText,
  readChainLayout,
  USUAL_CHAIN_LAYOUT,
  type ChainColumn,
} from '../../../shared/domain/chain-layout.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';

export interface ReadingForm {
  readonly timeField: string;
  /** Of a hash-chained log; empty for the usual names. */
  readonly table: string;
  readonly columns: { readonly [column in ChainColumn]?: string };
}

export const EMPTY_READING: ReadingForm = { timeField: '', table: '', columns: {} };

/** As `evidence.import` takes it. */
export interface ReadingOptions {
  readonly timeField?: string;
  readonly chainLayout?: string;
}

/** The error says what of the form cannot be meant. */
export function readingOptions(form: ReadingForm): Result<ReadingOptions, string> {
  const timeField = form.timeField.trim();
  const columns = Object.fromEntries(
    CHAIN_COLUMNS.flatMap((column) => {
      const name = form.columns[column]?.trim() ?? '';
      return name === '' ? [] : [[column, name]];
    }),
  );
  const table = form.table.trim() || USUAL_CHAIN_LAYOUT.table;
  const layout = readChainLayout(JSON.stringify({ table, columns }));
  if (!layout.ok) return err(`The names cannot be used: ${layout.error}.`);
  const chainLayout = chainLayoutText(layout.value);
  return ok({
    ...(timeField === '' ? {} : { timeField }),
    ...(chainLayout === '' ? {} : { chainLayout }),
  });
}
