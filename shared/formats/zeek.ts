// Logs of Zeek as text: values apart by the character that #separator names, below #fields and #types.
// `-` is no value, `(empty)` an empty one, bytes that are no plain text stand as \xHH. Joined logs may
// change all of that: what directives say holds from their place in the file on. The names are Zeek's own,
// dots included, as Sigma rules expect them. The same as JSON (the layout `json`), where the
// member `_path` says which log it is if the file was set up to.
// Source: "Zeek Log Formats" in the Zeek documentation.

import { textOf } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { firstText, plainText } from '../normalise/field-path.ts';
import { ipText } from '../normalise/ip-text.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import { defineFormat, type FormatParts, type LogFormat, type Slices } from './format.ts';
import type { KnownHeaders } from './framing/headed-lines.ts';
import { byColumn, createHashHeadedFramer, HASH } from './hash-header.ts';
import { byPlace, MOST_CHANGES, type FromByte } from './in-force.ts';
import type { Sample } from './sample.ts';

/** `fromByte` is where in the file its lines begin. */
interface ZeekLog extends FromByte {
  readonly separator: string;
  readonly setSeparator: string;
  readonly empty: string;
  readonly unset: string;
  /** `conn`, `dns`, …; empty where the log does not say. */
  readonly path: string;
  readonly fields: readonly string[];
  readonly types: readonly string[];
}

/** `\x09` as the header spells characters. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text;
  const bytes: number[] = [];
  for (let at = 0; at < text.length;) {
    const hex = /^\\x([0-9a-fA-F]{2})/.exec(text.slice(at, at + 4))?.[1];
    if (hex !== undefined) {
      bytes.push(Number.parseInt(hex, 16));
      at += 4;
      continue;
    }
    const point = text.codePointAt(at) ?? 0;
    const char = String.fromCodePoint(point);
    bytes.push(...new TextEncoder().encode(char));
    at += char.length;
  }
  return textOf(Uint8Array.from(bytes));
}

function headOf(lines: readonly string[]): ZeekLog | undefined {
  const reader = createHeadReader(NO_LOG);
  const [first = ''] = lines;
  if (!SEPARATOR.test(first.trimEnd())) return undefined;
  for (const line of lines) {
    if (!line.startsWith('#')) break;
    reader.take(line.trimEnd());
  }
  const { log } = reader;
  return log.fields.length > 0 && log.fields.length === log.types.length ? log : undefined;
}

const SEPARATOR = /^#separator (\S+)$/;

/** Directives as they come: each changes what the lines below are read by. */
function createHeadReader(before: ZeekLog) {
  let log = before;
  return {
    get log() {
      return log;
    },
    /** True where the columns or their types were named. */
    take(directive: string): boolean {
      const separator = unescaped(SEPARATOR.exec(directive)?.[1] ?? '');
      if (separator !== '') {
        // Another log begins; its columns are named last.
        log = { ...NO_LOG, separator, fields: log.fields, types: log.types };
        return false;
      }
      const [name = '', ...values] = directive.split(log.separator);
      const [value = ''] = values;
      if (name === '#set_separator') log = { ...log, setSeparator: value };
      else if (name === '#empty_field') log = { ...log, empty: value };
      else if (name === '#unset_field') log = { ...log, unset: value };
      else if (name === '#path') log = { ...log, path: value };
      else if (name === '#types') log = { ...log, types: values };
      else if (name === '#fields') {
        const isSame = values.join('\n') === log.fields.join('\n');
        // Text until types are named, which is what no type is read as.
        log = { ...log, fields: values, types: isSame ? log.types : values.map(() => UNTYPED) };
      } else return false;
      return name === '#types' || name === '#fields';
    },
  };
}

const UNTYPED = 'untyped';

const JSON_LAYOUT = 'json';

/** A line of a log as JSON: a time beside who talks to whom, or the name of the log. */
function isLine(record: Fields): boolean {
  if (!Object.hasOwn(record, 'ts')) return false;
  if (typeof record['_path'] === 'string') return true;
  return Object.hasOwn(record, 'id.orig_h') && Object.hasOwn(record, 'id.resp_h');
}

function layoutOf({ lines, records }: Sample): string {
  if (records.length > 0) return JSON_LAYOUT;
  const head = headOf(lines);
  return head ? layoutFor([head]) : '';
}

