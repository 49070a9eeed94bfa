// One entry of a hash-chained log, and the bytes that are kept for it.
// Owns: the twelve columns, how their names map to a given log, and both spellings of an entry: a
// SQLite row as canonical JSON of its columns, and a line of JSON. Refuses to judge: an entry whose
// columns hold the wrong kind of value is still an entry, and the checks say what is wrong with it.

import { hexOf, strictTextOf, utf8 } from '../base/bytes.ts';
import { err, failure, ok, type Result } from '../base/result.ts';
import {
  CHAIN_COLUMNS,
  SEAL_COLUMNS,
  type ChainColumn,
  type ContentColumn,
  type SealColumn,
} from '../domain/chain-layout.ts';
import { decodeString, JsonSyntaxError, scanObject } from './json-members.ts';
import { pythonFloat } from './python-json.ts';

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

/** As SQLite gives it with safe integers: INTEGER is a bigint, REAL a number. */
export type Cell = string | number | bigint | Uint8Array | null;

export interface RowColumn {
  readonly name: string;
  readonly value: Cell;
}

/** The exact bytes kept for a database row: JSON of its columns in their order, without spaces. */
export function canonicalRow(columns: readonly RowColumn[]): Uint8Array {
  const spell = rowSpeller(columns.map((column) => column.name));
  return spell(columns.map((column) => column.value));
}

/** The same for many rows of one table. */
export function rowSpeller(names: readonly string[]): (cells: readonly Cell[]) => Uint8Array {
  const prefixes = names.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return (cells) => {
    let text = prefixes.length === 0 ? '{' : '';
    for (let index = 0; index < prefixes.length; index += 1) {
      text += prefixes[index];
      text += cellText(cells[index] ?? null);
    }
    return utf8(`${text}}`);
  };
}

function cellText(value: Cell): string {
  if (value === null) return 'null';
  // JSON.stringify escapes lone surrogates, so any text survives the way through UTF-8.
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return pythonFloat(value);
  return blobText(value);
}

function blobText(value: Uint8Array): string {
  return `{"$blob":"${hexOf(value)}"}`;
}

/** Entries straight from the cells of a table: what its canonical bytes would be read back as. */
export function cellReader(
  names: readonly string[],
  mapping: ChainMapping = SECURE_LOGS,
): ((cells: readonly Cell[], position: number) => ChainRow) | undefined {
  // Of two columns of one name the last would win; SQLite has no two.
  const at = (column: ChainColumn): number => names.lastIndexOf(mapping.columns[column]);
  const entryId = at('entry_id');
  const timestamp = at('timestamp');
  const sequence = at('sequence_number');
  const level = at('log_level');
  const component = at('component');
  const eventType = at('event_type');
  const message = at('message');
  const data = at('data');
  const content = at('content_hash');
  const hmac = at('hmac_signature');
  const previous = at('previous_hash');
  const chain = at('chain_hash');
  const places = [entryId, timestamp, sequence, level, component, eventType, message, data];
  if ([...places, content, hmac, previous, chain].every((place) => place < 0)) return undefined;
  return (cells, position) => ({
    entry_id: chainValue(cells[entryId]),
    timestamp: chainValue(cells[timestamp]),
    sequence_number: chainValue(cells[sequence]),
    log_level: chainValue(cells[level]),
    component: chainValue(cells[component]),
    event_type: chainValue(cells[eventType]),
    message: chainValue(cells[message]),
    data: chainValue(cells[data]),
    content_hash: chainValue(cells[content]),
    hmac_signature: chainValue(cells[hmac]),
    previous_hash: chainValue(cells[previous]),
    chain_hash: chainValue(cells[chain]),
    position,
  });
}

function chainValue(cell: Cell | undefined): ChainValue {
  if (typeof cell === 'string') return cell;
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') {
    const value = Number(cell);
    return Number.isSafeInteger(value) ? value : cell;
  }
  return typeof cell === 'number'
    ? { numberText: pythonFloat(cell) }
    : { jsonText: blobText(cell) };
}

