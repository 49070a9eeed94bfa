// Which columns the lines of a W3C extended log have: the directives, the parts that a layout lists, and
// how a line is read as one of them. Where columns name the day, a line tells by its values which order it
// is in: the one with as many columns of which all values look right. Where none does, the day is that of
// the nearest #Date above, and the next one from where the clock passes midnight: such parts say from
// which byte of the file on they are in force.

import { textOf } from '../base/bytes.ts';
import { isIpText } from '../normalise/ip-text.ts';
import { cellsOf } from '../normalise/table-row.ts';
import type { LogFormat } from './format.ts';
import type { KnownHeaders } from './framing/headed-lines.ts';
import { MOST_CHANGES, type FromByte } from './in-force.ts';
import type { Sample } from './sample.ts';

export const FIELDS = /^#Fields:[ \t]*(\S.*)$/i;
const DATE = /^#Date:[ \t]*(\d{4}-\d{2}-\d{2})\b(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?/im;
/**
 * What stands in front of the columns: the separator; the day where no column names it, with the times
 * that the clock has passed midnight since; where the part begins to be in force. Columns of `=` are
 * those of the part before.
 */
const LAYOUT =
  /^(space|tab|comma)(?: (\d{4}-\d{2}-\d{2})(?:\+(\d{1,4}))?)?(?: @(\d{1,15}))?: (\S.*)$/;
const SAME_COLUMNS = '=';
const SEPARATORS: Readonly<Record<string, string>> = { space: ' ', tab: '\t', comma: ',' };
const COUNTS: ReadonlySet<string> = new Set([
  ...[
    'sc-status',
    'sc-substatus',
    'sc-win32-status',
    'sc-bytes',
    'cs-bytes',
    'time-taken',
    's-port',
  ],
  ...['sc-content-len', 'c-port'],
]);
const WHOLE = /^\d{1,15}$/;
const OTHER_DAY =
  'below a header that names other columns, or another day, than the first one of the file';
/** Between the parts of a layout. */
const NEXT_PART = ' | ';
/** Orders of columns that lines tell by themselves. */
const MOST_ORDERS = 16;
/** A clock that goes back by more than this has passed midnight. */
const HALF_A_DAY_S = 12 * 3_600;

/** What lines below some directives are read by. */
export interface Part extends FromByte {
  readonly separator: string;
  /** Where no column names it: the day of the directive, and how often midnight passed since. */
  readonly day: string | undefined;
  readonly midnights: number;
  readonly columns: readonly string[];
  /** As headers are compared: written wider apart or in other case they are the same. */
  readonly header: string;
  /** In force from its place on, whatever the values of lines look like. */
  readonly isByPlace: boolean;
}

function partOf(text: string, before: Part | undefined): Part | undefined {
  const match = LAYOUT.exec(text);
  if (!match) return undefined;
  const [, separator = '', day, midnights = '0', place, names = ''] = match;
  const columns = names === SAME_COLUMNS ? before?.columns : columnsOf(names);
  if (!columns) return undefined;
  return {
    separator: SEPARATORS[separator] ?? ' ',
    day,
    midnights: Number(midnights),
    columns,
    header: comparable(columns, day, Number(midnights)),
    fromByte: Number(place ?? 0),
    isByPlace: place !== undefined,
  };
}

function comparable(columns: readonly string[], day: string | undefined, midnights = 0): string {
  const on = day === undefined || namesDay(columns) ? '' : dayAfter(day, midnights);
  return `${columns.join(' ').toLowerCase()} ${on}`;
}

export function namesDay(columns: readonly string[]): boolean {
  return columns.some((name) => /^(?:date|date-time)$/i.test(name));
}

/** The day itself where it is none that the calendar has. */
export function dayAfter(day: string, days: number): string {
  const startMs = Date.parse(`${day}T00:00:00Z`);
  if (days === 0 || Number.isNaN(startMs)) return day;
  return new Date(startMs + days * 86_400_000).toISOString().slice(0, 10);
}

