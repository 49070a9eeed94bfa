// AWS CloudTrail events: `{"Records":[…]}` files as delivered to a bucket, JSON lines, JSON lists,
// answers of the event history (the event as text under `CloudTrailEvent`), rows of CloudTrail
// Lake (as JSON, CSV or Parquet), the CSV of the console, events wrapped by EventBridge (under
// `detail`), and other tables and answers with the event as text in one column. The fields are the
// event's own, without the wrapping; the kept record is the whole of it.
// Source: the record contents in the AWS CloudTrail User Guide.

import { err, ok, type Result } from '../base/result.ts';
import type { Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { isFields, plainText } from '../normalise/field-path.ts';
import { createJsonGlance } from '../normalise/glance/json-glance.ts';
import { parseJsonText } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import {
  actionOf,
  columnsOf,
  eventMembers,
  EVENTS_ALIKE,
  failed,
  isNamed,
  serviceOf,
  timeOf,
  userOf,
} from './cloudtrail-columns.ts';
import { eventOfRow, parsePairs, wholeEventColumn } from './cloudtrail-rows.ts';
import { guessEventTable } from './cloudtrail-table.ts';
import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { createRowFramer } from './framing/quoted-rows.ts';
import { parseTableRow, tableLayout, tableOf } from './table.ts';

const LOG_SOURCE = { product: 'aws', service: 'cloudtrail' } as const;
/** A delivered file or an answer of the event history without a single event in it. */
const NO_EVENTS = /^\s*\{\s*"(?:Records|Events)"\s*:\s*\[\s*\]\s*\}\s*$/;

const PARTS: FormatParts = {
  id: 'cloudtrail',
  title: 'AWS CloudTrail',
  notLogged:
    'CloudTrail records calls to AWS, not what happens inside instances or on the network; data events (objects, functions) are there only where the trail was set to log them, and events may arrive about 15 minutes late.',
  framings: ['json', 'lines', 'rows'],
  containerKeys: ['Records', 'Events', 'QueryResultRows'],
  holdsEvents: true,
  layoutOf(sample) {
    const table = guessEventTable(sample, withLayout);
    return table ? tableLayout(table) : '';
  },
  withLayout,

  recognise(sample) {
    if (sample.records.length === 0) {
      return NO_EVENTS.test(sample.text) || guessEventTable(sample, withLayout) ? 0.9 : 0;
    }
    const isAnswer = QUERY_ANSWER.test(sample.text.slice(0, 4_096));
    const events = sample.records.filter((record) => {
      const event = unwrap(record);
      return looksLikeEvent(event) || (isAnswer && isEvent(event));
    });
    return events.length / sample.records.length;
  },

  isCertain(record) {
    const marks = marksIn(record);
    if (marks === undefined || !looksLikeEvent(marks)) return false;
    return OTHERS_MARKS.every((name) => marks[name] === undefined);
  },

  parse(record): Result<Fields, string> {
    const parsed = parsePairs(record);
    if (!parsed.ok) return parsed;
    return eventIn(record[0] === LIST_BYTE ? eventOfRow(parsed.value) : parsed.value);
  },

  glance: {
    logSource: LOG_SOURCE,
    known: [
      ...['eventName', 'eventSource', 'errorCode', 'errorMessage', 'awsRegion', 'readOnly'],
      ...['sourceIPAddress', 'userIdentity.type', 'userIdentity.userName'],
    ],
    read(record, options) {
      if (options.timeField !== undefined) return undefined;
      const fields = eventMembers(record);
      return fields !== undefined && isNamed(fields) ? fields : undefined;
    },
    alike: EVENTS_ALIKE,
  },

  time(fields, options) {
    const { timeField, zone } = options;
    if (timeField === undefined) return timeOf(fields['eventTime']);
    return eventTimeOf(fields[timeField], { zone, anyNumber: true });
  },

  ecs: columnsOf,

  logSource: () => LOG_SOURCE,

  summary(fields) {
    const error = plainText(fields['errorCode']);
    const provider = plainText(fields['eventSource']);
    const from = plainText(fields['sourceIPAddress']);
    const parts = [
      userOf(fields) ?? 'unknown identity',
      actionOf(fields) ?? 'unknown action',
      provider === undefined ? '' : `on ${serviceOf(provider)}`,
      from === undefined ? '' : `from ${from}`,
      error !== undefined ? `(${error})` : failed(fields) ? '(failed)' : '',
    ];
    return oneLine(parts.filter((part) => part !== '').join(' '));
  },
};

export const cloudtrail: LogFormat = defineFormat(PARTS);

/** Without the first a record is no digest, without any of the others no entry of a chained log. */
const OTHERS_MARKS = ['digestStartTime', 'chain_hash', 'content_hash', 'integrity'] as const;

const marksIn = createJsonGlance({
  ...{ eventVersion: true, eventSource: true, eventTime: true, awsRegion: true, eventID: true },
  ...{ eventType: true, eventName: true },
  ...Object.fromEntries(OTHERS_MARKS.map((name) => [name, true as const])),
});

const LIST_BYTE = 0x5b;
const QUERY_ANSWER = /"(?:QueryStatus|QueryStatistics|QueryResultRows)"/;

/** @param layout that of a table; JSON needs none */
function withLayout(layout: string): LogFormat | undefined {
  const table = tableOf(layout);
  if (!table) return undefined;
  const { separator, columns } = table;
  const whole = wholeEventColumn(columns);
  return defineFormat(
    {
      ...PARTS,
      createFramer: ({ maxRecordBytes }) =>
        createRowFramer({ maxRecordBytes, separator: separator.charCodeAt(0), header: true }),
      parse(record): Result<Fields, string> {
        const row = parseTableRow(record, table);
        if (!row.ok) return row;
        if (whole === undefined) return eventIn(eventOfRow(row.value));
        return eventIn({ eventJson: row.value[whole] ?? '' });
      },
    },
    layout,
  );
}

/** The event itself, out of what may be wrapped around it. */
function eventIn(outer: Fields): Result<Fields, string> {
  if (isEvent(outer)) return ok(outer);
  const inside = wrappedIn(outer);
  if (typeof inside === 'string') {
    const inner = parseJsonText(inside);
    if (!inner.ok) return err(`the event inside the record is ${inner.error}`);
    return isEvent(inner.value) ? inner : err(NO_EVENT);
  }
  return inside && isEvent(inside) ? ok(inside) : err(NO_EVENT);
}

const NO_EVENT = 'a JSON object without the fields of a CloudTrail event';

/** Enough to read a record of a file that is known to hold CloudTrail events. */
function isEvent(fields: Fields): boolean {
  return (
    typeof fields['eventName'] === 'string' ||
    (typeof fields['eventTime'] === 'string' && typeof fields['eventType'] === 'string')
  );
}

/** Enough to say that a file holds CloudTrail events. */
function looksLikeEvent(fields: Fields): boolean {
  let marks = 0;
  for (const name of [
    'eventVersion',
    'eventSource',
    'eventTime',
    'awsRegion',
    'eventID',
    'eventType',
  ]) {
    if (typeof fields[name] === 'string') marks += 1;
  }
  return marks >= 4 && isEvent(fields);
}

const WRAPPINGS = ['CloudTrailEvent', 'cloudTrailEvent', 'eventJson', 'EventJson', 'eventjson'];
/** What other things are called, too. */
const MAYBE_WRAPPINGS = ['detail', 'event', '@message', 'message', '_raw', 'record'];

/** What is wrapped: an object, or the text of one. */
function wrappedIn(outer: Fields): Fields | string | undefined {
  for (const name of WRAPPINGS) {
    const value = outer[name];
    if (typeof value === 'string' || isFields(value)) return value;
  }
  for (const name of MAYBE_WRAPPINGS) {
    const value = outer[name];
    if (isFields(value) || (typeof value === 'string' && value.startsWith('{'))) return value;
  }
  return undefined;
}

function unwrap(outer: Fields): Fields {
  if (isEvent(outer)) return outer;
  const inside = wrappedIn(outer);
  if (typeof inside !== 'string') return inside ?? outer;
  const inner = parseJsonText(inside);
  return inner.ok ? inner.value : outer;
}
