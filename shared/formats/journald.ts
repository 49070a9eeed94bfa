// The systemd journal as JSON, as `journalctl -o json` writes it: one entry a line, or objects one
// after the other. A value that is no text is a list of bytes there, and read as the text it is.

import { textOf } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from '../normalise/event-time.ts';
import { firstText, plainText } from '../normalise/field-path.ts';
import { hostLogin } from '../normalise/host-logins.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import { defineFormat } from './format.ts';
import { linuxLogSource } from './syslog.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
/** When the program says it happened first, then when the journal took it in. */
const TIMES = ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP'];

function programOf(fields: Fields): string | undefined {
  return firstText(fields, ['SYSLOG_IDENTIFIER', '_COMM']);
}

export const journald = defineFormat({
  id: 'journald',
  title: 'systemd journal',
  notLogged:
    'The journal holds what programs and the kernel chose to report; old entries are dropped when it reaches its size, bursts may be cut, and fields without a leading underscore are what the sender says of itself.',
  framings: ['lines', 'json'],
  containerKeys: [],
  holdsEvents: true,

  recognise(sample) {
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
    for (const name of timeField === undefined ? TIMES : [timeField]) {
      const time = eventTimeOf(fields[name], { zone, anyNumber: true });
      if (time.timeUs !== null || timeField !== undefined) return time;
    }
    return UNDATED;
  },

  ecs(fields): EcsValues {
    const program = programOf(fields);
    const host = plainText(fields['_HOSTNAME']);
    const level = LEVELS[Number(plainText(fields['PRIORITY']) ?? Number.NaN)];
    const id = plainText(fields['__CURSOR']);
    return {
      ...hostLogin(program ?? '', plainText(fields['MESSAGE']) ?? ''),
      ...(host === undefined ? {} : { 'host.name': host }),
      ...(program === undefined ? {} : { 'service.name': program }),
      ...(level === undefined ? {} : { 'log.level': level }),
      ...(id === undefined ? {} : { 'event.id': id }),
    };
  },

  logSource: (fields) => linuxLogSource({ program: programOf(fields) ?? '' }),

  summary(fields) {
    const program = programOf(fields);
    const message = plainText(fields['MESSAGE']) ?? '';
    return oneLine(program === undefined ? message : `${program}: ${message}`);
  },
});

function textIn(value: FieldValue): FieldValue {
  if (!Array.isArray(value) || value.length === 0) return value;
  const bytes = value as readonly FieldValue[];
  const isBytes = bytes.every(
    (byte) => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte < 256,
  );
  return isBytes ? textOf(Uint8Array.from(bytes as readonly number[])) : value;
}