/** Follows the directives, and the clock where no column names the day. */
export function headerReader(
  layout: string,
  parts: readonly Part[],
  formatOf: (layout: string, parts: readonly Part[]) => LogFormat | undefined,
) {
  const last = parts.at(-1);
  let columns = last?.columns ?? [];
  let day = last?.day;
  let midnights = last?.midnights ?? 0;
  let clockS: number | undefined;
  const byValues = (of: string, all: readonly Part[]): KnownHeaders => ({
    expected: all.map(({ header }) => header),
    ...(all.length === 1
      ? {}
      : {
          headerFor(line) {
            const read = readLine(textOf(line), all);
            return typeof read === 'string' ? undefined : read.part.header;
          },
        }),
    extend: (_, place) => extend(of, all, place),
  });
  const byPlace = (of: string, all: readonly Part[]): KnownHeaders => ({
    expected: all.slice(-1).map(({ header }) => header),
    extend: (_, place) => extend(of, all, place),
  });

  function extend(of: string, all: readonly Part[], place: number) {
    const [first] = all;
    const isPlaced = first?.day !== undefined || all.at(-1)?.isByPlace === true;
    const byDay = isPlaced || (day !== undefined && !namesDay(columns));
    if (all.length >= (byDay ? MOST_CHANGES : MOST_ORDERS)) return undefined;
    const [, separator = ''] = LAYOUT.exec(of.split(NEXT_PART, 1)[0] ?? '') ?? [];
    const since = midnights === 0 ? '' : `+${midnights}`;
    const on = day === undefined || namesDay(columns) ? '' : ` ${day}${since}`;
    const same = byDay && all.at(-1)?.columns.join(' ') === columns.join(' ');
    const names = same ? SAME_COLUMNS : columns.join(' ');
    const wider = `${of}${NEXT_PART}${separator}${byDay ? `${on} @${place}` : ''}: ${names}`;
    const part = partOf(wider.slice(of.length + NEXT_PART.length), all.at(-1));
    if (!part) return undefined;
    const known = [...all, part];
    const format = formatOf(wider, known);
    if (!format) return undefined;
    return { format, known: byDay ? byPlace(wider, known) : byValues(wider, known) };
  }

  const isPlaced = last?.isByPlace === true || last?.day !== undefined;
  return {
    ...(isPlaced ? byPlace(layout, parts) : byValues(layout, parts)),
    behind: OTHER_DAY,
    headerOf(directive: string): string | undefined {
      const named = FIELDS.exec(directive)?.[1];
      const date = DATE.exec(directive);
      if (named !== undefined) columns = columnsOf(named);
      else if (date) {
        day = date[1];
        midnights = 0;
        clockS = date[2] === undefined ? undefined : secondsOf(date[2]);
      } else return undefined;
      return comparable(columns, day, midnights);
    },
    headerAt(record: Uint8Array): string | undefined {
      if (day === undefined || namesDay(columns)) return undefined;
      const at = columns.indexOf('time');
      const values = at < 0 ? [] : valuesOf(textOf(record).trimEnd(), separatorOf(layout));
      const now = typeof values === 'string' ? undefined : secondsOf(values[at] ?? '');
      if (now === undefined) return undefined;
      if (clockS !== undefined && clockS - now > HALF_A_DAY_S) midnights += 1;
      clockS = now;
      return comparable(columns, day, midnights);
    },
  };
}

