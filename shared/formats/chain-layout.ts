// Where a hash-chained log keeps what: the table and column names, which vary between programs.
// The mapping that sealing uses for its checks fits here as it is.

export const CHAIN_COLUMNS = [
  'entry_id',
  'timestamp',
  'sequence_number',
  'log_level',
  'component',
  'event_type',
  'message',
  'data',
  'content_hash',
  'hmac_signature',
  'previous_hash',
  'chain_hash',
] as const;
export type ChainColumn = (typeof CHAIN_COLUMNS)[number];

export interface ChainLayout {
  readonly table: string;
  /** The usual name of a column to the name it has in this log; unnamed ones keep the usual name. */
  readonly columns: { readonly [column in ChainColumn]?: string };
  /** The member of a JSON line that holds the hashes; `integrity` where not said. */
  readonly integrity?: string;
}

export const USUAL_CHAIN_LAYOUT: ChainLayout = { table: 'secure_logs', columns: {} };

export function chainColumn(layout: ChainLayout | undefined, column: ChainColumn): string {
  return layout?.columns[column] ?? column;
}

/** Without these a table is no hash-chained log. */
const ESSENTIAL: readonly ChainColumn[] = [
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

/** The table of the layout, else the only table with the columns of a hash-chained log. */
export function chainTable(
  tables: readonly TableShape[],
  layout: ChainLayout = USUAL_CHAIN_LAYOUT,
): TableShape | undefined {
  const fitting = tables.filter((table) =>
    ESSENTIAL.every((column) => table.columns.includes(chainColumn(layout, column))),
  );
  const named = fitting.find((table) => table.name.toLowerCase() === layout.table.toLowerCase());
  return named ?? (fitting.length === 1 ? fitting[0] : undefined);
}
