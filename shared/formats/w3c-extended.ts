// W3C extended log files: IIS, CloudFront and others. Lines that begin with # are directives, of which
// #Fields names the columns of the lines below it; values are apart by spaces, tabs or commas. Headers
// of requests, `cs(User-Agent)`, are kept under their own name and, decoded, under the one that Sigma
// rules for web servers use. Times are UTC, as the draft asks for.
// Source: the W3C working draft "Extended Log File Format"; "Standard logging (access logs)" in the
// Amazon CloudFront Developer Guide.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, EventTime, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from '../normalise/event-time.ts';
import { firstText, plainText } from '../normalise/field-path.ts';
import { isIpText } from '../normalise/ip-text.ts';
import { oneLine } from '../normalise/one-line.ts';
import { cellsOf } from '../normalise/table-row.ts';
import { defineFormat, type LogFormat } from './format.ts';
import { byColumn, createHashHeadedFramer } from './hash-header.ts';
import type { Sample } from './sample.ts';

const LOG_SOURCE = { category: 'webserver' } as const;
const FIELDS = /^#Fields:[ \t]*(\S.*)$/i;
const DATE = /^#Date:[ \t]*(\d{4}-\d{2}-\d{2})\b/im;
/** What stands in front of the columns: the separator, and the day where no column names it. */
const LAYOUT = /^(space|tab|comma)(?: (\d{4}-\d{2}-\d{2}))?: (\S.*)$/;
const SEPARATORS: Readonly<Record<string, string>> = { space: ' ', tab: '\t', comma: ',' };
const HEADER_NAME = /^(cs|sc)\(([^)]+)\)$/i;
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
/** Of logs that are no web server's the columns say so. */
const WEB_COLUMNS: readonly string[] = ['cs-method', 'cs-uri-stem', 'sc-status', 'cs-uri'];

const OTHER_DAY =
  'below a header that names other columns, or another day, than the first one of the file';

/** Columns as they are compared: written wider apart or in other case they are the same. */
function sameColumns(header: string): string {
  return columnsOf(header).join(' ').toLowerCase();
}

/** Follows the directives: columns and, where no column names it, the day that lines depend on. */
function headerReader(header: string, day: string | undefined) {
  let columns = sameColumns(header);
  let latest = day ?? '';
  return {
    expected: `${columns} ${latest}`,
    ...(day === undefined ? {} : { behind: OTHER_DAY }),
    headerOf(directive: string): string | undefined {
      const named = FIELDS.exec(directive)?.[1];
      if (named !== undefined) columns = sameColumns(named);
      else if (day === undefined) return undefined;
      latest = (day === undefined ? undefined : DATE.exec(directive)?.[1]) ?? latest;
      return `${columns} ${latest}`;
    },
  };
}

