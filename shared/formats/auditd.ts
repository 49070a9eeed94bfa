// The log of the Linux audit daemon. The lines of one event, which share node, time and serial number,
// become one event with the fields of all of them, also where lines of other events stand between
// them (the kernel writes from several processors at once): its bytes are its lines in the order of
// the file, its place that of the first. An event that a rotation of the log cut in two stays one in
// each file, under the same id. A field that has several values in it holds the list of them. Values
// written as hexadecimal digits are read as the text they stand for; behind the separator 0x1D stands
// what the daemon made of numbers (`log_format = ENRICHED`), under names in upper case.
// Source: "Understanding Audit log files" of the Linux audit documentation, auditd.conf(5).

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { plainText } from '../normalise/field-path.ts';
import { isIpText } from '../normalise/ip-text.ts';
import { oneLine } from '../normalise/one-line.ts';
import { defineFormat } from './format.ts';
import { createLineGroupFramer } from './framing/line-groups.ts';

const LOG_SOURCE = { product: 'linux', service: 'auditd' } as const;
/** Some versions write a space in front of the colon. */
const HEAD = /^(?:node=(\S+) )?type=(\S+) msg=audit\((\d{1,12}(?:\.\d{1,9})?):(\d{1,20})\) ?: ?/;
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

export const auditd = defineFormat({
  id: 'auditd',
  title: 'Linux audit log',
  notLogged:
    'The audit log holds what its rules ask for: calls and files that no rule names are not there, and records are dropped when the queue is full.',
  framings: ['lines'],
  containerKeys: [],
  holdsEvents: true,

  createFramer: ({ maxRecordBytes }) =>
    createLineGroupFramer({ maxRecordBytes, keyBytes: KEY_BYTES, keyOf, isLast, mayRepeat }),

  recognise({ framing, lines }) {
    if (framing !== 'lines' || lines.length === 0) return 0;
    return (0.95 * lines.filter((line) => HEAD.test(line)).length) / lines.length;
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
      addLine(line.slice(all.length), type, add);
    }
    return ok(
      Object.fromEntries(
        [...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? null) : all]),
      ),
    );
  },

  time(fields, { zone, timeField }) {
    return eventTimeOf(fields[timeField ?? 'time'], { zone, anyNumber: true });
  },

  ecs(fields): EcsValues {
    const type = first(fields, 'type');
    const user =
      known(first(fields, 'acct')) ?? known(first(fields, 'AUID') ?? first(fields, 'UID'));
    const address = first(fields, 'addr');
    const host = first(fields, 'node');
    const serial = first(fields, 'serial');
    const outcome = outcomeOf(first(fields, 'res') ?? first(fields, 'success'));
    const program = first(fields, 'comm') ?? first(fields, 'exe');
    return {
      ...(type === undefined ? {} : { 'event.action': type }),
      ...(outcome === undefined ? {} : { 'event.outcome': outcome }),
      'event.provider': 'auditd',
      ...(user === undefined ? {} : { 'user.name': user }),
      ...(address === undefined || !isIpText(address) ? {} : { 'source.ip': address }),
      ...(host === undefined ? {} : { 'host.name': host }),
      ...(program === undefined ? {} : { 'service.name': program }),
      ...(serial === undefined ? {} : { 'event.id': serial }),
    };
  },

  logSource: () => LOG_SOURCE,

  summary(fields) {
    const command = commandOf(fields) ?? first(fields, 'op') ?? first(fields, 'exe');
    const who = known(first(fields, 'acct')) ?? first(fields, 'AUID') ?? first(fields, 'auid');
    const address = first(fields, 'addr');
    const parts = [
      `${first(fields, 'type') ?? '?'}:`,
      command ?? '',
      who === undefined ? '' : `by ${who}`,
      address === undefined || !isIpText(address) ? '' : `from ${address}`,
      first(fields, 'res') ?? '',
    ];
    return oneLine(parts.filter((part) => part !== '').join(' '));
  },
});

/** Behind it stand the interpreted values. */
const SEPARATOR = '\x1d';
/** What a program reports: to the last quote, because names inside it may hold one. */
const REPORT = /(?:^| )msg='(.*)'/;
/** Older programs put pairs in brackets, with commas: `(hostname=?, addr=?, terminal=su res=success)`. */
const LIST_ENDS = /((?:^|[ (])[a-z_]+=[^\s"'()]*)(?:,|\))(?= |$)/g;
const PAIR = /([A-Za-z0-9_[\]-]+)=(?:"([^"]*)"|'([^']*)'|([^\s\x1d]*))/g;
/** `avc:  denied  { read write } for …`, as auparse names its parts. */
const DECISION = /\bavc: +(denied|granted) +\{ ([^}]*) \}/;
/** Written as hexadecimal digits where they hold a space, a quote or a control character. */
const MAY_BE_HEX: ReadonlySet<string> = new Set([
  ...['acct', 'cmd', 'comm', 'cwd', 'data', 'device', 'dir', 'exe', 'file', 'key', 'name'],
  ...['new-chardev', 'new-disk', 'new-fs', 'new-net', 'new-rng', 'new_group', 'ocomm'],
  ...['old-chardev', 'old-disk', 'old-fs', 'old-net', 'old-rng', 'path', 'proctitle'],
  ...['root_dir', 'sw', 'vm', 'watch'],
]);
const HEX = /^(?:[0-9A-F]{2})+$/;
const ARGUMENT = /^a\d+(?:\[\d+\])?$/;

type Add = (name: string, value: FieldValue) => void;

function addLine(text: string, type: string, add: Add): void {
  const cut = text.indexOf(SEPARATOR);
  const logged = cut < 0 ? text : text.slice(0, cut);
  const decision = logged.includes('avc:') ? DECISION.exec(logged) : null;
  if (decision) {
    add('seresult', decision[1] ?? '');
    add('seperms', (decision[2] ?? '').trim().replaceAll(' ', ','));
  }
  // Programs report what they did as pairs inside the message.
  const report = REPORT.exec(logged);
  if (report) {
    addPairs(logged.slice(0, report.index), type, add);
    addPairs((report[1] ?? '').replaceAll(LIST_ENDS, '$1'), type, add);
    addPairs(logged.slice(report.index + report[0].length), type, add);
  } else addPairs(logged, type, add);
  if (cut >= 0) addPairs(text.slice(cut + 1), type, add);
}

function addPairs(text: string, type: string, add: Add): void {
  for (const [, name = '', double, single, bare] of text.matchAll(PAIR)) {
    const quoted = double ?? single;
    if (quoted !== undefined) {
      add(name, quoted);
      continue;
    }
    const value = bare ?? '';
    const encoded = MAY_BE_HEX.has(name) || (type === 'EXECVE' && ARGUMENT.test(name));
    const plain = encoded && value.length > 1 && HEX.test(value) ? decodedHex(value) : value;
    // Several keys of one rule are apart by a character of their own.
    if (name === 'key') for (const each of plain.split('\x01')) add(name, each);
    else add(name, plain);
  }
}

/** Arguments in a title are apart by zeros. */
function decodedHex(hex: string): string {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  }
  return textOf(bytes).replaceAll('\0', ' ').trimEnd();
}

function first(fields: Fields, name: string): string | undefined {
  if (!Object.hasOwn(fields, name)) return undefined;
  const value = fields[name];
  return plainText(Array.isArray(value) ? (value as readonly FieldValue[])[0] : value);
}

/** `?`, `unset` and `(null)` stand for nobody. */
function known(user: string | undefined): string | undefined {
  return user === '?' || user === 'unset' || user === '(null)' ? undefined : user;
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
