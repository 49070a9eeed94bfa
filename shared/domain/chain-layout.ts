// Where a hash-chained log keeps what: its columns, and the table and column names of a given log,
// which vary between programs. A layout is a setting of an exhibit. Refuses layouts that cannot be
// meant.

import { err, ok, type Result } from '../base/result.ts';

/** What is hashed of an entry. */
export const CONTENT_COLUMNS = [
  'entry_id',
  'timestamp',
  'sequence_number',
  'log_level',
  'component',
  'event_type',
  'message',
  'data',
] as const;
export const SEAL_COLUMNS = [
  'content_hash',
  'hmac_signature',
  'previous_hash',
  'chain_hash',
] as const;
export type ContentColumn = (typeof CONTENT_COLUMNS)[number];
export type SealColumn = (typeof SEAL_COLUMNS)[number];
export type ChainColumn = ContentColumn | SealColumn;
export const CHAIN_COLUMNS: readonly ChainColumn[] = [...CONTENT_COLUMNS, ...SEAL_COLUMNS];

const USUAL_TABLE = 'secure_logs';
const USUAL_INTEGRITY = 'integrity';

/** Under which names the log's writer hashed the content of an entry. */
const HASHED_NAMES = ['usual', 'own'] as const;

export interface ChainLayout {
  readonly table: string;
  /** The usual name of a column to the name it has in this log; unnamed ones keep the usual name. */
  readonly columns: { readonly [column in ChainColumn]?: string | undefined };
  /** The member of a JSON line that holds the hashes; `integrity` where not said. */
  readonly integrity?: string | undefined;
  /** Where not said, whichever the first entries fit. */
  readonly hashedNames?: (typeof HASHED_NAMES)[number] | undefined;
}

export const USUAL_CHAIN_LAYOUT: Required<ChainLayout> = {
  table: USUAL_TABLE,
  columns: {},
  integrity: USUAL_INTEGRITY,
  hashedNames: 'usual',
};

const MAX_NAME_LENGTH = 200;

export function chainColumn(layout: ChainLayout, column: ChainColumn): string {
  return layout.columns[column] ?? column;
}

/** One line; empty for the usual layout. The same layout always gives the same line. */
export function chainLayoutText(layout: ChainLayout): string {
  const { table, integrity, hashedNames } = layout;
  const columns = renamedColumns(layout);
  const isUsual =
    table === USUAL_TABLE &&
    Object.keys(columns).length === 0 &&
    (integrity ?? USUAL_INTEGRITY) === USUAL_INTEGRITY &&
    hashedNames !== 'own';
  if (isUsual) return '';
  return JSON.stringify({
    table,
    columns,
    ...(integrity === undefined ? {} : { integrity }),
    ...(hashedNames === undefined ? {} : { hashedNames }),
  });
}

/** Reads a layout as a person wrote it down. The error is a reason that follows the file's name. */
export function readChainLayout(text: string): Result<ChainLayout, string> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return err(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return chainLayoutOf(value);
}

const KNOWN = ['table', 'columns', 'integrity', 'hashedNames'];

function chainLayoutOf(value: unknown): Result<ChainLayout, string> {
  if (!isObject(value)) return err('it holds no JSON object');
  const unknown = Object.keys(value).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) {
    return err(`"${unknown}" is no part of a layout; there are ${KNOWN.join(', ')}`);
  }
  const { table = USUAL_TABLE, columns = {}, integrity, hashedNames } = value;
  if (!isName(table)) return err('"table" is not the name of a table');
  if (integrity !== undefined && !isName(integrity)) {
    return err('"integrity" is not the name of a member');
  }
  const hashed = HASHED_NAMES.find((each) => each === hashedNames);
  if (hashedNames !== undefined && hashed === undefined) {
    return err('"hashedNames" is neither "usual" nor "own"');
  }
  if (!isObject(columns)) return err('"columns" holds no JSON object');
  const own: { [column in ChainColumn]?: string } = {};
  for (const [key, name] of Object.entries(columns)) {
    const column = CHAIN_COLUMNS.find((each) => each === key);
    if (column === undefined) {
      return err(`"${key}" is no column of a chained log; there are ${CHAIN_COLUMNS.join(', ')}`);
    }
    if (!isName(name)) return err(`"${key}" is not given the name of a column`);
    own[column] = name;
  }
  const layout = { table, columns: own, integrity, hashedNames: hashed };
  const clash = clashIn(layout);
  return clash === undefined ? ok(layout) : err(clash);
}

/** SQLite takes names that differ in case alone for one. */
function clashIn(layout: ChainLayout): string | undefined {
  const taken = new Map<string, ChainColumn>();
  for (const column of CHAIN_COLUMNS) {
    const name = chainColumn(layout, column);
    const other = taken.get(name.toLowerCase());
    if (other !== undefined) return `both ${other} and ${column} are named "${name}"`;
    taken.set(name.toLowerCase(), column);
  }
  return undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_NAME_LENGTH;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only what differs from the usual names, in the usual order. */
export function renamedColumns(layout: ChainLayout): { [column in ChainColumn]?: string } {
  const columns: { [column in ChainColumn]?: string } = {};
  for (const column of CHAIN_COLUMNS) {
    const name = chainColumn(layout, column);
    if (name !== column) columns[column] = name;
  }
  return columns;
}
