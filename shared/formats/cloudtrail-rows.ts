// CloudTrail events in the form of a table: answers of CloudTrail Lake on the command line (a list of
// objects with one member each) and as CSV, and the CSV that the event history of the console saves.
// A row becomes the fields of the event it tells of; columns that are none of an event's keep their
// name. Values that a table leaves empty are left out.
// Source: "View your query results" and "Viewing recent events" in the AWS CloudTrail User Guide.

import { strictTextOf } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { FieldValue, Fields } from '../domain/event.ts';
import { isFields, plainText } from '../normalise/field-path.ts';
import { parseJsonRecord, parseJsonText } from '../normalise/json-record.ts';

/** A record of a list of lists, `[{"eventID":"…"},{"eventName":"…"}]`, as one object. */
export function parsePairs(record: Uint8Array): Result<Fields, string> {
  if (record[0] !== 0x5b) return parseJsonRecord(record);
  const text = strictTextOf(record);
  // As the member of an object, so that the one parser with its limits reads it.
  const parsed = text === undefined ? parseJsonRecord(record) : parseJsonText(`{"row":${text}}`);
  if (!parsed.ok) return parsed;
  const members = parsed.value['row'];
  const pairs = Array.isArray(members) ? (members as readonly FieldValue[]) : [];
  if (pairs.length === 0 || !pairs.every((pair) => isFields(pair))) {
    return { ok: false, error: 'a JSON array that is no row of a query result' };
  }
  return ok(Object.fromEntries(pairs.flatMap((pair) => entriesOf(pair as Fields))));
}

/** `{"field":"@message","value":"…"}` in answers of CloudWatch Logs Insights. */
function entriesOf(pair: Fields): [string, FieldValue][] {
  const { field, value } = pair;
  if (typeof field !== 'string' || value === undefined) return Object.entries(pair);
  return [[field, value]];
}

/** Headings of the console to the members of an event, in lower case. */
const HEADINGS: Readonly<Record<string, string>> = {
  'event id': 'eventID',
  'event name': 'eventName',
  'event source': 'eventSource',
  'event time': 'eventTime',
  'event type': 'eventType',
  'aws region': 'awsRegion',
  'error code': 'errorCode',
  'error message': 'errorMessage',
  'source ip address': 'sourceIPAddress',
  'request id': 'requestID',
  'recipient account id': 'recipientAccountId',
  'user agent': 'userAgent',
  'read-only': 'readOnly',
  'read only': 'readOnly',
};
const IDENTITY: Readonly<Record<string, string>> = {
  'user name': 'userName',
  'aws access key': 'accessKeyId',
  'access key': 'accessKeyId',
  'access key id': 'accessKeyId',
};
/** Of the console; kept as they are. */
const RESOURCE_HEADINGS = ['resource type', 'resource name'];
const EVENT_MEMBERS: readonly string[] = [
  ...['eventVersion', 'userIdentity', 'eventTime', 'eventSource', 'eventName', 'awsRegion'],
  ...['sourceIPAddress', 'userAgent', 'errorCode', 'errorMessage', 'requestParameters'],
  ...['responseElements', 'additionalEventData', 'requestID', 'eventID', 'readOnly', 'resources'],
  ...['eventType', 'apiVersion', 'managementEvent', 'recipientAccountId', 'sharedEventID'],
  ...[
    'serviceEventDetails',
    'vpcEndpointId',
    'eventCategory',
    'addendum',
    'sessionCredentialFromConsole',
  ],
  ...['edgeDeviceDetails', 'insightDetails', 'tlsDetails', 'annotation'],
];
const MEMBERS = new Map(EVENT_MEMBERS.map((name) => [name.toLowerCase(), name]));
const TRUTHS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** Members and columns that hold the whole event as text, from exports and answers of queries. */
const WHOLE_EVENT = /^(?:event_?json|cloudtrailevent)$/i;
/** What other things are called, too: only the values tell. */
const MAYBE_WHOLE = /^(?:event|record|_raw|@?message)$/i;

/** The column whose cells are events as JSON. */
export function wholeEventColumn(columns: readonly string[]): string | undefined {
  const named = (name: RegExp): string | undefined =>
    columns.find((each) => name.test(each.trim()));
  return named(WHOLE_EVENT) ?? (namesMembers(columns) ? undefined : named(MAYBE_WHOLE));
}

