// Tables as text: CSV, TSV and the like, with a header that names the columns. Separator and time
// column are inferred from the first rows and kept as the layout; without a header there is nothing
// to call a value by, so such a file is not read. All values stay text.

import { textOf, utf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EventTime, Fields } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from '../normalise/event-time.ts';
import { fieldAt, plainText } from '../normalise/field-path.ts';
import { genericEcs, genericSummary, TIME_FIELDS } from '../normalise/generic-fields.ts';
import { cellsOf } from '../normalise/table-row.ts';
import { defineFormat, type LogFormat } from './format.ts';
import { createRowFramer } from './framing/quoted-rows.ts';
import type { Sample } from './sample.ts';

interface Table {
  readonly separator: string;
  readonly columns: readonly string[];
  /** The column of the time, or those of the date and the time of day; empty where there is none. */
  readonly time: readonly string[];
}

const SEPARATORS = [',', '\t', ';', '|'];
const MAX_COLUMNS = 2_000;
const SAMPLE_ROWS = 64;
const SAMPLE_ROW_BYTES = 64 * 1024;
/** Enough for a table that was chosen by itself, not for a list that lies in a folder. */
const WITHOUT_TIME = 0.15;
const WITH_TIME = 0.5;

// ── what the first rows tell ────────────────────────────────────────────────────────────────

interface Guess extends Table {
  /** How many of the rows below the header have as many cells. */
  readonly share: number;
}

const HEADER_CELL = /^[\p{L}_@#(][^{}<>"\n]{0,199}$/u;
const UTC = { zone: 'UTC', anyNumber: false } as const;

function guessTable({ text, lines }: Sample): Guess | undefined {
  let best: Guess | undefined;
  for (const separator of SEPARATORS) {
    if (!(lines[0] ?? '').includes(separator)) continue;
    const guess = guessWith(separator, text);
    if (!guess) continue;
    const better =
      guess.share * guess.columns.length > (best?.share ?? 0) * (best?.columns.length ?? 0);
    if (better) best = guess;
  }
  return best;
}

function guessWith(separator: string, text: string): Guess | undefined {
  const rows = firstRows(text, separator);
  const [header] = rows;
  if (!header || rows.length < 2 || header.length < 2 || header.length > MAX_COLUMNS) return;
  if (!header.every((cell) => cell.trim() === '' || HEADER_CELL.test(cell.trim()))) return;
  if (!HEADER_CELL.test((header[0] ?? '').trim())) return;
  const columns = columnNames(header);
  const full = rows.slice(1).filter((row) => row.length === columns.length);
  return {
    separator,
    columns,
    time: timeColumns(columns, full),
    share: full.length / (rows.length - 1),
  };
}

function firstRows(text: string, separator: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const framer = createRowFramer({
    maxRecordBytes: SAMPLE_ROW_BYTES,
    separator: separator.charCodeAt(0),
  });
  const add = (bytes: Uint8Array): void => {
    const cells = cellsOf(textOf(bytes), separator);
    rows.push(cells.ok ? cells.value : []);
  };
  const sink = { record: add, rejected: () => void rows.push([]), skipped: () => {} };
  // The header is framing, so it is looked at by itself.
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const header = /\S[^\n]*/.exec(text.slice(start))?.[0].replace(/\r$/, '') ?? '';
  add(utf8(header));
  framer.push(utf8(text), sink);
  if (rows.length === 1) framer.finish(sink);
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

const TIME_NAME = /time|date|stamp|created|when/i;

/** The column in which most rows have a time; of equals one of the usual names, then the first. */
function timeColumns(columns: readonly string[], rows: readonly (readonly string[])[]) {
  let best: { readonly name: string; readonly score: number } | undefined;
  for (const [index, name] of columns.entries()) {
    const count = rows.filter((row) => eventTimeOf(row[index], UTC).timeUs !== null).length;
    if (count * 2 < rows.length || count === 0) continue;
    const usual = (TIME_FIELDS as readonly string[]).indexOf(name);
    const likely = usual >= 0 ? 0.9 - usual / 100 : TIME_NAME.test(name) ? 0.5 : 0;
    // A number is a time only where the column is called so.
    if (likely === 0 && rows.every((row) => /^[\d.]*$/.test(row[index] ?? ''))) continue;
    const score = count + likely;
    if (score > (best?.score ?? 0)) best = { name, score };
  }
  if (best) return [best.name];
  const date = columns.findIndex((name) => /^date/i.test(name));
  const clock = columns.findIndex((name) => /^time/i.test(name));
  const both = rows.filter(
    (row) => eventTimeOf(`${row[date] ?? ''} ${row[clock] ?? ''}`, UTC).timeUs !== null,
  );
  if (date < 0 || clock < 0 || both.length * 2 < rows.length || both.length === 0) return [];
  return [columns[date] ?? '', columns[clock] ?? ''];
}

// ── the layout as text ──────────────────────────────────────────────────────────────────────

function layoutOf(sample: Sample): string {
  const guess = guessTable(sample);
  if (!guess) return '';
  const { separator, columns, time } = guess;
  return JSON.stringify({ separator, columns, time });
}

function tableOf(layout: string): Table | undefined {
  let value: unknown;
  try {
    value = JSON.parse(layout);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { separator, columns, time } = value as Partial<Record<keyof Table, unknown>>;
  if (typeof separator !== 'string' || !SEPARATORS.includes(separator)) return undefined;
  if (!isNames(columns) || !isNames(time) || columns.length < 2) return undefined;
  return { separator, columns, time };
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

// ── the format ──────────────────────────────────────────────────────────────────────────────

function withLayout(layout: string): LogFormat | undefined {
  const table = tableOf(layout);
  return table && formatOf(table, layout);
}

function formatOf({ separator, columns, time }: Table, layout: string): LogFormat {
  return defineFormat(
    {
      id: 'csv',
      title: separator === '\t' ? 'Table (TSV)' : 'Table (CSV)',
      notLogged: 'What the program that wrote this table leaves out is not known.',
      framings: ['lines'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf,
      withLayout,
      createFramer: ({ maxRecordBytes }) =>
        createRowFramer({ maxRecordBytes, separator: separator.charCodeAt(0) }),

      // Below every format of a known product.
      recognise(sample) {
        if (sample.framing !== 'lines') return 0;
        const guess = guessTable(sample);
        if (!guess || guess.share < 0.5) return 0;
        return guess.share * (guess.time.length > 0 ? WITH_TIME : WITHOUT_TIME);
      },

      parse(record): Result<Fields, string> {
        const cells = cellsOf(textOf(record), separator);
        if (!cells.ok) return cells;
        const found = cells.value.length;
        if (found !== columns.length) {
          return err(
            `${found} ${found === 1 ? 'cell' : 'cells'} where the header names ${columns.length} columns`,
          );
        }
        return ok(
          Object.fromEntries(columns.map((name, index) => [name, cells.value[index] ?? ''])),
        );
      },

      time(fields, { zone, timeField }): EventTime {
        if (timeField !== undefined) {
          return eventTimeOf(fieldAt(fields, timeField), { zone, anyNumber: true });
        }
        if (time.length === 0) return UNDATED;
        const text = time.map((name) => plainText(fields[name]) ?? '').join(' ');
        return eventTimeOf(text, { zone, anyNumber: false });
      },

      ecs: genericEcs,
      logSource: () => undefined,
      summary: genericSummary,
    },
    layout,
  );
}

const NO_TABLE: Table = { separator: ',', columns: [], time: [] };
export const csv: LogFormat = {
  ...formatOf(NO_TABLE, ''),
  title: 'Table (CSV or TSV)',
  ref: 'csv',
};
