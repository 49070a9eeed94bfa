// Cuts the result of a query, as Amazon Athena answers it, into its rows: the members of `Rows` in the
// object `ResultSet`. What stands around that object is framing, and so is the first row where it is the
// names of the columns. Members of other names are not looked at.
// Source: GetQueryResults in the Amazon Athena API reference.

import { concatBytes, textOf, utf8 } from '../../base/bytes.ts';
import type { Fields } from '../../domain/event.ts';
import { isFields } from '../../normalise/field-path.ts';
import { parseJsonRecord, parseJsonText } from '../../normalise/json-record.ts';
import { copyOf, excerptOf, type Framer, type FrameSink } from './frame-sink.ts';
import { createJsonFramer } from './json.ts';

const BEGIN = /^\ufeff?\s*\{[^{]*?"ResultSet"\s*:\s*(?=\{)/;
const COLUMN_INFO = /"ColumnInfo"\s*:\s*(?=\[)/;
/** Before the rows, and behind them. */
const AROUND_BYTES = 64 * 1024;
const BOM = [0xef, 0xbb, 0xbf];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The cells of a row; `null` for one without a value, nothing where it is no row. */
export function cellsOfRow(record: Uint8Array): readonly (string | null)[] | undefined {
  const parsed = parseJsonRecord(record);
  const data = parsed.ok ? parsed.value['Data'] : undefined;
  if (!Array.isArray(data)) return undefined;
  const cells: (string | null)[] = [];
  for (const cell of data as readonly Fields[string][]) {
    if (!isFields(cell)) return undefined;
    const value = cell['VarCharValue'];
    if (value !== undefined && value !== null && typeof value !== 'string') return undefined;
    cells.push(value ?? null);
  }
  return cells;
}

/** The names of the columns, where a text begins like such a result. */
export function resultColumns(start: string): readonly string[] | undefined {
  const begin = BEGIN.exec(start.slice(0, AROUND_BYTES));
  if (!begin) return undefined;
  const described = describedColumns(start);
  if (described) return described;
  let columns: readonly string[] | undefined;
  const framer = createResultSetFramer({ maxRecordBytes: AROUND_BYTES });
  framer.push(utf8(start), {
    record(bytes) {
      const cells = columns === undefined ? cellsOfRow(bytes) : undefined;
      if (cells?.every((cell) => cell !== null) === true) columns = cells;
    },
    rejected: () => undefined,
    skipped: () => undefined,
  });
  return columns;
}

/** As the answer lists them, which is where later pages of it have them alone. */
function describedColumns(text: string): readonly string[] | undefined {
  const match = COLUMN_INFO.exec(text);
  if (!match) return undefined;
  const from = match.index + match[0].length;
  const end = text.indexOf(']', from);
  const parsed = parseJsonText(`{"columns":${text.slice(from, end + 1)}}`);
  const columns = parsed.ok ? parsed.value['columns'] : undefined;
  if (!Array.isArray(columns) || columns.length === 0) return undefined;
  const names = (columns as readonly Fields[string][]).map((column) =>
    isFields(column) ? column['Name'] : undefined,
  );
  return names.every((name) => typeof name === 'string') ? names : undefined;
}

export interface ResultSetOptions {
  readonly maxRecordBytes: number;
  /** The first row is passed over where it is these. */
  readonly columns?: readonly string[];
}

export function createResultSetFramer({ maxRecordBytes, columns }: ResultSetOptions): Framer {
  const rows = createJsonFramer({ maxRecordBytes, containerKeys: ['Rows'] });
  let place: 'before' | 'rows' | 'behind' = 'before';
  /** What stands around the rows, as far as it is not decided yet. */
  let around: Uint8Array = new Uint8Array(0);
  let front = '';
  let startByte = 0;
  let behindByte = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let isFirst = true;
  let framingBytes = 0;
  let ownRecords = 0;

  const shifted = (sink: FrameSink): FrameSink => ({
    record(bytes, offset) {
      const isHeader = isFirst && columns !== undefined && isSame(cellsOfRow(bytes), columns);
      isFirst = false;
      if (isHeader) {
        framingBytes += bytes.length;
        sink.skipped(startByte + offset);
      } else sink.record(bytes, startByte + offset);
    },
    rejected: (offset, length, reason, excerpt) =>
      sink.rejected(startByte + offset, length, reason, excerpt),
    skipped: (offset) => sink.skipped(startByte + offset),
  });

  /** The index behind the end of the object that the rows stand in, or -1. */
  function endOf(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN) depth += 1;
      else if (byte === CLOSE && --depth === 0) return at + 1;
    }
    return -1;
  }

  function read(bytes: Uint8Array, sink: FrameSink): void {
    const end = endOf(bytes);
    rows.push(end < 0 ? bytes : bytes.subarray(0, end), shifted(sink));
    behindByte += end < 0 ? bytes.length : end;
    if (end < 0) return;
    rows.finish(shifted(sink));
    place = 'behind';
    around = copyOf(bytes.subarray(end));
  }

  function reject(offset: number, reason: string, bytes: Uint8Array, sink: FrameSink): void {
    ownRecords += 1;
    sink.rejected(offset, bytes.length, reason, excerptOf(bytes));
  }

  return {
    get framingBytes() {
      return framingBytes + rows.framingBytes;
    },
    get recordsSeen() {
      return rows.recordsSeen + ownRecords;
    },
    push(chunk, sink) {
      if (place === 'rows') {
        read(chunk, sink);
        return;
      }
      around = concatBytes([around, chunk]);
      if (place !== 'before') return;
      const mark = frontMark(around);
      const text = textOf(around.subarray(mark, mark + AROUND_BYTES));
      const match = BEGIN.exec(text);
      if (!match) return;
      ({ 0: front } = match);
      startByte = mark + utf8(front).length;
      framingBytes += startByte;
      behindByte = startByte;
      place = 'rows';
      const rest = around.subarray(startByte);
      around = new Uint8Array(0);
      read(rest, sink);
    },
    finish(sink) {
      if (place === 'rows') {
        rows.finish(shifted(sink));
        return;
      }
      if (around.length === 0) return;
      if (place === 'before') {
        reject(0, 'no result of a query with rows in it', around, sink);
      } else if (parseJsonText(`${front}{}${textOf(around)}`).ok) {
        framingBytes += around.length;
      } else reject(behindByte, 'what stands behind the rows is not JSON', around, sink);
    },
  };
}

/** Zeros that a crash left behind, and the mark of the coding. */
function frontMark(bytes: Uint8Array): number {
  let at = 0;
  while (bytes[at] === 0) at += 1;
  return BOM.every((byte, index) => bytes[at + index] === byte) ? at + BOM.length : at;
}

function isSame(cells: readonly (string | null)[] | undefined, columns: readonly string[]) {
  return cells?.length === columns.length && cells.every((cell, at) => cell === columns[at]);
}
