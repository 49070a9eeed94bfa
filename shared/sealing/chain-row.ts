// One entry of a hash-chained log, and the bytes that are kept for it.
// Owns: the twelve columns, how their names map to a given log, and both spellings of an entry: a
// SQLite row as canonical JSON of its columns, and a line of JSON. Refuses to judge: an entry whose
// columns hold the wrong kind of value is still an entry, and the checks say what is wrong with it.

import { hexOf, strictTextOf, utf8 } from '../base/bytes.ts';
import { err, failure, ok, type Result } from '../base/result.ts';
import { decodeString, JsonSyntaxError, scanObject } from './json-members.ts';
import { pythonFloat } from './python-json.ts';

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
const SEAL_COLUMNS = ['content_hash', 'hmac_signature', 'previous_hash', 'chain_hash'] as const;
export type ContentColumn = (typeof CONTENT_COLUMNS)[number];
type SealColumn = (typeof SEAL_COLUMNS)[number];
export type ChainColumn = ContentColumn | SealColumn;

/** How a particular log names things. */
export interface ChainMapping {
  readonly table: string;
  readonly columns: Readonly<Record<ChainColumn, string>>;
  /** The member of a JSON line that holds the hashes. */
  readonly integrity: string;
}

export const SECURE_LOGS: ChainMapping = {
  table: 'secure_logs',
  columns: {
    entry_id: 'entry_id',
    timestamp: 'timestamp',
    sequence_number: 'sequence_number',
    log_level: 'log_level',
    component: 'component',
    event_type: 'event_type',
    message: 'message',
    data: 'data',
    content_hash: 'content_hash',
    hmac_signature: 'hmac_signature',
    previous_hash: 'previous_hash',
    chain_hash: 'chain_hash',
  },
  integrity: 'integrity',
};

/** A number that is not a whole one, exactly as the record spells it. */
interface NumberText {
  readonly numberText: string;
}

/** JSON that is not a plain value (an object, a list, `true`), exactly as the record spells it. */
interface JsonText {
  readonly jsonText: string;
}

/** A whole `number` is an integer; everything with a fraction or exponent keeps its text. */
export type ChainValue = string | number | bigint | null | NumberText | JsonText;

export type ChainRow = { readonly [column in ContentColumn]: ChainValue } & {
  readonly [column in SealColumn]: ChainValue;
} & {
  /** Row number of a database, or byte offset in a text file. */
  readonly position: number;
};

export interface RowColumn {
  readonly name: string;
  /** As SQLite gives it with safe integers: INTEGER is a bigint, REAL a number. */
  readonly value: string | number | bigint | Uint8Array | null;
}

/** The exact bytes kept for a database row: JSON of its columns in their order, without spaces. */
export function canonicalRow(columns: readonly RowColumn[]): Uint8Array {
  let text = '{';
  for (const [index, { name, value }] of columns.entries()) {
    text += `${index === 0 ? '' : ','}${JSON.stringify(name)}:${columnText(value)}`;
  }
  return utf8(`${text}}`);
}

function columnText(value: RowColumn['value']): string {
  if (value === null) return 'null';
  // JSON.stringify escapes lone surrogates, so any text survives the way through UTF-8.
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return pythonFloat(value);
  return `{"$blob":"${hexOf(value)}"}`;
}

type ColumnIndex = ReadonlyMap<string, ChainColumn>;
const indexes = new WeakMap<ChainMapping, ColumnIndex>();

function columnIndex(mapping: ChainMapping): ColumnIndex {
  const known = indexes.get(mapping);
  if (known) return known;
  const index = new Map<string, ChainColumn>();
  for (const column of [...CONTENT_COLUMNS, ...SEAL_COLUMNS]) {
    index.set(mapping.columns[column], column);
  }
  indexes.set(mapping, index);
  return index;
}

type Columns = { [column in ChainColumn]: ChainValue };

/** Reads a kept record back, whichever spelling it has. Columns that it lacks are `null`. */
export function chainRowFromRecord(
  record: Uint8Array,
  mapping: ChainMapping = SECURE_LOGS,
  position = 0,
): Result<ChainRow> {
  const text = strictTextOf(record);
  if (text === undefined) return err(failure('chain.not-text', 'The record is not UTF-8 text.'));
  const row: Columns & { position: number } = {
    entry_id: null,
    timestamp: null,
    sequence_number: null,
    log_level: null,
    component: null,
    event_type: null,
    message: null,
    data: null,
    content_hash: null,
    hmac_signature: null,
    previous_hash: null,
    chain_hash: null,
    position,
  };
  const index = columnIndex(mapping);
  let known = 0;
  try {
    scanObject(text, (name, start, end) => {
      const column = index.get(name);
      if (column !== undefined) {
        row[column] = valueOf(text, start, end);
        known += 1;
      } else if (name === mapping.integrity && text[start] === '{') {
        const inner = text.slice(start, end);
        scanObject(inner, (innerName, innerStart, innerEnd) => {
          const seal = index.get(innerName);
          if (seal !== undefined && isSeal(seal)) row[seal] = valueOf(inner, innerStart, innerEnd);
        });
      }
    });
  } catch (thrown) {
    if (!(thrown instanceof JsonSyntaxError)) throw thrown;
    return err(failure('chain.not-json', `The record is not a JSON object: ${thrown.message}.`));
  }
  if (known === 0) {
    return err(
      failure('chain.not-an-entry', 'The record has none of the columns of a hash-chained log.'),
    );
  }
  return ok(row);
}

function isSeal(column: ChainColumn): column is SealColumn {
  return (SEAL_COLUMNS as readonly string[]).includes(column);
}

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

function valueOf(text: string, start: number, end: number): ChainValue {
  const first = text.charCodeAt(start);
  if (first === 0x22) return decodeString(text, start, end);
  const token = text.slice(start, end);
  if (token === 'null') return null;
  if (first === 0x7b || first === 0x5b || token === 'true' || token === 'false') {
    return { jsonText: token };
  }
  if (token !== '-0' && INTEGER.test(token)) {
    const value = Number(token);
    return Number.isSafeInteger(value) ? value : BigInt(token);
  }
  return { numberText: token };
}