function separatorOf(layout: string): string {
  return SEPARATORS[LAYOUT.exec(layout.split(NEXT_PART, 1)[0] ?? '')?.[1] ?? ''] ?? ' ';
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;

function secondsOf(clock: string): number | undefined {
  const match = CLOCK.exec(clock);
  if (!match) return undefined;
  return Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

/** The values of a line by their columns, and the part it is read as; why it is none of any. */
export function readLine(
  line: string,
  parts: readonly Part[],
): { readonly part: Part; readonly values: readonly string[] } | string {
  const text = line.trimEnd();
  let reason: string | undefined;
  for (const part of parts) {
    const values = valuesOf(text, part.separator);
    if (typeof values === 'string') reason ??= values;
    else if (values.length === part.columns.length) {
      if (parts.length === 1 || looksRight(part.columns, values)) return { part, values };
      reason ??= 'values that cannot be those of their columns';
    } else if (parts.length === 1) {
      return `${values.length} values where #Fields names ${part.columns.length}`;
    }
  }
  const counts = parts.map(({ columns }) => columns.length).join(' or ');
  return reason ?? `not as many values as #Fields names: ${counts}`;
}

/** What the values of some columns look like. */
const LIKELY: Readonly<Record<string, (value: string) => boolean>> = {
  date: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value),
  time: (value) => /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(value),
  'c-ip': isIpText,
  's-ip': isIpText,
  'cs-method': (value) => /^[A-Z_-]{1,20}$/.test(value),
  'cs-uri-stem': (value) => /^[/*]|:/.test(value),
  'cs-version': (value) => /^[A-Z]+\/\d/.test(value),
};

/** Asked where a line may be of several orders. */
function looksRight(columns: readonly string[], values: readonly string[]): boolean {
  return columns.every((name, index) => {
    const value = values[index] ?? '-';
    if (value === '-') return true;
    return COUNTS.has(name) ? WHOLE.test(value) : (LIKELY[name]?.(value) ?? true);
  });
}

export function layoutOf({ lines }: Sample): string {
  const at = lines.findIndex((line) => FIELDS.test(line));
  const columns = FIELDS.exec(lines[at] ?? '')?.[1]?.trim();
  if (columns === undefined) return '';
  const first = lines.findIndex((line, index) => index > at && !line.startsWith('#'));
  const record = lines[first] ?? '';
  const separator =
    !/[ \t]/.test(columns) && columns.includes(',')
      ? 'comma'
      : record.includes('\t') || columns.includes('\t')
        ? 'tab'
        : 'space';
  const directives = lines.slice(0, first < 0 ? lines.length : first);
  const date = directives.findLast((line) => DATE.test(line)) ?? '';
  const day = namesDay(columnsOf(columns)) ? undefined : DATE.exec(date)?.[1];
  return `${separator}${day === undefined ? '' : ` ${day}`}: ${columns}`;
}

function columnsOf(header: string): readonly string[] {
  return header.split(/[,\t ]+/).filter((name) => name !== '');
}

export function partsOf(layout: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const text of layout.split(NEXT_PART)) {
    const part = partOf(text, parts.at(-1));
    if (!part || part.fromByte < (parts.at(-1)?.fromByte ?? 0)) return undefined;
    parts.push(part);
  }
  return parts;
}

/** Those that are told apart by the values of lines, and each that is by its place. */
export function stretchesOf(parts: readonly Part[]): readonly (FromByte & {
  readonly parts: readonly Part[];
})[] {
  const stretches: { fromByte: number; parts: Part[] }[] = [];
  for (const part of parts) {
    const last = stretches.at(-1);
    if (last && !part.isByPlace) last.parts.push(part);
    else stretches.push({ fromByte: part.fromByte, parts: [part] });
  }
  return stretches;
}

export function isCount(column: string, value: string): boolean {
  return COUNTS.has(column) && WHOLE.test(value);
}

const QUOTE = '"';

/** Text may stand in quotes, doubled inside of them. */
function valuesOf(line: string, separator: string): readonly string[] | string {
  if (separator === ',') {
    const cells = cellsOf(line, separator);
    return cells.ok ? cells.value : cells.error;
  }
  if (separator === '\t') return line.split('\t');
  if (!line.includes(QUOTE)) return line.split(/ +/);
  const values: string[] = [];
  const token = /"((?:[^"]|"")*)"(?= |$)|([^ ]+)/y;
  for (let at = 0; at < line.length; at = token.lastIndex) {
    while (line[at] === ' ') at += 1;
    token.lastIndex = at;
    const match = token.exec(line);
    if (!match) return `no value at character ${at}`;
    values.push(match[1]?.replaceAll('""', QUOTE) ?? match[2] ?? '');
  }
  return values;
}