function withLayout(layout: string): LogFormat | undefined {
  if (layout === JSON_LAYOUT) return inJson;
  const logs = logsIn(layout);
  return logs && formatOf(logs, layout);
}

/** One log, or those that follow one another in the file. */
function layoutFor(logs: readonly ZeekLog[]): string {
  const [first] = logs;
  if (logs.length > 1 || !first) return JSON.stringify(logs);
  const { fromByte: _from, ...log } = first;
  return JSON.stringify(log);
}

function logsIn(layout: string): readonly ZeekLog[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(layout);
  } catch {
    return undefined;
  }
  const logs: ZeekLog[] = [];
  for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    const log = logIn(each);
    if (!log || log.fromByte < (logs.at(-1)?.fromByte ?? 0)) return undefined;
    logs.push(log);
  }
  return logs;
}

function logIn(value: unknown): ZeekLog | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { separator, setSeparator, empty, unset, path, fields, types, fromByte } = value as Partial<
    Record<keyof ZeekLog, unknown>
  >;
  if (typeof separator !== 'string' || separator === '' || typeof setSeparator !== 'string') return;
  if (typeof empty !== 'string' || typeof unset !== 'string' || typeof path !== 'string') return;
  if (!isTexts(fields) || !isTexts(types) || fields.length !== types.length) return undefined;
  const from = typeof fromByte === 'number' ? fromByte : 0;
  return { fromByte: from, separator, setSeparator, empty, unset, path, fields, types };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function formatOf(logs: readonly ZeekLog[], layout: string): LogFormat | undefined {
  const createFramer: FormatParts['createFramer'] & object = ({ maxRecordBytes }) => {
    const reader = createHeadReader(logs.at(-1) ?? NO_LOG);
    return createHashHeadedFramer({
      maxRecordBytes,
      ...knownHeads(logs, () => reader.log),
      headerOf: (directive) => (reader.take(directive) ? headerOf(reader.log) : undefined),
      behind: 'below directives that name as many types as columns nowhere, or change too often',
    });
  };
  const [first] = logs;
  const slices: Slices | undefined =
    logs.length === 1 && first
      ? {
          mayChange: (begin) => begin === HASH,
          watch() {
            const reader = createHeadReader(first);
            return (line) =>
              reader.take(line.trimEnd()) && headerOf(reader.log) !== headerOf(first);
          },
          createFramer,
        }
      : undefined;
  return byPlace(logs, (log) =>
    defineFormat({ ...partsOf(log), createFramer, ...(slices ? { slices } : {}) }, layout),
  );
}

/** What lines are read by, to be compared. */
function headerOf({ fromByte: _from, ...log }: ZeekLog): string {
  return JSON.stringify(log);
}

/** @param named what the directives have said by now */
function knownHeads(logs: readonly ZeekLog[], named: () => ZeekLog): KnownHeaders {
  return {
    expected: logs.slice(-1).map(headerOf),
    extend(_, place) {
      const log = named();
      if (log.fields.length === 0 || log.fields.length !== log.types.length) return undefined;
      const last = logs.at(-1);
      const isTyped =
        last?.types.every((type) => type === UNTYPED) === true &&
        last.fields.join('\n') === log.fields.join('\n');
      // Types that come behind the columns are those of the lines below both.
      const all = isTyped
        ? [...logs.slice(0, -1), { ...log, fromByte: last.fromByte }]
        : [...logs, { ...log, fromByte: place }];
      const format = all.length > MOST_CHANGES ? undefined : formatOf(all, layoutFor(all));
      return format && { format, known: knownHeads(all, named) };
    },
  };
}