/** True where the columns are certainly those of a table of events. */
export function namesEvents(columns: readonly string[]): boolean {
  return columns.some((name) => WHOLE_EVENT.test(name.trim())) || namesMembers(columns);
}

function namesMembers(columns: readonly string[]): boolean {
  const lower = columns.map((name) => name.trim().toLowerCase());
  const own = lower.filter(
    (name) =>
      MEMBERS.has(name) ||
      Object.hasOwn(HEADINGS, name) ||
      Object.hasOwn(IDENTITY, name) ||
      RESOURCE_HEADINGS.includes(name),
  );
  const named = own.includes('eventname') || own.includes('event name');
  return named && own.length >= 4;
}

/** The event that a row of text cells tells of. */
export function eventOfRow(row: Fields): Fields {
  // Never assigned by name: a column may be called like what objects inherit.
  const members = new Map<string, FieldValue>();
  const identity: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === '' || value === 'null') continue;
    const lower = name.trim().toLowerCase();
    const inIdentity = IDENTITY[lower];
    if (inIdentity !== undefined) {
      identity[inIdentity] = value;
      continue;
    }
    const member = HEADINGS[lower] ?? MEMBERS.get(lower) ?? name;
    members.set(member, valueOf(member, value));
  }
  const own = members.get('userIdentity');
  if (Object.keys(identity).length > 0) {
    members.set('userIdentity', isFields(own) ? { ...own, ...identity } : identity);
  }
  return Object.fromEntries(members);
}

/** Objects stand as JSON or in the notation of the query engine; truths as words. */
function valueOf(member: string, value: FieldValue): FieldValue {
  const text = plainText(value);
  if (typeof value !== 'string' || text === undefined) return value;
  if (member === 'readOnly' || member === 'managementEvent') {
    return TRUTHS[text.toLowerCase()] ?? value;
  }
  if (!text.startsWith('{')) return value;
  const json = parseJsonText(text);
  if (json.ok) return json.value;
  return readStruct(text) ?? value;
}

const DEEPEST = 32;

/**
 * `{type=IAMUser, sessioncontext={attributes={mfaauthenticated=false}}}`, as the query engine writes
 * objects. Nothing is escaped there, so a value ends at a comma before a name or at a brace; what
 * does not fit stays text.
 */
function readStruct(text: string): Fields | undefined {
  let at = 0;
  function object(depth: number): Fields | undefined {
    if (text[at] !== '{' || depth > DEEPEST) return undefined;
    at += 1;
    const found: Record<string, FieldValue> = {};
    if (text[at] === '}') {
      at += 1;
      return found;
    }
    for (;;) {
      NAME.lastIndex = at;
      const name = NAME.exec(text)?.[1];
      if (name === undefined) return undefined;
      at = NAME.lastIndex;
      const value = text[at] === '{' ? object(depth + 1) : plain();
      if (value === undefined) return undefined;
      if (value !== null) found[memberName(name)] = value;
      if (text[at] === '}') {
        at += 1;
        return found;
      }
      if (!text.startsWith(', ', at)) return undefined;
      at += 2;
    }
  }
  function plain(): FieldValue {
    VALUE.lastIndex = at;
    const value = VALUE.exec(text)?.[0] ?? '';
    at += value.length;
    return value === 'null' ? null : value;
  }
  const found = object(0);
  return found !== undefined && at === text.length ? found : undefined;
}

const NAME = /([A-Za-z][\w-]*)=/y;
const VALUE = /(?:(?!, [A-Za-z][\w-]*=)[^{}])*/y;

/** The engine writes names in lower case; those that rules ask for get their own spelling back. */
const SPELLINGS = new Map(
  [
    ...['principalId', 'accountId', 'accessKeyId', 'userName', 'sessionContext', 'sessionIssuer'],
    ...['invokedBy', 'identityProvider', 'webIdFederationData', 'mfaAuthenticated', 'creationDate'],
    ...['federatedProvider', 'sourceIdentity', 'inScopeOf', 'onBehalfOf'],
  ].map((name) => [name.toLowerCase(), name]),
);

function memberName(name: string): string {
  return SPELLINGS.get(name) ?? name;
}
