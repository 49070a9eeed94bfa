// The layout of a hash-chained log at work: as the mapping that sealing checks with, and as a table of
// a database. Kept with each file behind the id of the format, so that a stored record can be read
// and checked again by itself.

import { err, ok, type Result } from '../base/result.ts';
import {
  CHAIN_COLUMNS,
  chainColumn,
  renamedColumns,
  type ChainColumn,
  type ChainLayout,
} from '../domain/chain-layout.ts';
import type { ContentNames } from '../sealing/chain-checks.ts';
import { SECURE_LOGS, type ChainMapping } from '../sealing/chain-row.ts';

/** As the checks of `sealing` want it. */
export function chainMapping(layout: ChainLayout): ChainMapping {
  return {
    table: layout.table,
    columns: { ...SECURE_LOGS.columns, ...renamedColumns(layout) },
    integrity: layout.integrity ?? SECURE_LOGS.integrity,
  };
}

/** `undefined` where the content was hashed under the usual names. */
export function hashedContentNames(layout: ChainLayout): ContentNames | undefined {
  return layout.hashedNames === 'own' ? chainMapping(layout).columns : undefined;
}

/** Without these a table is no hash-chained log. */
export const ESSENTIAL: readonly ChainColumn[] = [
  'timestamp',
  'sequence_number',
  'content_hash',
  'previous_hash',
  'chain_hash',
];

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The table `secure_logs`, else the only table with the columns of one. */
export function usualChainTable(tables: readonly TableShape[]): TableShape | undefined {
  const fitting = tables.filter((table) =>
    ESSENTIAL.every((column) => table.columns.includes(column)),
  );
  const wanted = fitting.find((table) => table.name.toLowerCase() === SECURE_LOGS.table);
  return wanted ?? (fitting.length === 1 ? fitting[0] : undefined);
}

/** The table that a layout names, with the layout as the table spells it; the error is a reason. */
export function laidOutTable(
  tables: readonly TableShape[],
  layout: ChainLayout,
): Result<{ readonly table: TableShape; readonly layout: ChainLayout }, string> {
  const table = tables.find(({ name }) => name.toLowerCase() === layout.table.toLowerCase());
  if (table === undefined) return err(`there is no table "${layout.table}"`);
  const columns: { [column in ChainColumn]?: string } = {};
  for (const column of CHAIN_COLUMNS) {
    const name = chainColumn(layout, column);
    const there = table.columns.find((each) => each.toLowerCase() === name.toLowerCase());
    if (there !== undefined) columns[column] = there;
    else if (ESSENTIAL.includes(column) || layout.columns[column] !== undefined) {
      const of = name === column ? '' : ` for ${column}`;
      return err(`the table "${table.name}" has no column "${name}"${of}`);
    }
  }
  return ok({ table, layout: { ...layout, table: table.name, columns } });
}
