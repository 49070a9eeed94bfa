// JSON records of no known product: which field is the time, which fields fill the normalised
// columns, and a line that sums the record up. Everything follows from the record alone, so a
// record read again later gives the same event.

import type { EcsColumn, EcsValues, EventTime, FieldValue, Fields } from '../domain/event.ts';
import { ECS_COLUMNS } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from './event-time.ts';
import { fieldAt, isFields, plainText } from './field-path.ts';
import { inferredTime } from './inferred-time.ts';
import { isIpText } from './ip-text.ts';
import { oneLine } from './one-line.ts';

/** Tried in this order; the first that holds a usable time wins. */
export const TIME_FIELDS = [
  '@timestamp',
  'timestamp',
  'Timestamp',
  'time',
  'Time',
  'eventTime',
  'EventTime',
  'event_time',
  'ts',
  'datetime',
  'dateTime',
  'date',
  'Date',
  'created_at',
  'createdAt',
  'event.created',
  'TimeCreated',
  'Event.System.TimeCreated.#attributes.SystemTime',
  '_time',
  '__REALTIME_TIMESTAMP',
  'SYSLOG_TIMESTAMP',
  // Azure and Microsoft 365, Okta, the audit log of Kubernetes, MongoDB.
  'TimeGenerated',
  'CreationTime',
  'createdDateTime',
  'activityDateTime',
  'published',
  'requestReceivedTimestamp',
  'eventTimestamp',
  't.$date',
  'timestamp.$date',
  '@timestamp.$date',
] as const;

const ALIASES: Readonly<Record<EcsColumn, readonly string[]>> = {
  'event.action': ['event_type', 'eventType', 'action', 'eventName', 'event_name', 'event'],
  'event.outcome': ['outcome', 'result', 'status'],
  'event.provider': ['provider', 'eventSource', 'source_name'],
  'user.name': ['user', 'username', 'userName', 'user_name', 'user_id', 'account', 'actor'],
  'source.ip': [
    'source_ip',
    'sourceIPAddress',
    'src_ip',
    'srcip',
    'client_ip',
    'clientIp',
    'remote_addr',
    'remote_ip',
    'ip',
  ],
  'destination.ip': ['destination_ip', 'dest_ip', 'dst_ip', 'dstip'],
  'host.name': ['host', 'hostname', 'host_name', 'Computer', '_HOSTNAME'],
  'service.name': ['service', 'component', 'logger', 'app', 'application'],
  'log.level': ['level', 'log_level', 'severity', 'levelname'],
  'cloud.account.id': ['account_id', 'accountId', 'recipientAccountId'],
  'cloud.region': ['region', 'awsRegion'],
  'event.id': ['event_id', 'eventID', 'id'],
  'message.template': [],
};
const ADDRESS_COLUMNS: ReadonlySet<EcsColumn> = new Set(['source.ip', 'destination.ip']);

export interface GenericTimeOptions {
  readonly zone: string;
  readonly timeField?: string | undefined;
}

export function genericTime(fields: Fields, options: GenericTimeOptions): EventTime {
  const { zone, timeField } = options;
  if (timeField !== undefined) {
    return eventTimeOf(fieldAt(fields, timeField), { zone, anyNumber: true });
  }
  let unusable: EventTime | undefined;
  for (const name of TIME_FIELDS) {
    const value = fieldAt(fields, name);
    if (value === undefined) continue;
    const time = eventTimeOf(value, { zone, anyNumber: false });
    if (time.timeUs !== null) return time;
    if (unusable === undefined || unusable.text === '') unusable = time;
  }
  return unusable ?? inferredTime(fields, { zone, anyNumber: false }) ?? UNDATED;
}

/** The time field that most of some records share; `undefined` where none has a usable one. */
export function inferTimeField(records: readonly Fields[]): string | undefined {
  let best: string | undefined;
  let bestCount = 0;
  for (const name of TIME_FIELDS) {
    let count = 0;
    for (const record of records) {
      const time = eventTimeOf(fieldAt(record, name), { zone: 'UTC', anyNumber: false });
      if (time.timeUs !== null) count += 1;
    }
    if (count > bestCount) [best, bestCount] = [name, count];
  }
  return best;
}

export function genericEcs(fields: Fields): EcsValues {
  const values: { [column in EcsColumn]?: string } = {};
  for (const column of ECS_COLUMNS) {
    const text = ecsText(fields, column);
    if (text !== undefined) values[column] = text;
  }
  return values;
}

function ecsText(fields: Fields, column: EcsColumn): string | undefined {
  const own = usable(column, fieldAt(fields, column));
  if (own !== undefined) return own;
  for (const alias of ALIASES[column]) {
    if (!Object.hasOwn(fields, alias)) continue;
    const value = fields[alias];
    const text = usable(column, isFields(value) ? nameOf(value) : value);
    if (text !== undefined) return text;
  }
  return undefined;
}

function usable(column: EcsColumn, value: FieldValue | undefined): string | undefined {
  const single = Array.isArray(value) ? (value as readonly FieldValue[])[0] : value;
  const text = plainText(single);
  if (text === undefined) return undefined;
  return ADDRESS_COLUMNS.has(column) && !isIpText(text) ? undefined : text;
}

/** `"user": {"name": …}`, as several loggers nest it. */
function nameOf(value: Fields): FieldValue | undefined {
  return value['name'] ?? value['id'];
}

const MESSAGE_FIELDS = ['message', 'msg', 'Message', 'MESSAGE', 'event.original', 'log', 'text'];
const SUMMARY_FIELDS = 6;

export function genericSummary(fields: Fields): string {
  for (const name of MESSAGE_FIELDS) {
    const text = plainText(fieldAt(fields, name));
    if (text !== undefined) return oneLine(text);
  }
  const parts: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (parts.length === SUMMARY_FIELDS) break;
    const text = plainText(value);
    if (text !== undefined && !TIME_NAMES.has(name)) parts.push(`${name}=${text}`);
  }
  return oneLine(parts.join(' '));
}

const TIME_NAMES: ReadonlySet<string> = new Set(TIME_FIELDS);
