// Tables as text: what the first rows tell of separator, header and time column, that as one line of
// text (the layout), and a row as fields. A table without a header gets column1, column2, … as names.

import { textOf, utf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { orderOfDates, withOrder, type DateOrder } from '../normalise/written-date.ts';
import { TIME_FIELDS } from '../normalise/generic-fields.ts';
import { cellsOf } from '../normalise/table-row.ts';
import { createRowFramer } from './framing/quoted-rows.ts';
import type { Sample } from './sample.ts';

export interface Table {
  readonly separator: string;
  readonly columns: readonly string[];
  /** The column of the time, or those of the date and the time of day; empty where there is none. */
  readonly time: readonly string[];
  /** False where the first row is a record like the others. */
  readonly header: boolean;
  /** Lines in front of the header: remarks, and the line by which spreadsheets name the separator. */
  readonly preamble?: number;
  /** Which number of a date with slashes is the day, where the first rows tell. */
  readonly dates?: DateOrder;
}

export interface TableGuess extends Table {
  /** How many of the rows have as many cells as the header, or as most of them. */
  readonly share: number;
}

const SEPARATORS = [',', '\t', ';', '|'];
const MAX_COLUMNS = 2_000;
const SAMPLE_ROWS = 64;
const SAMPLE_ROW_BYTES = 64 * 1024;
/** Two words apart by a comma are no table; three in every row, one of them a time, may be. */
const LEAST_UNNAMED = 3;
const HEADER_CELL = /^[\p{L}_@#(][^{}<>"\n]{0,199}$/u;
const UTC = { zone: 'UTC', anyNumber: false } as const;

export function guessTable({ text }: Sample): TableGuess | undefined {
  let best: TableGuess | undefined;
  for (const preamble of preambles(text)) {
    const rest = behindLines(text, preamble);
    const [first = ''] = rest.trimStart().split('\n', 1);
    for (const separator of SEPARATORS) {
      if (!first.includes(separator)) continue;
      const guess = guessWith(separator, rest);
      if (!guess) continue;
      const better =
        guess.share * guess.columns.length > (best?.share ?? 0) * (best?.columns.length ?? 0);
      if (better) best = { ...guess, ...(preamble === 0 ? {} : { preamble }) };
    }
  }
  return best;
}

const NAMED_SEPARATOR = /^\ufeff?sep=[,;|\t]\r?$/i;
const REMARK = /^\ufeff?#/;
const MOST_REMARKS = 100;

/** How many lines may stand in front of the table: none, or those that are no part of one. */
function preambles(text: string): readonly number[] {
  const lines = text.split('\n', MOST_REMARKS);
  if (NAMED_SEPARATOR.test(lines[0] ?? '')) return [1];
  const remarks = lines.findIndex((line) => !REMARK.test(line));
  return remarks > 0 ? [0, remarks] : [0];
}

function behindLines(text: string, count: number): string {
  let start = 0;
  for (let line = 0; line < count; line += 1) start = text.indexOf('\n', start) + 1;
  return text.slice(start);
}

function guessWith(separator: string, text: string): TableGuess | undefined {
  const rows = firstRows(text, separator);
  const [first] = rows;
  if (!first || rows.length < 2 || first.length < 2 || first.length > MAX_COLUMNS) return undefined;
  if (!isHeader(first)) return guessUnnamed(separator, rows);
  const columns = columnNames(first);
  const full = rows.slice(1).filter((row) => row.length === columns.length);
  return {
    separator,
    columns,
    ...timeColumns(columns, full),
    header: true,
    share: full.length / (rows.length - 1),
  };
}

function isHeader(row: readonly string[]): boolean {
  if (!row.every((cell) => cell.trim() === '' || HEADER_CELL.test(cell.trim()))) return false;
  if (!HEADER_CELL.test((row[0] ?? '').trim())) return false;
  // A row with a time in it is a record.
  return row.every((cell) => eventTimeOf(cell, UTC).timeUs === null);
}

/** Only with a time in every row: anything with commas in it would be a table otherwise. */
function guessUnnamed(
  separator: string,
  rows: readonly (readonly string[])[],
): TableGuess | undefined {
  const width = rows[0]?.length ?? 0;
  if (width < LEAST_UNNAMED) return undefined;
  const full = rows.filter((row) => row.length === width);
  const columns = Array.from({ length: width }, (_, index) => `column${index + 1}`);
  const { time, dates } = timeColumns(columns, full);
  const [name] = time;
  if (name === undefined || time.length > 1) return undefined;
  const at = columns.indexOf(name);
  if (!full.every((row) => isTime(row[at] ?? '', dates))) return undefined;
  // `12:00:00,123 - INFO`: the comma belongs to the time.
  if (separator === ',' && full.every((row) => /^\d{3}\b/.test(row[at + 1] ?? '')))
    return undefined;
  const share = full.length / rows.length;
  return { separator, columns, time, header: false, share, ...(dates ? { dates } : {}) };
}

function firstRows(text: string, separator: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const framer = createRowFramer({
    maxRecordBytes: SAMPLE_ROW_BYTES,
    separator: separator.charCodeAt(0),
    header: false,
  });
  const add = (bytes: Uint8Array): void => {
    const cells = cellsOf(textOf(bytes), separator);
    rows.push(cells.ok ? cells.value : []);
  };
  const sink = { record: add, rejected: () => void rows.push([]), skipped: () => {} };
  framer.push(utf8(text), sink);
  if (rows.length <= 1) framer.finish(sink);
  return rows.slice(0, SAMPLE_ROWS);
}

/** A name for every column: nothing is lost because two share one or one has none. */
function columnNames(header: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const [index, cell] of header.entries()) {
    const plain = cell.trim() === '' ? `column${index + 1}` : cell.trim();
    let name = plain;
    for (let again = 2; names.has(name); again += 1) name = `${plain} (${again})`;
    names.add(name);
  }
  return [...names];
}

const TIME_NAME = /time|date|stamp|created|when|^start/i;

function isTime(text: string, dates: DateOrder | undefined): boolean {
  return eventTimeOf(withOrder(text, dates), UTC).timeUs !== null;
}

/** The column in which most rows have a time; of equals one of the usual names, then the first. */
function timeColumns(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Pick<Table, 'time' | 'dates'> {
  let best: { readonly name: string; readonly score: number } | undefined;
  let dates: DateOrder | undefined;
  for (const [index, name] of columns.entries()) {
    const order = orderOfDates(rows.map((row) => row[index] ?? ''));
    const count = rows.filter((row) => isTime(row[index] ?? '', order)).length;
    if (count * 2 < rows.length || count === 0) continue;
    const usual = (TIME_FIELDS as readonly string[]).indexOf(name);
    const likely = usual >= 0 ? 0.9 - usual / 100 : TIME_NAME.test(name) ? 0.5 : 0;
    // A number is a time only where the column is called so.
    if (likely === 0 && rows.every((row) => /^[\d.]*$/.test(row[index] ?? ''))) continue;
    const score = count + likely;
    if (score > (best?.score ?? 0)) {
      best = { name, score };
      dates = order;
    }
  }
  if (best) return { time: [best.name], ...(dates ? { dates } : {}) };
  const date = columns.findIndex((name) => /^date/i.test(name));
  const clock = columns.findIndex((name) => /^time/i.test(name));
  const texts = rows.map((row) => `${row[date] ?? ''} ${row[clock] ?? ''}`);
  const order = orderOfDates(texts);
  const both = texts.filter((text) => isTime(text, order));
  if (date < 0 || clock < 0 || both.length * 2 < rows.length || both.length === 0) {
    return { time: [] };
  }
  const time = [columns[date] ?? '', columns[clock] ?? ''];
  return { time, ...(order ? { dates: order } : {}) };
}

// ── the layout as text ──────────────────────────────────────────────────────────────────────

export function tableLayout({ separator, columns, time, header, preamble, dates }: Table): string {
  return JSON.stringify({
    ...{ separator, columns, time },
    ...(header ? {} : { header }),
    ...(preamble === undefined ? {} : { preamble }),
    ...(dates === undefined ? {} : { dates }),
  });
}

export function tableOf(layout: string): Table | undefined {
  let value: unknown;
  try {
    value = JSON.parse(layout);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { separator, columns, time, header, preamble, dates } = value as Partial<
    Record<keyof Table, unknown>
  >;
  if (typeof separator !== 'string' || !SEPARATORS.includes(separator)) return undefined;
  if (!isNames(columns) || !isNames(time) || columns.length === 0) return undefined;
  const lines = typeof preamble === 'number' && preamble > 0 ? { preamble } : {};
  const order: Pick<Table, 'dates'> =
    dates === 'day-first' || dates === 'month-first' ? { dates } : {};
  return { separator, columns, time, header: header !== false, ...lines, ...order };
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

export function parseTableRow(record: Uint8Array, table: Table): Result<Fields, string> {
  const { separator, columns, header } = table;
  const cells = cellsOf(textOf(record), separator);
  if (!cells.ok) return cells;
  const found = cells.value.length;
  if (found !== columns.length) {
    const expected = header
      ? `the header names ${columns.length} columns`
      : `the first rows have ${columns.length}`;
    return err(`${found} ${found === 1 ? 'cell' : 'cells'} where ${expected}`);
  }
  return ok(Object.fromEntries(columns.map((name, index) => [name, cells.value[index] ?? ''])));
}
