// W3C extended log files: IIS, CloudFront and others. Lines that begin with # are directives, of which
// #Fields names the columns of the lines below it, and may name others further down, where settings were
// changed, #Date the day where no column does; values are apart by spaces, tabs or commas. Headers of requests, `cs(User-Agent)`, are kept
// under their own name and, decoded, under the one that Sigma rules for web servers use. Times are UTC,
// as the draft asks for.
// Source: the W3C working draft "Extended Log File Format"; "Standard logging (access logs)" in the
// Amazon CloudFront Developer Guide.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, EventTime, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from '../normalise/event-time.ts';
import { firstText, plainText } from '../normalise/field-path.ts';
import { ipText } from '../normalise/ip-text.ts';
import { httpOutcome } from '../normalise/http-outcome.ts';
import { oneLine } from '../normalise/one-line.ts';
import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { createHashHeadedFramer, HASH } from './hash-header.ts';
import { byPlace } from './in-force.ts';
import {
  dayAfter,
  FIELDS,
  headerReader,
  isCount,
  layoutOf,
  namesDay,
  partsOf,
  readLine,
  stretchesOf,
  type Part,
} from './w3c-columns.ts';

const LOG_SOURCE = { category: 'webserver' } as const;
const HEADER_NAME = /^(cs|sc)\(([^)]+)\)$/i;
/** Of logs that are no web server's the columns say so. */
const WEB_COLUMNS: readonly string[] = ['cs-method', 'cs-uri-stem', 'sc-status', 'cs-uri'];

function withLayout(layout: string): LogFormat | undefined {
  const parts = partsOf(layout);
  return parts && withParts(layout, parts);
}

function withParts(layout: string, parts: readonly Part[]): LogFormat | undefined {
  return byPlace(stretchesOf(parts), ({ parts: some }) => formatOf(layout, parts, some));
}

/**
 * @param all what the layout lists
 * @param parts those that the records are read by
 */
function formatOf(layout: string, all: readonly Part[], parts: readonly Part[]): LogFormat {
  const isAlone = all.length === 1;
  const createFramer: FormatParts['createFramer'] & object = ({ maxRecordBytes }) =>
    createHashHeadedFramer({ maxRecordBytes, ...headerReader(layout, all, withParts) });
  const isWeb = parts.some(({ columns }) => columns.some((name) => WEB_COLUMNS.includes(name)));
  return defineFormat(
    {
      id: 'w3c-extended',
      title: 'W3C extended log',
      notLogged:
        'Extended logs hold the columns that were chosen for them: bodies of requests are never among them, and what the server dropped before it understood the request may be missing; where lines carry no date it is that of the nearest #Date above them, and the next day from where the clock passes midnight.',
      framings: ['lines'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf,
      withLayout,
      createFramer,
      // Without the day in its columns a line has it from those above.
      ...(isAlone && all[0] && namesDay(all[0].columns)
        ? {
            slices: {
              mayChange: (first) => first === HASH,
              watch: () => {
                const { headerOf } = headerReader(layout, all, withParts);
                return (line) => (headerOf(line.trimEnd()) ?? all[0]?.header) !== all[0]?.header;
              },
              createFramer,
            },
          }
        : {}),

      recognise({ framing, lines }) {
        if (framing !== 'lines' || !(lines[0] ?? '').startsWith('#')) return 0;
        const directives = lines.slice(0, 16).filter((line) => line.startsWith('#'));
        return directives.some((line) => FIELDS.test(line)) ? 0.9 : 0;
      },

      parse(record): Result<Fields, string> {
        const read = readLine(textOf(record), parts);
        if (typeof read === 'string') return err(read);
        const { part, values } = read;
        const fields = new Map<string, FieldValue>();
        for (let index = 0; index < values.length; index += 1) {
          addTo(fields, part.columns[index] ?? '', values[index] ?? '');
        }
        return ok(Object.fromEntries(fields));
      },

      time: (fields, { timeField }) => timeOf(fields, timeField, parts[0]),

      ecs(fields): EcsValues {
        const action = plainText(fields['cs-method']);
        const user = plainText(fields['cs-username']);
        const source = plainText(fields['c-ip']);
        const destination = plainText(fields['s-ip']);
        const host = firstText(fields, ['cs-host', 's-computername', 's-dns']);
        const service = plainText(fields['s-sitename']);
        const id = plainText(fields['x-edge-request-id']);
        return {
          'event.action': action,
          'event.outcome': httpOutcome(fields['sc-status']),
          'user.name': user,
          'source.ip': ipText(source),
          'destination.ip': ipText(destination),
          'host.name': host,
          'service.name': service,
          'event.id': id,
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

function timeOf(fields: Fields, timeField: string | undefined, part: Part | undefined): EventTime {
  const options = { zone: 'UTC', anyNumber: timeField !== undefined };
  if (timeField !== undefined) return eventTimeOf(fields[timeField], options);
  const whole = plainText(fields['date-time']);
  if (whole !== undefined) return eventTimeOf(whole, options);
  const { day, midnights = 0 } = part ?? {};
  const date = plainText(fields['date']) ?? (day === undefined ? day : dayAfter(day, midnights));
  const clock = plainText(fields['time']);
  if (clock === undefined) return UNDATED;
  const named = `${date ?? ''} ${clock}`.trim();
  const isCounted = midnights > 0 && plainText(fields['date']) === undefined;
  const text = isCounted ? `${named} (midnights since #Date ${day ?? ''}: ${midnights})` : named;
  const time = eventTimeOf(date === undefined ? named : `${date}T${clock}Z`, options);
  return { ...time, text };
}

function addTo(fields: Map<string, FieldValue>, name: string, text: string): void {
  const value = text === '-' || text === '' ? null : text;
  fields.set(name, value !== null && isCount(name, value) ? Number(value) : value);
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

const NO_PARTS = 'space: time';
export const w3cExtended: LogFormat = {
  ...formatOf(NO_PARTS, partsOf(NO_PARTS) ?? [], partsOf(NO_PARTS) ?? []),
  ref: 'w3c-extended',
};
