// Which columns the lines of a W3C extended log have: the directives, the parts that a layout lists, one
// for every order of columns that was met, and how a line is read as one of them. A line does not say
// which order it is in, so where a file has several, it is the one with as many columns of which all
// values look right.

import { textOf } from '../base/bytes.ts';
import { isIpText } from '../normalise/ip-text.ts';
import { cellsOf } from '../normalise/table-row.ts';
import type { LogFormat } from './format.ts';
import type { KnownHeaders } from './framing/headed-lines.ts';
import type { Sample } from './sample.ts';

export const FIELDS = /^#Fields:[ \t]*(\S.*)$/i;
const DATE = /^#Date:[ \t]*(\d{4}-\d{2}-\d{2})\b/im;
/** What stands in front of the columns: the separator, and the day where no column names it. */
const LAYOUT = /^(space|tab|comma)(?: (\d{4}-\d{2}-\d{2}))?: (\S.*)$/;
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
/** Between the parts of a layout, one for every order of columns that was met. */
const NEXT_PART = ' | ';
const MOST_PARTS = 16;

/** One order of columns, and how the lines below it are read. */
export interface Part {
  readonly separator: string;
  /** Where no column names it. */
  readonly day: string | undefined;
  readonly columns: readonly string[];
  /** As headers are compared: written wider apart or in other case they are the same. */
  readonly header: string;
}

function partOf(text: string): Part | undefined {
  const match = LAYOUT.exec(text);
  if (!match) return undefined;
  const [, separator = '', day, names = ''] = match;
  const columns = columnsOf(names);
  const header = comparable(columns, day);
  return { separator: SEPARATORS[separator] ?? ' ', day, columns, header };
}

function comparable(columns: readonly string[], day: string | undefined): string {
  return `${columns.join(' ').toLowerCase()} ${day ?? ''}`;
}

/** Follows the directives: columns and, where no column names it, the day that lines depend on. */
export function headerReader(
  layout: string,
  parts: readonly Part[],
  withLayout: (layout: string) => LogFormat | undefined,
) {
  const day = parts[0]?.day;
  let columns = parts[0]?.columns ?? [];
  let latest = day;
  const knownHeaders = (of: string, all: readonly Part[]): KnownHeaders => ({
    expected: all.map(({ header }) => header),
    ...(all.length === 1
      ? {}
      : {
          headerFor(line) {
            const read = readLine(textOf(line), all);
            return typeof read === 'string' ? undefined : read.part.header;
          },
        }),
    extend() {
      // Days cannot be told from the lines.
      if (latest !== day || all.length >= MOST_PARTS) return undefined;
      const [first = ''] = of.split(':', 1);
      const wider = `${of}${NEXT_PART}${first}: ${columns.join(' ')}`;
      const format = withLayout(wider);
      const parsed = partsOf(wider);
      return format && parsed && { format, known: knownHeaders(wider, parsed) };
    },
  });
  return {
    ...knownHeaders(layout, parts),
    ...(day === undefined ? {} : { behind: OTHER_DAY }),
    headerOf(directive: string): string | undefined {
      const named = FIELDS.exec(directive)?.[1];
      if (named !== undefined) columns = columnsOf(named);
      else if (day === undefined) return undefined;
      latest = (day === undefined ? undefined : DATE.exec(directive)?.[1]) ?? latest;
      return comparable(columns, latest);
    },
  };
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

export function layoutOf({ lines, text }: Sample): string {
  const at = lines.findIndex((line) => FIELDS.test(line));
  const columns = FIELDS.exec(lines[at] ?? '')?.[1]?.trim();
  if (columns === undefined) return '';
  const record = lines.slice(at + 1).find((line) => !line.startsWith('#')) ?? '';
  const separator =
    !/[ \t]/.test(columns) && columns.includes(',')
      ? 'comma'
      : record.includes('\t') || columns.includes('\t')
        ? 'tab'
        : 'space';
  const dated = columnsOf(columns).some((name) => name === 'date' || name === 'date-time');
  const day = dated ? undefined : DATE.exec(text)?.[1];
  return `${separator}${day === undefined ? '' : ` ${day}`}: ${columns}`;
}

function columnsOf(header: string): readonly string[] {
  return header.split(/[,\t ]+/).filter((name) => name !== '');
}

export function partsOf(layout: string): readonly Part[] | undefined {
  const parts = layout.split(NEXT_PART).map(partOf);
  return parts.every((part) => part !== undefined) ? parts : undefined;
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