function layoutOf({ lines, text }: Sample): string {
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

function withLayout(layout: string): LogFormat | undefined {
  const match = LAYOUT.exec(layout);
  const header = match?.[3];
  if (!match || header === undefined) return undefined;
  const separator = SEPARATORS[match[1] ?? ''] ?? ' ';
  return formatOf({ header, separator, day: match[2], layout });
}

interface Layout {
  readonly header: string;
  readonly separator: string;
  readonly day: string | undefined;
  readonly layout: string;
}

function formatOf({ header, separator, day, layout }: Layout): LogFormat {
  const columns = columnsOf(header);
  const isWeb = columns.some((name) => WEB_COLUMNS.includes(name));
  return defineFormat(
    {
      id: 'w3c-extended',
      title: 'W3C extended log',
      notLogged:
        'Extended logs hold the columns that were chosen for them: bodies of requests are never among them, and what the server dropped before it understood the request may be missing.',
      framings: ['lines'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf,
      withLayout,
      createFramer: ({ maxRecordBytes }) =>
        createHashHeadedFramer({ maxRecordBytes, ...headerReader(header, day) }),

      recognise({ framing, lines }) {
        if (framing !== 'lines' || !(lines[0] ?? '').startsWith('#')) return 0;
        const directives = lines.slice(0, 16).filter((line) => line.startsWith('#'));
        return directives.some((line) => FIELDS.test(line)) ? 0.9 : 0;
      },

      parse(record): Result<Fields, string> {
        const values = valuesOf(textOf(record).trimEnd(), separator);
        if (typeof values === 'string') return err(values);
        const named = byColumn(columns, values, '#Fields');
        if (!named.ok) return named;
        const fields = new Map<string, FieldValue>();
        for (const [name, value] of named.value) addTo(fields, name, value);
        return ok(Object.fromEntries(fields));
      },

      time: (fields, { timeField }) => timeOf(fields, timeField, day),

      ecs(fields): EcsValues {
        const action = plainText(fields['cs-method']);
        const status = fields['sc-status'];
        const user = plainText(fields['cs-username']);
        const source = plainText(fields['c-ip']);
        const destination = plainText(fields['s-ip']);
        const host = firstText(fields, ['cs-host', 's-computername', 's-dns']);
        const service = plainText(fields['s-sitename']);
        const id = plainText(fields['x-edge-request-id']);
        return {
          ...(action === undefined ? {} : { 'event.action': action }),
          ...(typeof status === 'number' && status > 0
            ? { 'event.outcome': status < 400 ? 'success' : 'failure' }
            : {}),
          ...(user === undefined ? {} : { 'user.name': user }),
          ...(source === undefined || !isIpText(source) ? {} : { 'source.ip': source }),
          ...(destination === undefined || !isIpText(destination)
            ? {}
            : { 'destination.ip': destination }),
          ...(host === undefined ? {} : { 'host.name': host }),
          ...(service === undefined ? {} : { 'service.name': service }),
          ...(id === undefined ? {} : { 'event.id': id }),
        };
      },

      logSource: () => (isWeb ? LOG_SOURCE : undefined),

      summary(fields) {
        const client = plainText(fields['c-ip']) ?? 'unknown client';
        const user = plainText(fields['cs-username']);
        const stem = firstText(fields, ['cs-uri-stem', 'cs-uri']);
        const query = plainText(fields['cs-uri-query']);
        const target = stem === undefined ? '' : query === undefined ? stem : `${stem}?${query}`;
        const from = user === undefined ? client : `${user} at ${client}`;
        const status = plainText(fields['sc-status']) ?? '';
        return oneLine(`${from}: ${plainText(fields['cs-method']) ?? ''} ${target} ${status}`);
      },
    },
    layout,
  );
}

function timeOf(fields: Fields, timeField: string | undefined, day: string | undefined): EventTime {
  const options = { zone: 'UTC', anyNumber: timeField !== undefined };
  if (timeField !== undefined) return eventTimeOf(fields[timeField], options);
  const whole = plainText(fields['date-time']);
  if (whole !== undefined) return eventTimeOf(whole, options);
  const date = plainText(fields['date']) ?? day;
  const clock = plainText(fields['time']);
  if (clock === undefined) return UNDATED;
  const text = `${date ?? ''} ${clock}`.trim();
  const time = eventTimeOf(date === undefined ? text : `${date}T${clock}Z`, options);
  return { ...time, text };
}

function addTo(fields: Map<string, FieldValue>, name: string, text: string): void {
  const value = text === '-' || text === '' ? null : text;
  const isCount = value !== null && COUNTS.has(name) && WHOLE.test(value);
  fields.set(name, isCount ? Number(value) : value);
  const header = HEADER_NAME.exec(name);
  if (!header) return;
  const plain = `${(header[1] ?? '').toLowerCase()}-${(header[2] ?? '').toLowerCase()}`;
  if (!fields.has(plain)) fields.set(plain, value === null ? null : decoded(value));
}

/** A plus stands for a space where no space is; CloudFront writes `%20`. What is no such code stays. */
function decoded(value: string): string {
  const spaced = value.includes('%20') ? value : value.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
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

export const w3cExtended: LogFormat = {
  ...formatOf({ header: 'time', separator: ' ', day: undefined, layout: '' }),
  ref: 'w3c-extended',
};
