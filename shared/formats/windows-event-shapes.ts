// The shapes in which Windows events are written as JSON, and what they have in common: the channel,
// the number of the event, who logged it, when, and its data by name. Converters of EVTX (with
// attributes under `#attributes`, `X_attributes` or `@x`), shippers that follow the Elastic Common
// Schema, and flat objects. The record's own fields are left as they are; names that rules use are
// added beside them.

import type { FieldValue, Fields } from '../domain/event.ts';
import { ANY_ELEMENT } from '../normalise/alike/cut-record.ts';
import { isFields, plainText } from '../normalise/field-path.ts';
import { parseJsonText } from '../normalise/json-record.ts';

export type WindowsShape = 'event' | 'elastic' | 'flat';

const CHANNELS = ['Channel', 'channel', 'LogName', 'log_name'];
const NUMBERS = ['EventID', 'EventId', 'EventCode', 'event_id', 'eventid', 'Id'];
const PROVIDERS = ['Provider_Name', 'ProviderName', 'SourceName', 'Provider', 'source_name'];
const COMPUTERS = ['Computer', 'ComputerName', 'computer_name', 'MachineName', 'Hostname'];
const RECORD_NUMBERS = ['EventRecordID', 'EventRecordId', 'RecordNumber', 'RecordId', 'RecordID'];
const TIMES = ['TimeCreated', 'SystemTime', '@timestamp', 'EventTime', 'Timestamp', 'UtcTime'];
/** Objects of an event's data that stand beside the flat names. */
const DATA_PARTS = ['EventData', 'UserData', 'Details', 'ExtraFieldInfo', 'AllFieldInfo'];

export function windowsShape(record: Fields): WindowsShape | undefined {
  if (systemOf(record)) return 'event';
  const winlog = shipped(record)['winlog'];
  if (isFields(winlog) && (has(winlog, ['channel']) || has(winlog, ['event_id']))) return 'elastic';
  return has(record, NUMBERS) && has(record, CHANNELS) ? 'flat' : undefined;
}

/** The record with the names that rules use; `undefined` where it is of none of the shapes. */
export function windowsFields(record: Fields): Fields | undefined {
  switch (windowsShape(record)) {
    case 'event':
      return eventFields(record);
    case 'elastic':
      return elasticFields(record);
    case 'flat':
      return flatFields(record);
    case undefined:
      return undefined;
  }
}

function has(record: Fields, names: readonly string[]): boolean {
  return firstScalar(record, names) !== undefined;
}

function firstScalar(record: Fields, names: readonly string[]): string | number | undefined {
  for (const name of names) {
    if (!Object.hasOwn(record, name)) continue;
    const value = scalarOf(record[name]);
    if (value !== undefined) return value;
  }
  return undefined;
}

