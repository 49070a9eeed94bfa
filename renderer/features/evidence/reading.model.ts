// How files that are about to be opened are to be read: what the officer typed, as an import takes it.

import type { ExhibitReading } from '../../../shared/contract/areas/evidence.ts';
import {
  CHAIN_COLUMNS,
  chainLayoutText,
  readChainLayout,
  USUAL_CHAIN_LAYOUT,
  type ChainColumn,
} from '../../../shared/domain/chain-layout.ts';
import { isZone } from '../../ui/format.model.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';

export interface ReadingForm {
  /** Id of a format; empty: found by content. */
  readonly format: string;
  /** For times that name none; empty: UTC. */
  readonly zone: string;
  readonly timeField: string;
  /** Of a hash-chained log; empty for the usual names. */
  readonly table: string;
  readonly columns: { readonly [column in ChainColumn]?: string };
}

/** As an exhibit was opened, to be changed. */
export function readingFormOf({ options }: ExhibitReading): ReadingForm {
  return {
    ...EMPTY_READING,
    format: options.format?.split(':', 1)[0] ?? '',
    zone: options.zone ?? '',
    timeField: options.timeField ?? '',
    ...(options.chainLayout === undefined ? {} : namesIn(options.chainLayout)),
  };
}

function namesIn(chainLayout: string): Pick<ReadingForm, 'table' | 'columns'> {
  const layout = readChainLayout(chainLayout);
  if (!layout.ok) return EMPTY_READING;
  const columns = Object.fromEntries(
    Object.entries(layout.value.columns).filter(([, name]) => name !== undefined),
  );
  return { table: layout.value.table, columns };
}

export const EMPTY_READING: ReadingForm = {
  format: '',
  zone: '',
  timeField: '',
  table: '',
  columns: {},
};

/** As `evidence.import` takes it. */
export interface ReadingOptions {
  readonly format?: string;
  readonly zone?: string;
  readonly timeField?: string;
  readonly chainLayout?: string;
}

/** The error says what of the form cannot be meant. */
export function readingOptions(form: ReadingForm): Result<ReadingOptions, string> {
  const timeField = form.timeField.trim();
  const zone = form.zone.trim();
  if (zone !== '' && !isZone(zone)) {
    return err(`There is no time zone “${zone}”; they are named as in Europe/Berlin.`);
  }
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
    ...(form.format === '' ? {} : { format: form.format }),
    ...(zone === '' ? {} : { zone }),
    ...(timeField === '' ? {} : { timeField }),
    ...(chainLayout === '' ? {} : { chainLayout }),
  });
}
