// The log of the Linux audit daemon. The lines of one event, which share node, time and serial number,
// become one event with the fields of all of them, also where lines of other events stand between
// them (the kernel writes from several processors at once): its bytes are its lines in the order of
// the file, its place that of the first. An event that a rotation of the log cut in two stays one in
// each file, since a record is bytes of one file: both have the same id, and the second one, which lacks the
// call that its records add to, names the event that it goes on with (`continues`). A field that has several values in it holds the list of them. Values
// written as hexadecimal digits are read as the text they stand for; behind the separator 0x1D stands
// what the daemon made of numbers (`log_format = ENRICHED`), under names in upper case. What ausearch
// prints is read as well: lines between events are framing; where it has interpreted the values
// (`ausearch -i`), times stand as dates without a zone, and text without quotes.
// Source: "Understanding Audit log files" of the Linux audit documentation, auditd.conf(5), ausearch(8).

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { plainText } from '../normalise/field-path.ts';
import { ipText, isIpText } from '../normalise/ip-text.ts';
import { oneLine } from '../normalise/one-line.ts';
import { orderOfDates, withOrder, type DateOrder } from '../normalise/written-date.ts';
import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { addInterpreted, addLine, type Add } from './auditd-lines.ts';
import { createLineGroupFramer } from './framing/line-groups.ts';
import type { Sample } from './sample.ts';

const LOG_SOURCE = { product: 'linux', service: 'auditd' } as const;
/** Some versions write a space in front of the colon. */
const HEAD =
  /^(?:node=(\S+) )?type=(\S+) msg=audit\((\d{1,12}(?:\.\d{1,9})?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?):(\d{1,20})\) ?: ?/;
/** What ausearch puts between events. */
const BETWEEN = /^(?:-{4}|time->.*)$/;
const INTERPRETED = /^(?:node=\S+ )?type=\S+ msg=audit\([^)]* /;
/** Room for the name of the node and the type. */
const KEY_BYTES = 400;

function keyOf(line: string): string {
  const match = HEAD.exec(line);
  return match ? `${match[1] ?? ''} ${match[3] ?? ''}:${match[4] ?? ''}` : '';
}

/** What the kernel writes last of an event. */
function isLast(line: string): boolean {
  const type = HEAD.exec(line)?.[2];
  return type === 'EOE' || type === 'PROCTITLE';
}

/** One call may be denied the same thing twice. */
function mayRepeat(line: string): boolean {
  return HEAD.exec(line)?.[2] === 'AVC';
}

/** Dates as ausearch prints them, as far as the first of them tell which number is the day. */
function layoutOf({ lines }: Sample): string {
  const times = lines.map((line) => HEAD.exec(line)?.[3] ?? '');
  return orderOfDates(times.filter((time) => time.includes('/'))) ?? '';
}