type ColumnIndex = ReadonlyMap<string, ChainColumn>;
const indexes = new WeakMap<ChainMapping, ColumnIndex>();

function columnIndex(mapping: ChainMapping): ColumnIndex {
  const known = indexes.get(mapping);
  if (known) return known;
  const index = new Map<string, ChainColumn>();
  for (const column of CHAIN_COLUMNS) {
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
  const plain = plainRow(text, mapping, position);
  if (plain) return ok(plain);
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
  /** Of a line, where text may be `data` itself as well as what a column would hold of it. */
  let isLine = false;
  let dataToken = '';
  const named = new Set<ChainColumn>();
  /** Of two members of one name only one was sealed, and which one a reader sees is chance. */
  const nameOnce = (column: ChainColumn): void => {
    if (named.has(column)) throw new JsonSyntaxError(`it names "${column}" twice`);
    named.add(column);
  };
  try {
    scanObject(text, (name, start, end) => {
      const column = index.get(name);
      if (column !== undefined) {
        nameOnce(column);
        row[column] = valueOf(text, start, end);
        if (column === 'data') dataToken = text.slice(start, end);
        known += 1;
      } else if (name === mapping.integrity && text[start] === '{') {
        const inner = text.slice(start, end);
        isLine = true;
        scanObject(inner, (innerName, innerStart, innerEnd) => {
          const seal = index.get(innerName);
          if (seal === undefined || !isSeal(seal)) return;
          nameOnce(seal);
          row[seal] = valueOf(inner, innerStart, innerEnd);
        });
      }
    });
    if (isLine && typeof row.data === 'string') row.data = { jsonText: dataToken };
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

/** A member's name with an escape in it or a space behind it, which another may equal. */
const SPELLED_NAME = /[{,]\s*"[^"\\]*\\|"\s+:/;

/**
 * The entry where every column is text, absent or one plain integer, as in nearly every row of a
 * database: the platform's parser is four times faster than a scan, and exact for these.
 */
function plainRow(text: string, mapping: ChainMapping, position: number): ChainRow | undefined {
  const { columns, integrity } = mapping;
  if (text.includes(`"${integrity}"`) || SPELLED_NAME.test(text)) return undefined;
  let members: Readonly<Record<string, unknown>>;
  try {
    members = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // Not always wrong: Python writes NaN. The scan decides, and says why.
    return undefined;
  }
  if (typeof members !== 'object' || members === null || Array.isArray(members)) return undefined;
  let known = 0;
  let isPlain = true;
  const value = (column: ChainColumn): ChainValue => {
    const name = columns[column];
    const member = members[name];
    if (member === undefined) return null;
    known += 1;
    // A quotation mark within a string is escaped, so this is found where a member stands alone.
    const start = `"${name}":`;
    const at = text.indexOf(start);
    if (at < 0 || text.indexOf(start, at + start.length) >= 0) isPlain = false;
    else if (typeof member === 'string' || member === null) return member;
    else if (typeof member === 'number' && isSpelledAt(text, at + start.length, member)) {
      return member;
    } else isPlain = false;
    return null;
  };
  const row: ChainRow = {
    entry_id: value('entry_id'),
    timestamp: value('timestamp'),
    sequence_number: value('sequence_number'),
    log_level: value('log_level'),
    component: value('component'),
    event_type: value('event_type'),
    message: value('message'),
    data: value('data'),
    content_hash: value('content_hash'),
    hmac_signature: value('hmac_signature'),
    previous_hash: value('previous_hash'),
    chain_hash: value('chain_hash'),
    position,
  };
  return isPlain && known > 0 ? row : undefined;
}

/** An integer that the record spells just so: `5.0` and `5e0` are other numbers here. */
function isSpelledAt(text: string, at: number, value: number): boolean {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return false;
  const spelled = String(value);
  const after = text.charCodeAt(at + spelled.length);
  return (after === 0x2c || after === 0x7d) && text.startsWith(spelled, at);
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
