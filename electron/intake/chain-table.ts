// Which table of a database is the hash-chained log, and under which names it keeps what: as the
// officer says, else under the usual names, else under those that its own hashes prove. The error is
// a reason that says what would be needed.

import type Database from 'better-sqlite3';
import { err, ok, type Result } from '../../shared/base/result.ts';
import { USUAL_CHAIN_LAYOUT, type ChainLayout } from '../../shared/domain/chain-layout.ts';
import {
  chainMapping,
  ESSENTIAL,
  laidOutTable,
  usualChainTable,
  type TableShape,
} from '../../shared/formats/chain-layout.ts';
import {
  discoverChain,
  DISCOVERY_ROWS,
  type DiscoverySample,
} from '../../shared/sealing/chain-discovery.ts';
import { cellReader, type Cell } from '../../shared/sealing/chain-row.ts';
import { INTAKE_HASHES, withHashedNames } from './given-layout.ts';

interface ChainTable {
  readonly table: TableShape;
  readonly layout: ChainLayout;
}

export function findChainTable(
  database: Database.Database,
  tables: readonly TableShape[],
  layout: ChainLayout | undefined,
): Result<ChainTable, string> {
  if (layout !== undefined) {
    const named = laidOutTable(tables, layout);
    if (!named.ok) return err(`${named.error} (tables: ${listOf(tables)}).`);
    const { table } = named.value;
    const { columns, rows } = sampleOf(database, table);
    const read = cellReader(columns, chainMapping(named.value.layout));
    const entries = read ? rows.map(read) : [];
    return ok({ table, layout: withHashedNames(named.value.layout, entries) });
  }
  const usual = usualChainTable(tables);
  if (usual) return ok({ table: usual, layout: USUAL_CHAIN_LAYOUT });
  return discovered(database, tables);
}

/** More tables than this are no log that a program keeps by itself. */
const TABLES_LOOKED_INTO = 64;

function discovered(
  database: Database.Database,
  tables: readonly TableShape[],
): Result<ChainTable, string> {
  const found: ChainTable[] = [];
  let alike: TableShape | undefined;
  for (const table of tables.slice(0, TABLES_LOOKED_INTO)) {
    const chain = discoverChain(INTAKE_HASHES, sampleOf(database, table));
    if (chain.ok) {
      const { columns, hashedUnderOwnNames } = chain.value;
      const hashedNames = hashedUnderOwnNames ? 'own' : 'usual';
      found.push({ table, layout: { table: table.name, columns, hashedNames } });
    } else if (chain.error !== 'no chain') alike ??= table;
  }
  const [only] = found;
  if (only && found.length === 1) return ok(only);
  if (only) {
    return err(
      `several of its tables are hash-chained logs (${listOf(found.map(({ table }) => table))}): ${NAME_IT}.`,
    );
  }
  if (alike) {
    return err(
      `the table "${alike.name}" is chained by hashes, but which of its columns (${alike.columns.join(', ')}) holds what is not certain: ${NAME_IT}.`,
    );
  }
  if (tables.length === 0) return err('a SQLite database without any table.');
  const none = `a SQLite database without a hash-chained log (tables: ${listOf(tables)}).`;
  const couldBe = tables.some(({ columns }) => columns.length >= ESSENTIAL.length);
  return err(
    couldBe ? `${none} If one of them is such a log under other names, ${NAME_IT}.` : none,
  );
}

const NAME_IT =
  'name its table and columns, in the window under “Open with settings”, on the command line with --chain-layout';

const LARGE_ROW_BYTES = 64 * 1024;

/** The first rows in the order in which they were written; large ones are left out. */
function sampleOf(database: Database.Database, { name, columns }: TableShape): DiscoverySample {
  const quoted = columns.map((column) => `"${column.replaceAll('"', '""')}"`);
  const size = quoted.map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ');
  const rows = database
    .prepare<unknown[], Cell[]>(
      `SELECT ${quoted.join(', ')} FROM "${name.replaceAll('"', '""')}" WHERE ${size} <= ${LARGE_ROW_BYTES} LIMIT ${DISCOVERY_ROWS}`,
    )
    .raw(true)
    .safeIntegers(true)
    .all();
  return { columns, rows };
}

const TABLES_NAMED = 8;

function listOf(tables: readonly TableShape[]): string {
  const names = tables.slice(0, TABLES_NAMED).map((table) => table.name);
  const more = tables.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