/** All but how a file is cut into records: JSON is cut as any other JSON is. */
function partsOf(log: ZeekLog): FormatParts {
  const { separator, fields: names, path } = log;
  return {
    id: 'zeek',
    title: path === '' ? 'Zeek log' : `Zeek log (${path})`,
    notLogged:
      'Zeek writes down what it saw pass its sensor: encrypted content, traffic on other links and packets that were dropped are not there.',
    framings: ['lines', 'json'],
    containerKeys: [],
    holdsEvents: true,
    layoutOf,
    withLayout,
    recognise({ framing, lines, records }) {
      if (records.length > 0) return (0.9 * records.filter(isLine).length) / records.length;
      return framing === 'lines' && headOf(lines) ? 0.95 : 0;
    },

    parse(record): Result<Fields, string> {
      const named = byColumn(names, textOf(record).split(separator), '#fields');
      if (!named.ok) return named;
      const entries = named.value.map(([name, value], index): [string, FieldValue] => [
        name,
        valueOf(value, log.types[index] ?? 'string', log),
      ]);
      return ok(Object.fromEntries(entries));
    },

    time(fields, { zone, timeField }) {
      return eventTimeOf(fields[timeField ?? 'ts'], { zone, anyNumber: true });
    },

    ecs(fields): EcsValues {
      const source = firstText(fields, ['id.orig_h', 'src', 'client_addr', 'orig_h']);
      const destination = firstText(fields, ['id.resp_h', 'dst', 'resp_h']);
      const user = firstText(fields, ['user', 'username', 'client_name', 'cookie']);
      const host = firstText(fields, ['host', 'host_name', 'server_name']);
      const service = firstText(fields, ['service', 'proto']) ?? pathOf(fields, path);
      const action = firstText(fields, [
        'method',
        'command',
        'action',
        'note',
        'name',
        'qtype_name',
      ]);
      const id = firstText(fields, ['uid', 'fuid']);
      return {
        'event.action': action,
        'event.provider': 'zeek',
        'user.name': user,
        'source.ip': ipText(source),
        'destination.ip': ipText(destination),
        'host.name': host,
        'service.name': service,
        'event.id': id,
      };
    },

    logSource(fields) {
      const service = pathOf(fields, path);
      return { product: 'zeek', ...(service === undefined ? {} : { service }) };
    },

    summary(fields) {
      const from = end(fields, 'id.orig_h', 'id.orig_p');
      const to = end(fields, 'id.resp_h', 'id.resp_p');
      const told = firstText(fields, [
        'msg',
        'query',
        'uri',
        'host',
        'server_name',
        'service',
        'conn_state',
      ]);
      const parts = [pathOf(fields, path) ?? '', from, to === '' ? '' : `to ${to}`, told ?? ''];
      return oneLine(parts.filter((part) => part !== '').join(' '));
    },
  };
}

/** Which log a line is of: its header says it for all of them, JSON in each. */
function pathOf(fields: Fields, path: string): string | undefined {
  return path === '' ? plainText(fields['_path']) : path;
}

function end(fields: Fields, address: string, port: string): string {
  const host = plainText(fields[address]);
  if (host === undefined) return '';
  const number = plainText(fields[port]);
  if (number === undefined) return host;
  return host.includes(':') ? `[${host}]:${number}` : `${host}:${number}`;
}

const NUMBER_TYPES: ReadonlySet<string> = new Set(['count', 'int', 'port']);
const WHOLE = /^-?\d{1,15}$/;
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,9})?$/;
const LIST = /^(?:set|vector|table)\[(.*)\]$/;

function valueOf(text: string, type: string, log: ZeekLog): FieldValue {
  if (text === log.unset) return null;
  const member = LIST.exec(type)?.[1];
  if (member !== undefined) {
    if (text === log.empty) return [];
    return text.split(log.setSeparator).map((each) => valueOf(each, member, log));
  }
  if (text === log.empty) return '';
  if (NUMBER_TYPES.has(type)) return WHOLE.test(text) ? Number(text) : text;
  if (type === 'double' || type === 'interval') return DECIMAL.test(text) ? Number(text) : text;
  if (type === 'bool') return text === 'T' ? true : text === 'F' ? false : text;
  // A time stays text: it has more digits than some numbers keep.
  return type === 'time' ? text : unescaped(text);
}

const NO_LOG: ZeekLog = {
  fromByte: 0,
  ...{ separator: '\t', setSeparator: ',', empty: '(empty)', unset: '-', path: '' },
  ...{ fields: ['ts'], types: ['time'] },
};
export const zeek: LogFormat = family();

/** To be laid out for each file. */
function family(): LogFormat {
  const format = formatOf([NO_LOG], '');
  if (!format) throw new Error('One log is enough.');
  return { ...format, ref: format.id };
}

const inJson: LogFormat = defineFormat({ ...partsOf(NO_LOG), parse: parseJsonRecord }, JSON_LAYOUT);
