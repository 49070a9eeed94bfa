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
import { cellRecords } from './chain-cells.ts';
import {
  CHAIN_COLUMNS,
  type ChainColumn,
  chainLayoutText,
  readChainLayout,
  USUAL_CHAIN_LAYOUT,
  type ChainLayout,
} from '../domain/chain-layout.ts';
import type { ChainMapping } from '../sealing/chain-row.ts';
import { chainMapping, usualChainTable } from './chain-layout.ts';
import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { utf16Ref } from './utf-16.ts';

const ID = 'hash-chained-log';
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

/** What the columns below, and the outcome, need of `data`; an escaped name may be one of them too. */
const NEEDED_OF_DATA = new RegExp(
  `"(?:${[...USER_NAMES, ...SOURCE_ADDRESSES, ...DESTINATION_ADDRESSES, ...HOST_NAMES, 'success'].join('|')})"|\\\\`,
);

/** The log with the names of this layout. */
export function chainedLog(layout: ChainLayout): LogFormat {
  const text = chainLayoutText(layout);
  return text === '' ? hashChainedLog : defineFormat(partsOf(layout), text);
}

/** The layout of a chained log by the reference that is kept with its file; none for other formats. */
export function chainLayoutOfRef(ref: string): ChainLayout | undefined {
  const inner = utf16Ref(ref)?.inner ?? ref;
  if (inner === ID) return USUAL_CHAIN_LAYOUT;
  if (!inner.startsWith(`${ID}:`)) return undefined;
  const read = readChainLayout(inner.slice(ID.length + 1));
  return read.ok ? read.value : undefined;
}

/** The column is text that holds an object; what holds none stays text. */
function withData(fields: Fields, name: string, data: string): Fields {
  const nested = parseJsonText(data);
  return nested.ok ? { ...fields, [name]: nested.value } : fields;
}

/** A name that the record has for something else stays that. */
function withUsualNames(
  fields: Fields,
  columns: ChainMapping['columns'],
  integrity: string,
  renamed: readonly ChainColumn[],
): Fields {
  const seal = fields[integrity];
  const named: Record<string, FieldValue> = { ...fields };
  for (const column of renamed) {
    const own = columns[column];
    const holder = Object.hasOwn(fields, own) || !isFields(seal) ? fields : seal;
    const value = Object.hasOwn(holder, own) ? holder[own] : undefined;
    if (value !== undefined && !Object.hasOwn(fields, column)) named[column] = value;
  }
  return named;
}

function partsOf(layout: ChainLayout): FormatParts {
  const { columns, integrity } = chainMapping(layout);
  const renamed = CHAIN_COLUMNS.filter((column) => columns[column] !== column);
  /** With `data` as the object it holds, and under the usual names as well, which rules are written for. */
  const complete = (fields: Fields): Fields => {
    const data = fields[columns.data];
    const whole = typeof data === 'string' ? withData(fields, columns.data, data) : fields;
    return renamed.length === 0 ? whole : withUsualNames(whole, columns, integrity, renamed);
  };
  const parts: FormatParts = {
    id: ID,
    title: 'Hash-chained log',
    notLogged:
      'The log holds what the program itself chose to write: actions on the host, in the database file or at the exchange that bypass the program are not in it.',
    framings: ['rows', 'lines', 'json'],
    containerKeys: [],
    holdsEvents: true,
    withLayout(text) {
      const read = readChainLayout(text);
      return read.ok ? chainedLog(read.value) : undefined;
    },

    recognise(sample) {
      if (sample.framing === 'rows') return usualChainTable(sample.tables) ? 1 : 0;
      const holdsHashes = (fields: Fields): boolean =>
        Object.hasOwn(fields, columns.chain_hash) && Object.hasOwn(fields, columns.content_hash);
      const chained = sample.records.filter((record) => {
        const seal = record[integrity];
        return (
          holdsHashes(record) ||
          (isFields(seal) &&
            (Object.hasOwn(seal, columns.chain_hash) || Object.hasOwn(seal, columns.content_hash)))
        );
      });
      return share(chained.length, sample.records.length);
    },

    parse(record): Result<Fields, string> {
      const parsed = parseJsonRecord(record);
      if (!parsed.ok) return parsed;
      return ok(complete(parsed.value));
    },

    time(fields, options) {
      const name = options.timeField ?? columns.timestamp;
      return eventTimeOf(fields[name], { zone: options.zone, anyNumber: true });
    },

    ecs(fields): EcsValues {
      const nested = fields[columns.data];
      const data = isFields(nested) ? nested : NO_FIELDS;
      const action = plainText(fields[columns.event_type]);
      const level = plainText(fields[columns.log_level]);
      const service = plainText(fields[columns.component]);
      const id = plainText(fields[columns.entry_id]);
      const user = firstText(data, USER_NAMES);
      const source = firstAddress(data, SOURCE_ADDRESSES);
      const destination = firstAddress(data, DESTINATION_ADDRESSES);
      const host = firstText(data, HOST_NAMES);
      const outcome = outcomeOf(action, level, data);
      return {
        'event.action': action,
        'event.outcome': outcome,
        'user.name': user,
        'source.ip': source,
        'destination.ip': destination,
        'host.name': host,
        'service.name': service,
        'log.level': level,
        'event.id': id,
      };
    },

    logSource(fields) {
      const service = plainText(fields[columns.component]);
      return service === undefined
        ? { product: 'trading_bot' }
        : { product: 'trading_bot', service };
    },

    summary(fields) {
      const message = plainText(fields[columns.message]) ?? plainText(fields[columns.event_type]);
      return oneLine(message ?? '');
    },

    cellEvents(names, options) {
      const read = cellRecords(names);
      if (!read) return undefined;
      const isUsual = renamed.length === 0 && hasNoOthers(names);
      return (cells) => {
        const record = read(cells);
        if (!record) return undefined;
        const { text, fields } = record;
        const data = fields[columns.data];
        let whole: Fields | undefined;
        const all = (): Fields => (whole ??= complete(fields));
        const isNeeded = typeof data === 'string' && NEEDED_OF_DATA.test(data);
        const ecs = parts.ecs(isNeeded ? all() : fields, options);
        return {
          text,
          time: parts.time(fields, options),
          ecs,
          fields: all,
          few: isUsual ? { known: KNOWN_OF_ROW, fields: withPerson(fields, ecs) } : undefined,
        };
      };
    },
  };
  return parts;
}

/**
 * What a row says without its `data`. The columns of events are reached by these names too: no column
 * of the table begins like them.
 */
const KNOWN_OF_ROW = [
  ...CHAIN_COLUMNS.filter((column) => column !== 'data'),
  ...['user.name', 'source.ip'],
];

/** Other columns of the table may be what rules mean by a name. */
function hasNoOthers(names: readonly string[]): boolean {
  const usual: ReadonlySet<string> = new Set(CHAIN_COLUMNS);
  return names.length === usual.size && names.every((name) => usual.has(name));
}

function withPerson(fields: Fields, ecs: EcsValues): Fields {
  const { 'user.name': name, 'source.ip': ip } = ecs;
  if (name === undefined && ip === undefined) return fields;
  return {
    ...fields,
    ...(name === undefined ? {} : { user: { name } }),
    ...(ip === undefined ? {} : { source: { ip } }),
  };
}

export const hashChainedLog = defineFormat(partsOf(USUAL_CHAIN_LAYOUT));

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
