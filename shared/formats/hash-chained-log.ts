// The hash-chained log of a trading bot: SQLite rows, kept as the canonical JSON of their columns,
// and the same entries as JSON lines with the hashes under `integrity`. Reads both alike: the
// fields are the columns, with `data` as the object it holds. Whether the hashes fit is not
// decided here; an altered entry is still an event.

import { ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { firstText, isFields, plainText } from '../normalise/field-path.ts';
import { isIpText } from '../normalise/ip-text.ts';
import { parseJsonRecord, parseJsonText } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import { chainColumn, chainTable, type ChainColumn, type ChainLayout } from './chain-layout.ts';
import { defineFormat } from './format.ts';

const USER_NAMES = ['user_id', 'user', 'username', 'user_name', 'account', 'account_id'];
const SOURCE_ADDRESSES = [
  'ip',
  'ip_address',
  'source_ip',
  'src_ip',
  'client_ip',
  'remote_ip',
  'remote_addr',
];
const DESTINATION_ADDRESSES = ['destination_ip', 'dest_ip', 'dst_ip'];
const HOST_NAMES = ['host', 'hostname', 'host_name'];
const NO_FIELDS: Fields = {};

function column(fields: Fields, name: ChainColumn, layout: ChainLayout | undefined) {
  return plainText(fields[chainColumn(layout, name)]);
}

function dataOf(fields: Fields, layout: ChainLayout | undefined): Fields {
  const data = fields[chainColumn(layout, 'data')];
  return isFields(data) ? data : NO_FIELDS;
}

export const hashChainedLog = defineFormat({
  id: 'hash-chained-log',
  title: 'Hash-chained log',
  notLogged:
    'The log holds what the program itself chose to write: actions on the host, in the database file or at the exchange that bypass the program are not in it.',
  framings: ['rows', 'lines', 'json'],
  containerKeys: [],
  holdsEvents: true,

  recognise(sample) {
    if (sample.framing === 'rows') return chainTable(sample.tables) ? 1 : 0;
    const chained = sample.records.filter(
      (record) =>
        isFields(record['integrity']) &&
        (Object.hasOwn(record['integrity'], 'chain_hash') ||
          Object.hasOwn(record['integrity'], 'content_hash')),
    );
    const rows = sample.records.filter(
      (record) => Object.hasOwn(record, 'chain_hash') && Object.hasOwn(record, 'content_hash'),
    );
    return share(chained.length + rows.length, sample.records.length);
  },

  parse(record, options): Result<Fields, string> {
    const parsed = parseJsonRecord(record);
    if (!parsed.ok) return parsed;
    const name = chainColumn(options.chainLayout, 'data');
    const data = parsed.value[name];
    if (typeof data !== 'string') return parsed;
    const nested = parseJsonText(data);
    return nested.ok ? ok({ ...parsed.value, [name]: nested.value }) : parsed;
  },

  time(fields, options) {
    const name = options.timeField ?? chainColumn(options.chainLayout, 'timestamp');
    return eventTimeOf(fields[name], { zone: options.zone, anyNumber: true });
  },

  ecs(fields, options): EcsValues {
    const layout = options.chainLayout;
    const data = dataOf(fields, layout);
    const action = column(fields, 'event_type', layout);
    const level = column(fields, 'log_level', layout);
    const service = column(fields, 'component', layout);
    const id = column(fields, 'entry_id', layout);
    const user = firstText(data, USER_NAMES);
    const source = firstAddress(data, SOURCE_ADDRESSES);
    const destination = firstAddress(data, DESTINATION_ADDRESSES);
    const host = firstText(data, HOST_NAMES);
    const outcome = outcomeOf(action, level, data);
    return {
      ...(action === undefined ? {} : { 'event.action': action }),
      ...(outcome === undefined ? {} : { 'event.outcome': outcome }),
      ...(user === undefined ? {} : { 'user.name': user }),
      ...(source === undefined ? {} : { 'source.ip': source }),
      ...(destination === undefined ? {} : { 'destination.ip': destination }),
      ...(host === undefined ? {} : { 'host.name': host }),
      ...(service === undefined ? {} : { 'service.name': service }),
      ...(level === undefined ? {} : { 'log.level': level }),
      ...(id === undefined ? {} : { 'event.id': id }),
    };
  },

  logSource(fields, options) {
    const service = column(fields, 'component', options.chainLayout);
    return service === undefined ? { product: 'trading_bot' } : { product: 'trading_bot', service };
  },

  summary(fields, options) {
    const layout = options.chainLayout;
    const message = column(fields, 'message', layout) ?? column(fields, 'event_type', layout);
    return oneLine(message ?? '');
  },
});

function share(count: number, of: number): number {
  return of === 0 ? 0 : count / of;
}

function firstAddress(data: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value: FieldValue | undefined = data[name];
    if (typeof value === 'string' && isIpText(value)) return value;
  }
  return undefined;
}

const FAILED_LEVELS: ReadonlySet<string> = new Set([
  'WARNING',
  'WARN',
  'ERROR',
  'CRITICAL',
  'FATAL',
]);
const LOGIN = /(?:^|_)(?:login|logon|signin|sign_in|authentication)$/i;
const FAILED_ACTION = /_(?:failed|failure|denied|rejected|refused)$/i;

/** What the entry says of itself first; a login without that is a failure from WARNING up. */
function outcomeOf(
  action: string | undefined,
  level: string | undefined,
  data: Fields,
): string | undefined {
  const stated = data['success'];
  if (typeof stated === 'boolean') return stated ? 'success' : 'failure';
  if (action === undefined) return undefined;
  if (FAILED_ACTION.test(action)) return 'failure';
  if (!LOGIN.test(action)) return undefined;
  return level !== undefined && FAILED_LEVELS.has(level.toUpperCase()) ? 'failure' : 'success';
}
