// The parts of a syslog message: RFC 5424 with structured data, BSD syslog (RFC 3164) as sent and
// as written to files, and the lines of newer Linux systems that begin with an RFC 3339 time.

import { err, ok, type Result } from '../base/result.ts';
import type { FieldValue, Fields } from '../domain/event.ts';
import { BSD_TIME } from './syslog-time.ts';

const PRIORITY = /^<(\d{1,3})>/;
const RFC3339_TIME =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?(?= )/;
const RFC5424 = /^1 (\S+) (\S+) (\S+) (\S+) (\S+)(?: |$)/;
/** Sure enough without a priority in front: a time as the RFC has it. */
export const RFC5424_HEADER =
  /^1 \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2}) \S+ \S+ \S+ \S+ (?:-|\[)/;
/** Cisco IOS: a number, and a mark for a clock that is not set or not in step, in front of the time. */
const COUNTED = /^(\d{1,10}): [*.]?(?=[A-Z][a-z]{2} {1,2}\d)/;
const TAG = /^([^\s:[\]]{1,128})(?:\[([^\]\s]{0,64})\])?:(?: |$)/;

const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron'],
  ...['authpriv', 'ftp', 'ntp', 'audit', 'alert', 'clock'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

export function parseSyslog(line: string): Result<Fields, string> {
  const priority = PRIORITY.exec(line);
  const fields: Record<string, FieldValue> = {};
  let rest = line;
  if (priority) {
    const value = Number(priority[1]);
    if (value >= FACILITIES.length * 8) return err(`priority ${value} is out of range`);
    fields['priority'] = value;
    fields['facility'] = FACILITIES[value >> 3] ?? null;
    fields['severity'] = SEVERITIES[value & 7] ?? null;
    rest = line.slice(priority[0].length);
    const header = RFC5424.exec(rest);
    if (header) return parse5424(header, rest.slice(header[0].length), fields);
    const counted = COUNTED.exec(rest);
    if (counted) {
      fields['sequence'] = counted[1] ?? '';
      rest = rest.slice(counted[0].length);
    }
  }
  // Some programs write the message to a file without its priority.
  const header = RFC5424_HEADER.test(rest) ? RFC5424.exec(rest) : null;
  if (header) return parse5424(header, rest.slice(header[0].length), fields);
  return parseBsd(rest, fields);
}

function parseBsd(text: string, fields: Record<string, FieldValue>): Result<Fields, string> {
  const time = BSD_TIME.exec(text) ?? RFC3339_TIME.exec(text);
  if (!time) {
    // With a priority it is a message all the same (RFC 3164, 4.3.2): all of it is content.
    if (fields['priority'] === undefined) return err('no syslog time at the start of the line');
    fields['message'] = text;
    return ok(fields);
  }
  fields['timestamp'] = time[0];
  let rest = text.slice(time[0].length).replace(/^:? +/, '');
  // Without a host the tag follows the time.
  if (!TAG.test(rest) || /^\S+:\S/.test(rest)) {
    const space = rest.indexOf(' ');
    fields['hostname'] = space < 0 ? rest : rest.slice(0, space);
    rest = space < 0 ? '' : rest.slice(space + 1);
  }
  const tag = TAG.exec(rest);
  if (tag) {
    fields['program'] = tag[1] ?? null;
    if (tag[2] !== undefined) fields['pid'] = tag[2];
    rest = rest.slice(tag[0].length);
  }
  fields['message'] = rest;
  return ok(fields);
}

function parse5424(
  header: RegExpExecArray,
  text: string,
  fields: Record<string, FieldValue>,
): Result<Fields, string> {
  const [, time = '', ...names] = header;
  fields['version'] = 1;
  fields['timestamp'] = time === '-' ? null : time;
  for (const [index, name] of ['hostname', 'program', 'pid', 'msgid'].entries()) {
    const value = names[index] ?? '-';
    if (value !== '-') fields[name] = value;
  }
  const data = structuredData(text);
  if (!data) return err('structured data that is not closed');
  if (Object.keys(data.elements).length > 0) fields['structured_data'] = data.elements;
  fields['message'] = text.slice(data.end).replace(/^ ?\ufeff?/, '');
  return ok(fields);
}

const ELEMENT_NAME = /([^\s=\]"]{1,128})/y;
const PARAMETER = / +([^\s=\]"]{1,128})="((?:[^"\\\]]|\\[\s\S]|\](?!\s*(?:\[|$)))*)"/y;

/** RFC 5424, 6.3: elements with their parameters, or a dash. */
function structuredData(
  text: string,
): { readonly elements: Fields; readonly end: number } | undefined {
  if (!text.startsWith('[')) return { elements: {}, end: text.startsWith('-') ? 1 : 0 };
  const elements: [string, FieldValue][] = [];
  let at = 0;
  while (text[at] === '[') {
    ELEMENT_NAME.lastIndex = at + 1;
    const name = ELEMENT_NAME.exec(text)?.[1];
    if (name === undefined) return undefined;
    at = ELEMENT_NAME.lastIndex;
    const parameters: [string, FieldValue][] = [];
    for (;;) {
      PARAMETER.lastIndex = at;
      const match = PARAMETER.exec(text);
      if (!match) break;
      parameters.push([match[1] ?? '', (match[2] ?? '').replace(/\\(["\\\]])/g, '$1')]);
      at = PARAMETER.lastIndex;
    }
    if (text[at] !== ']') return undefined;
    elements.push([name, namedValues(parameters)]);
    at += 1;
  }
  return { elements: namedValues(elements), end: at };
}

/** A name may be there several times (RFC 5424, 6.3.3), and then has all of its values. */
function namedValues(pairs: readonly (readonly [name: string, value: FieldValue])[]): Fields {
  const values = new Map<string, FieldValue[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? null) : all]),
  );
}
