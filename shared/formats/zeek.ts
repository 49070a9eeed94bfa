// Logs of Zeek as text: values apart by the character that #separator names, below #fields and #types.
// `-` is no value, `(empty)` an empty one, bytes that are no plain text stand as \xHH. The names are
// Zeek's own, dots included, as Sigma rules expect them. The same as JSON (the layout `json`), where the
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
import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { byColumn, createHashHeadedFramer } from './hash-header.ts';
import type { Sample } from './sample.ts';

interface ZeekLog {
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
  const [first = ''] = lines;
  const separator = unescaped(/^#separator (\S+)$/.exec(first.trimEnd())?.[1] ?? '');
  if (separator === '') return undefined;
  const directive = (name: string): readonly string[] => {
    const line = lines.find((each) => each.startsWith(`#${name}${separator}`)) ?? '';
    return line.trimEnd().split(separator).slice(1);
  };
  const fields = directive('fields');
  const types = directive('types');
  if (fields.length === 0 || fields.length !== types.length) return undefined;
  return {
    separator,
    setSeparator: directive('set_separator')[0] ?? ',',
    empty: directive('empty_field')[0] ?? '(empty)',
    unset: directive('unset_field')[0] ?? '-',
    path: directive('path')[0] ?? '',
    fields,
    types,
  };
}

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
  return head ? JSON.stringify(head) : '';
}

function withLayout(layout: string): LogFormat | undefined {
  if (layout === JSON_LAYOUT) return inJson;
  const log = logIn(layout);
  return log && formatOf(log, layout);
}

function logIn(layout: string): ZeekLog | undefined {
  let value: unknown;
  try {
    value = JSON.parse(layout);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { separator, setSeparator, empty, unset, path, fields, types } = value as Partial<
    Record<keyof ZeekLog, unknown>
  >;
  if (typeof separator !== 'string' || separator === '' || typeof setSeparator !== 'string') return;
  if (typeof empty !== 'string' || typeof unset !== 'string' || typeof path !== 'string') return;
  if (!isTexts(fields) || !isTexts(types) || fields.length !== types.length) return undefined;
  return { separator, setSeparator, empty, unset, path, fields, types };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function formatOf(log: ZeekLog, layout: string): LogFormat {
  const expected = log.fields.join(log.separator);
  const start = `#fields${log.separator}`;
  const createFramer: FormatParts['createFramer'] = ({ maxRecordBytes }) =>
    createHashHeadedFramer({
      maxRecordBytes,
      expected: [expected],
      headerOf: (directive) =>
        directive.startsWith(start) ? directive.slice(start.length) : undefined,
    });
  return defineFormat({ ...partsOf(log), createFramer }, layout);
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
  ...{ separator: '\t', setSeparator: ',', empty: '(empty)', unset: '-', path: '' },
  ...{ fields: ['ts'], types: ['time'] },
};
export const zeek: LogFormat = { ...formatOf(NO_LOG, ''), ref: 'zeek' };

const inJson: LogFormat = defineFormat({ ...partsOf(NO_LOG), parse: parseJsonRecord }, JSON_LAYOUT);