const PARTS: FormatParts = {
  id: 'auditd',
  title: 'Linux audit log',
  notLogged:
    'The audit log holds what its rules ask for: calls and files that no rule names are not there, and records are dropped when the queue is full.',
  framings: ['lines'],
  containerKeys: [],
  holdsEvents: true,

  layoutOf,
  withLayout: (layout) =>
    layout === 'day-first' ? dayFirst : layout === 'month-first' ? monthFirst : undefined,

  createFramer: ({ maxRecordBytes }) =>
    createLineGroupFramer({
      maxRecordBytes,
      keyBytes: KEY_BYTES,
      keyOf,
      isLast,
      mayRepeat,
      isFraming: (line) => BETWEEN.test(line),
    }),

  recognise({ framing, lines }) {
    if (framing !== 'lines' || lines.length === 0) return 0;
    const records = lines.filter((line) => !BETWEEN.test(line));
    if (records.length === 0) return 0;
    return (0.95 * records.filter((line) => HEAD.test(line)).length) / records.length;
  },

  parse(record): Result<Fields, string> {
    const values = new Map<string, FieldValue[]>();
    const add: Add = (name, value) => {
      const known = values.get(name) ?? [];
      if (!known.includes(value)) known.push(value);
      values.set(name, known);
    };
    for (const line of textOf(record).split(/\r?\n/)) {
      const head = HEAD.exec(line);
      if (!head) return err('no audit record: type and msg=audit(time:serial) are expected first');
      const [all, node, type = '', time = '', serial = ''] = head;
      if (node !== undefined) add('node', node);
      add('type', type);
      add('time', time);
      add('serial', serial);
      const rest = line.slice(all.length);
      if (INTERPRETED.test(line)) addInterpreted(rest, add);
      else addLine(rest, type, add);
    }
    const fields = Object.fromEntries(
      [...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? null) : all]),
    );
    const types = values.get('type') ?? [];
    const isRest = types.every((type) => typeof type === 'string' && REST.has(type));
    const event = `${first(fields, 'time') ?? ''}:${first(fields, 'serial') ?? ''}`;
    return ok(isRest ? { ...fields, continues: event } : fields);
  },

  time(fields, { zone, timeField }) {
    return eventTimeOf(fields[timeField ?? 'time'], { zone, anyNumber: true });
  },

  ecs(fields): EcsValues {
    const type = typeOf(fields);
    const user =
      known(first(fields, 'acct')) ??
      known(first(fields, 'AUID') ?? first(fields, 'UID') ?? nameIn(first(fields, 'auid')));
    const address = first(fields, 'addr');
    const host = first(fields, 'node');
    const serial = first(fields, 'serial');
    const outcome = outcomeOf(first(fields, 'res') ?? first(fields, 'success'));
    const program = first(fields, 'comm') ?? first(fields, 'exe');
    return {
      'event.action': type,
      'event.outcome': outcome,
      'event.provider': 'auditd',
      'user.name': user,
      'source.ip': ipText(address),
      'host.name': host,
      'service.name': program,
      'event.id': serial,
    };
  },

  logSource: () => LOG_SOURCE,

  summary(fields) {
    const command = commandOf(fields) ?? first(fields, 'op') ?? first(fields, 'exe');
    const who =
      known(first(fields, 'acct')) ?? known(first(fields, 'AUID') ?? first(fields, 'auid'));
    const address = first(fields, 'addr');
    const parts = [
      `${typeOf(fields) ?? '?'}:`,
      command ?? '',
      who === undefined ? '' : `by ${who}`,
      address === undefined || !isIpText(address) ? '' : `from ${address}`,
      first(fields, 'res') ?? '',
      Object.hasOwn(fields, 'continues') ? '(continues an event that begins elsewhere)' : '',
    ];
    return oneLine(parts.filter((part) => part !== '').join(' '));
  },
};

export const auditd: LogFormat = defineFormat(PARTS);
const dayFirst = dated('day-first');
const monthFirst = dated('month-first');

function dated(order: DateOrder): LogFormat {
  return defineFormat(
    {
      ...PARTS,
      time(fields, { zone, timeField }) {
        if (timeField !== undefined)
          return eventTimeOf(fields[timeField], { zone, anyNumber: true });
        const text = first(fields, 'time') ?? '';
        return { ...eventTimeOf(withOrder(text, order), { zone, anyNumber: true }), text };
      },
    },
    order,
  );
}

function first(fields: Fields, name: string): string | undefined {
  if (!Object.hasOwn(fields, name)) return undefined;
  const value = fields[name];
  return plainText(Array.isArray(value) ? (value as readonly FieldValue[])[0] : value);
}

/** Lines that only add to the call that their event is of; ausearch prints them first. */
const ADDITIONS: ReadonlySet<string> = new Set([
  ...['PROCTITLE', 'PATH', 'CWD', 'EXECVE', 'SOCKADDR', 'OBJ_PID', 'FD_PAIR'],
]);

/** Nothing else than these: the call itself stands in front of them, in another file. */
const REST: ReadonlySet<string> = new Set([...ADDITIONS, 'EOE']);

function typeOf(fields: Fields): string | undefined {
  const type = first(fields, 'type');
  const all = fields['type'];
  const isAddition = type !== undefined && ADDITIONS.has(type);
  return isAddition && Array.isArray(all) && all.includes('SYSCALL') ? 'SYSCALL' : type;
}

/** A number says nothing of who it is. */
function nameIn(user: string | undefined): string | undefined {
  return user !== undefined && /^\d+$/.test(user) ? undefined : user;
}

/** What stands for nobody; the number is -1 as it is written without a sign. */
const NOBODY: ReadonlySet<string> = new Set(['?', 'unset', '(null)', '4294967295', '-1']);

function known(user: string | undefined): string | undefined {
  return user !== undefined && NOBODY.has(user) ? undefined : user;
}

function outcomeOf(text: string | undefined): string | undefined {
  if (text === 'success' || text === 'yes' || text === '1') return 'success';
  return text === 'failed' || text === 'no' || text === '0' ? 'failure' : undefined;
}

function commandOf(fields: Fields): string | undefined {
  const title = first(fields, 'proctitle') ?? first(fields, 'cmd');
  if (title !== undefined) return title;
  return first(fields, 'argc') === undefined ? undefined : first(fields, 'a0');
}