function scalarOf(value: FieldValue | undefined): string | number | undefined {
  const text = isFields(value) ? (value['#text'] ?? value['_']) : value;
  if (typeof text === 'number') return text;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

// ── an event as a converter of EVTX writes it ───────────────────────────────────────────────

interface System {
  readonly event: Fields;
  readonly system: Fields;
}

function systemOf(record: Fields): System | undefined {
  const document = record['document'];
  const data = isFields(document) ? document['data'] : undefined;
  for (const outer of [record, record['_source'], data]) {
    if (!isFields(outer)) continue;
    for (const event of [outer['Event'], outer]) {
      if (!isFields(event)) continue;
      const system = event['System'];
      if (isFields(system) && Object.hasOwn(system, 'EventID')) return { event, system };
    }
  }
  return undefined;
}

/** Later ones win, as in all shapes: what is in the record under its own name stays. */
function eventFields(record: Fields): Fields {
  const found = systemOf(record);
  if (!found) return record;
  const { event, system } = found;
  const out: Record<string, FieldValue> = {};
  put(out, 'Version', scalarOf(system['Version']));
  put(out, 'Task', scalarOf(system['Task']));
  put(out, 'Opcode', scalarOf(system['Opcode']));
  put(out, 'Provider_Guid', attribute(system, 'Provider', 'Guid'));
  put(out, 'Execution_ProcessID', attribute(system, 'Execution', 'ProcessID'));
  put(out, 'Execution_ThreadID', attribute(system, 'Execution', 'ThreadID'));
  put(out, 'Correlation_ActivityID', attribute(system, 'Correlation', 'ActivityID'));
  put(out, 'Level', scalarOf(system['Level']));
  put(out, 'Keywords', scalarOf(system['Keywords']));
  addEventData(out, event['EventData']);
  addUserData(out, event['UserData']);
  const eventId = scalarOf(system['EventID']) ?? attribute(system, 'EventID', 'Value');
  put(out, 'EventID', number(eventId));
  put(out, 'Channel', scalarOf(system['Channel']));
  put(out, 'Computer', scalarOf(system['Computer']));
  const provider =
    attribute(system, 'Provider', 'Name') ?? attribute(system, 'Provider', 'EventSourceName');
  put(out, 'Provider_Name', provider);
  put(out, 'EventRecordID', scalarOf(system['EventRecordID']));
  put(out, 'Security_UserID', attribute(system, 'Security', 'UserID'));
  const time = attribute(system, 'TimeCreated', 'SystemTime') ?? scalarOf(system['TimeCreated']);
  put(out, 'TimeCreated_SystemTime', time);
  for (const name in record) set(out, name, record[name] ?? null);
  return out;
}

function attribute(parent: Fields, element: string, name: string): string | number | undefined {
  const inner = parent[element];
  const marked = isFields(inner) ? scalarOf(inner[`@${name}`]) : undefined;
  const beside = marked ?? attributeIn(parent[`${element}_attributes`], name);
  if (beside !== undefined || !isFields(inner)) return beside;
  return (
    attributeIn(inner['#attributes'], name) ??
    attributeIn(inner['@attributes'], name) ??
    attributeIn(inner['$'], name) ??
    attributeIn(inner, name)
  );
}

function attributeIn(place: FieldValue | undefined, name: string): string | number | undefined {
  return isFields(place) && Object.hasOwn(place, name) ? scalarOf(place[name]) : undefined;
}

/** `<EventData>`: values by name; those without one are the list `Data`. */
function addEventData(out: Record<string, FieldValue>, data: FieldValue | undefined): void {
  if (!isFields(data)) return;
  for (const name in data) {
    if (isMarkup(name)) continue;
    const value = data[name] ?? null;
    if (name === 'Data') addData(out, value);
    else set(out, name, isFields(value) ? (value['#text'] ?? value) : value);
  }
}

function isMarkup(name: string): boolean {
  return name.startsWith('#') || name.startsWith('@') || name.endsWith('_attributes');
}

function addData(out: Record<string, FieldValue>, value: FieldValue): void {
  const list = Array.isArray(value) ? (value as readonly FieldValue[]) : [value];
  const unnamed: FieldValue[] = [];
  for (const item of list) {
    if (!isFields(item)) {
      unnamed.push(item);
      continue;
    }
    const attributes = item['#attributes'] ?? item['@attributes'] ?? item['$'];
    const name =
      item['@Name'] ?? item['Name'] ?? (isFields(attributes) ? attributes['Name'] : undefined);
    const text = item['#text'] ?? item['_'] ?? item['Value'] ?? null;
    if (typeof name === 'string' && name !== '') set(out, name, text);
    else if (Array.isArray(text)) unnamed.push(...(text as readonly FieldValue[]));
    else unnamed.push(text);
  }
  if (unnamed.length > 0) set(out, 'Data', unnamed.length === 1 ? (unnamed[0] ?? null) : unnamed);
}

/** `<UserData>` holds one element of the provider's own, and the values in it. */
function addUserData(out: Record<string, FieldValue>, data: FieldValue | undefined): void {
  if (!isFields(data)) return;
  for (const name in data) {
    if (isMarkup(name)) continue;
    const value = data[name] ?? null;
    if (isFields(value)) addEventData(out, value);
    else set(out, name, value);
  }
}

// ── as shippers write it ────────────────────────────────────────────────────────────────────

/** What a shipper wrote, out of what a search engine wraps around it. */
function shipped(record: Fields): Fields {
  const source = record['_source'];
  return isFields(source) ? source : record;
}

function elasticFields(wrapped: Fields): Fields {
  const record = shipped(wrapped);
  const winlog = isFields(record['winlog']) ? record['winlog'] : {};
  const event = isFields(record['event']) ? record['event'] : {};
  const host = isFields(record['host']) ? record['host'] : {};
  const log = isFields(record['log']) ? record['log'] : {};
  const user = isFields(winlog['user']) ? winlog['user'] : {};
  return {
    ...present({ Level: scalarOf(log['level']), Keywords: textOfList(winlog['keywords']) }),
    ...dataFields(winlog['event_data'], winlog['user_data']),
    ...present({
      EventID: number(scalarOf(winlog['event_id']) ?? scalarOf(event['code'])),
      Channel: scalarOf(winlog['channel']),
      Computer: scalarOf(winlog['computer_name']) ?? scalarOf(host['name']),
      Provider_Name: scalarOf(winlog['provider_name']) ?? scalarOf(event['provider']),
      EventRecordID: scalarOf(winlog['record_id']),
      Security_UserID: scalarOf(user['identifier']),
      TimeCreated_SystemTime: scalarOf(record['@timestamp']),
    }),
    ...record,
    ...wrapped,
  };
}

function textOfList(value: FieldValue | undefined): string | undefined {
  if (!Array.isArray(value)) return plainText(value);
  return (value as readonly FieldValue[]).map((each) => plainText(each) ?? '').join(', ');
}

// ── flat ────────────────────────────────────────────────────────────────────────────────────

function flatFields(record: Fields): Fields {
  const parts = DATA_PARTS.flatMap((name) =>
    Object.hasOwn(record, name) ? [dataFields(objectOf(record[name]))] : [],
  );
  const payload = objectOf(record['Payload']);
  if (payload) parts.push(dataFields(payload['EventData'], payload['UserData']));
  return {
    ...Object.assign({}, ...parts),
    ...present({
      Channel: firstScalar(record, CHANNELS),
      Computer: firstScalar(record, COMPUTERS),
      Provider_Name: firstScalar(record, PROVIDERS),
      EventRecordID: firstScalar(record, RECORD_NUMBERS),
      TimeCreated_SystemTime: firstScalar(record, TIMES),
    }),
    ...record,
    ...present({ EventID: number(firstScalar(record, NUMBERS)) }),
  };
}

/** Some writers put JSON into a text. */
function objectOf(value: FieldValue | undefined): Fields | undefined {
  if (isFields(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined;
  const parsed = parseJsonText(value);
  return parsed.ok ? parsed.value : undefined;
}

// ── values that are handed on as they are ────────────────────────────────────────────────────

/** Elements of `System` that hold nothing but such values. */
const FREE_SYSTEM: ReadonlySet<string> = new Set([
  ...['TimeCreated', 'Execution', 'Correlation', 'Security', 'EventRecordID', 'Computer'],
]);
const FREE_WINLOG: ReadonlySet<string> = new Set(['record_id', 'computer_name', 'process']);
const FREE_SHIPPED: ReadonlySet<string> = new Set(['host', 'agent']);

/** Names whose values, side by side with others, say what a record is of, or hold more of it. */
const TELLING: ReadonlySet<string> = new Set([
  ...CHANNELS,
  ...NUMBERS,
  ...DATA_PARTS,
  'Payload',
  '__proto__',
]);

/** See `FormatParts.isFree`. */
export function isFreeInWindowsEvent(path: readonly string[]): boolean {
  const [outer = ''] = path;
  // In every shape what stands beside the event keeps its name.
  if (path.length === 1) return !TELLING.has(outer);
  if (outer === 'Event') return isFreeInEvent(path.slice(1));
  if (outer !== 'winlog') return isFreeInEvent(path) || FREE_SHIPPED.has(outer);
  const [, inner = '', name = '', ...more] = path;
  if (inner !== 'event_data') return FREE_WINLOG.has(inner);
  return more.length === 0 && isNamed(name);
}

function isFreeInEvent([part, ...path]: readonly string[]): boolean {
  const [first = '', second = '', ...more] = path;
  switch (part) {
    case 'System':
      return FREE_SYSTEM.has(first);
    case 'EventData':
      if (first === 'Data') return second === ANY_ELEMENT && more.join() === TEXT;
      return isNamed(first) && more.length === 0 && (second === '' || second === TEXT);
    case 'UserData':
      return isNamed(first) && isNamed(second) && more.length === 0;
    default:
      return false;
  }
}

const TEXT = '#text';

function isNamed(name: string): boolean {
  return name !== '' && name !== 'Data' && !isMarkup(name);
}

// ── both ────────────────────────────────────────────────────────────────────────────────────

function dataFields(data: FieldValue | undefined, userData?: FieldValue): Fields {
  const out: Record<string, FieldValue> = {};
  addEventData(out, data);
  addUserData(out, userData);
  return out;
}

function number(value: string | number | undefined): string | number | undefined {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function present(values: Readonly<Record<string, string | number | undefined>>): Fields {
  const out: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) out[name] = value;
  return out;
}

function put(
  out: Record<string, FieldValue>,
  name: string,
  value: string | number | undefined,
): void {
  if (value !== undefined) out[name] = value;
}

/** A key that means something to JavaScript stays a key. */
function set(out: Record<string, FieldValue>, name: string, value: FieldValue): void {
  if (name !== '__proto__') out[name] = value;
  else {
    const own = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(out, name, own);
  }
}
