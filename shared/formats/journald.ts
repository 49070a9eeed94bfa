// The systemd journal: as JSON, one entry a line or objects one after the other, where a value that is
// no text is a list of bytes; and in the export format (the layout `export`), where such a value has its
// length in front. Both are read as the text they are; a field that stands more than once is a list.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { firstTimeOf } from '../normalise/event-time.ts';
import { firstText, plainText } from '../normalise/field-path.ts';
import { hostLogin } from '../normalise/host-logins.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { behindMark } from './framing/byte-order-mark.ts';
import { createJournalFramer } from './framing/journal-entries.ts';
import type { Sample } from './sample.ts';
import { linuxLogSource } from './syslog.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
/** When the program says it happened first, then when the journal took it in. */
const TIMES = ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP'];

function programOf(fields: Fields): string | undefined {
  return firstText(fields, ['SYSLOG_IDENTIFIER', '_COMM']);
}

/** The first where an entry has several. */
function messageOf(fields: Fields): string {
  const message = fields['MESSAGE'];
  const first = Array.isArray(message) ? (message as readonly FieldValue[])[0] : message;
  return plainText(first) ?? '';
}

const PARTS: FormatParts = {
  id: 'journald',
  title: 'systemd journal',
  notLogged:
    'The journal holds what programs and the kernel chose to report; old entries are dropped when it reaches its size, bursts may be cut, and fields without a leading underscore are what the sender says of itself.',
  framings: ['lines', 'json'],
  containerKeys: [],
  holdsEvents: true,
  layoutOf: (sample) => (isExport(sample) ? EXPORT : ''),
  withLayout: (layout) => (layout === EXPORT ? exported : undefined),

  recognise(sample) {
    if (isExport(sample)) return 0.95;
    if (sample.framing === 'rows' || sample.records.length === 0) return 0;
    const entries = sample.records.filter(
      (record) =>
        Object.hasOwn(record, '__REALTIME_TIMESTAMP') &&
        (Object.hasOwn(record, '__CURSOR') || Object.hasOwn(record, '_BOOT_ID')),
    );
    return (0.95 * entries.length) / sample.records.length;
  },

  parse(record): Result<Fields, string> {
    const parsed = parseJsonRecord(record);
    if (!parsed.ok) return parsed;
    return ok(
      Object.fromEntries(
        Object.entries(parsed.value).map(([name, value]) => [name, textIn(value)]),
      ),
    );
  },

  time(fields, { zone, timeField }) {
    const names = timeField === undefined ? TIMES : [timeField];
    return firstTimeOf(fields, names, { zone, anyNumber: true });
  },

  ecs(fields): EcsValues {
    const program = programOf(fields);
    const host = plainText(fields['_HOSTNAME']);
    const level = LEVELS[Number(plainText(fields['PRIORITY']) ?? Number.NaN)];
    const id = plainText(fields['__CURSOR']);
    return {
      ...hostLogin(program ?? '', messageOf(fields)),
      'host.name': host,
      'service.name': program,
      'log.level': level,
      'event.id': id,
    };
  },

  logSource: (fields) => linuxLogSource({ program: programOf(fields) ?? '' }),

  summary(fields) {
    const program = programOf(fields);
    const message = messageOf(fields);
    return oneLine(program === undefined ? message : `${program}: ${message}`);
  },
};

const EXPORT = 'export';
/** Every entry begins with its address or, in what other programs write, with its time. */
const EXPORT_START = /^(?:__CURSOR|__REALTIME_TIMESTAMP|__MONOTONIC_TIMESTAMP|_BOOT_ID)=/;

function isExport({ framing, lines }: Sample): boolean {
  return framing === 'lines' && EXPORT_START.test(lines[0] ?? '');
}

export const journald: LogFormat = defineFormat(PARTS);
const exported: LogFormat = defineFormat(
  {
    ...PARTS,
    createFramer: (options) => behindMark(createJournalFramer(options)),
    parse: parseExported,
  },
  EXPORT,
);

const LENGTH_BYTES = 8;

function parseExported(record: Uint8Array): Result<Fields, string> {
  const fields = new Map<string, FieldValue>();
  for (let at = 0; at < record.length;) {
    const lineEnd = endOfLine(record, at);
    const line = record.subarray(at, lineEnd);
    const equals = line.indexOf(0x3d);
    let value: string;
    if (equals >= 0) {
      value = textOf(line.subarray(equals + 1));
      at = lineEnd + 1;
    } else {
      const begin = lineEnd + 1 + LENGTH_BYTES;
      if (begin > record.length) return err('a binary field without its length');
      const size = Number(
        new DataView(record.buffer, record.byteOffset + lineEnd + 1, LENGTH_BYTES).getBigUint64(
          0,
          true,
        ),
      );
      if (begin + size > record.length) return err('a binary field that is cut off');
      value = textOf(record.subarray(begin, begin + size));
      at = begin + size + 1;
    }
    const name = textOf(equals >= 0 ? line.subarray(0, equals) : line);
    const known = fields.get(name);
    if (known === undefined) fields.set(name, value);
    else
      fields.set(
        name,
        Array.isArray(known) ? [...(known as readonly FieldValue[]), value] : [known, value],
      );
  }
  if (!fields.has('__REALTIME_TIMESTAMP') && !fields.has('MESSAGE') && !fields.has('__CURSOR')) {
    return err('no field that every entry of the journal has');
  }
  return ok(Object.fromEntries(fields));
}

function endOfLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(0x0a, from);
  return end < 0 ? bytes.length : end;
}

function textIn(value: FieldValue): FieldValue {
  if (!Array.isArray(value) || value.length === 0) return value;
  const bytes = value as readonly FieldValue[];
  const isBytes = bytes.every(
    (byte) => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte < 256,
  );
  return isBytes ? textOf(Uint8Array.from(bytes as readonly number[])) : bytes.map(textIn);
}
