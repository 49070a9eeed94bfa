// AWS CloudTrail events: `{"Records":[…]}` files as delivered to a bucket, JSON lines, JSON lists,
// answers of the event history (the event as text under `CloudTrailEvent`), rows of CloudTrail
// Lake (as JSON, CSV or Parquet), the CSV of the console, events wrapped by EventBridge (under
// `detail`), and other tables and answers with the event as text in one column. The fields are the
// event's own, without the wrapping; the kept record is the whole of it.
// Source: the record contents in the AWS CloudTrail User Guide.

import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { isFields, plainText } from '../normalise/field-path.ts';
import { ipText } from '../normalise/ip-text.ts';
import { createJsonGlance } from '../normalise/glance/json-glance.ts';
import { parseJsonText } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import { eventOfRow, parsePairs, wholeEventColumn } from './cloudtrail-rows.ts';
import { guessEventTable } from './cloudtrail-table.ts';
import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { createRowFramer } from './framing/quoted-rows.ts';
import { parseTableRow, tableLayout, tableOf } from './table.ts';

const LOG_SOURCE = { product: 'aws', service: 'cloudtrail' } as const;
const NO_FIELDS: Fields = {};
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
      return fields !== undefined && typeof fields['eventName'] === 'string' ? fields : undefined;
    },
  },

  time(fields, options) {
    const { timeField } = options;
    // Query engines leave out the zone of the event's time, which is always UTC.
    const zone = timeField === undefined ? 'UTC' : options.zone;
    return eventTimeOf(fields[timeField ?? 'eventTime'], { zone, anyNumber: true });
  },

  ecs(fields): EcsValues {
    const identity = objectAt(fields, 'userIdentity');
    const action = actionOf(fields);
    const provider = plainText(fields['eventSource']);
    const user = userOf(identity);
    const source = plainText(fields['sourceIPAddress']);
    const account = plainText(fields['recipientAccountId']) ?? plainText(identity['accountId']);
    const region = plainText(fields['awsRegion']);
    const id = plainText(fields['eventID']);
    return {
      'event.action': action,
      'event.outcome': failed(fields) ? 'failure' : 'success',
      'event.provider': provider,
      'user.name': user,
      'source.ip': ipText(source),
      'service.name': provider && serviceOf(provider),
      'cloud.account.id': account,
      'cloud.region': region,
      'event.id': id,
    };
  },

  logSource: () => LOG_SOURCE,

  summary(fields) {
    const error = plainText(fields['errorCode']);
    const provider = plainText(fields['eventSource']);
    const from = plainText(fields['sourceIPAddress']);
    const parts = [
      userOf(objectAt(fields, 'userIdentity')) ?? 'unknown identity',
      actionOf(fields) ?? 'unknown action',
      provider === undefined ? '' : `on ${serviceOf(provider)}`,
      from === undefined ? '' : `from ${from}`,
      error !== undefined ? `(${error})` : failed(fields) ? '(failed)' : '',
    ];
    return oneLine(parts.filter((part) => part !== '').join(' '));
  },
};

export const cloudtrail: LogFormat = defineFormat(PARTS);

/** What `time`, `ecs` and most rules look at in an event that is not wrapped in anything. */
const eventMembers = createJsonGlance({
  ...{ eventTime: true, eventName: true, eventSource: true, awsRegion: true, readOnly: true },
  ...{ sourceIPAddress: true, recipientAccountId: true, errorCode: true, errorMessage: true },
  insightDetails: { eventName: true },
  responseElements: {
    ...{ ConsoleLogin: true, SwitchRole: true, ExitRole: true, CheckMfa: true },
    PasswordUpdated: true,
  },
  userIdentity: {
    ...{ type: true, userName: true, arn: true, accountId: true, principalId: true },
    invokedBy: true,
    onBehalfOf: { userId: true },
    sessionContext: { sessionIssuer: { userName: true } },
  },
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

function objectAt(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : NO_FIELDS;
}

function actionOf(fields: Fields): string | undefined {
  return (
    plainText(fields['eventName']) ?? plainText(objectAt(fields, 'insightDetails')['eventName'])
  );
}

function serviceOf(provider: string): string {
  return provider.endsWith('.amazonaws.com')
    ? provider.slice(0, -'.amazonaws.com'.length)
    : provider;
}

/** A failed sign-in carries no error code on some paths, only the answer. */
function failed(fields: Fields): boolean {
  if (plainText(fields['errorCode']) !== undefined) return true;
  if (plainText(fields['errorMessage']) !== undefined) return true;
  const answer = fields['responseElements'];
  if (!isFields(answer)) return false;
  for (const name of ['ConsoleLogin', 'SwitchRole', 'ExitRole', 'CheckMfa', 'PasswordUpdated']) {
    if (answer[name] === 'Failure') return true;
  }
  return false;
}

/** The name a person would call the identity by: `alice`, `root`, `Role/session`, a service. */
function userOf(identity: Fields): string | undefined {
  const name = plainText(identity['userName']);
  if (name !== undefined) return name;
  if (identity['type'] === 'Root') return 'root';
  const arn = plainText(identity['arn']);
  if (arn !== undefined) {
    const resource = arn.slice(arn.lastIndexOf(':') + 1);
    const slash = resource.indexOf('/');
    if (slash > 0) return resource.slice(slash + 1);
  }
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer');
  return (
    plainText(issuer['userName']) ??
    plainText(objectAt(identity, 'onBehalfOf')['userId']) ??
    plainText(identity['invokedBy']) ??
    plainText(identity['principalId']) ??
    plainText(identity['accountId'])
  );
}
