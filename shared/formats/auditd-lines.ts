// The fields of one line of the Linux audit log, behind its head: names and values, values as hexadecimal
// digits, what programs report inside a message, and what ausearch has interpreted.

import { textOf } from '../base/bytes.ts';
import type { FieldValue } from '../domain/event.ts';

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

export type Add = (name: string, value: FieldValue) => void;

export function addLine(text: string, type: string, add: Add): void {
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

/** Text may hold spaces, so a value ends before the next name. */
const INTERPRETED_PAIR = /(?<=^|[ '])([A-Za-z0-9_[\]-]+)=(.*?)(?='? *$| +[A-Za-z0-9_[\]-]+=)/g;

export function addInterpreted(text: string, add: Add): void {
  for (const [, name = '', value = ''] of text
    .replace(/(^| )msg='/, '$1')
    .matchAll(INTERPRETED_PAIR)) {
    // A title is the rest of its line, whatever stands in it.
    if (name === 'proctitle') {
      add(name, text.slice(text.indexOf('proctitle=') + name.length + 1).trimEnd());
      return;
    }
    add(name, value.replace(/^"(.*)"$/, '$1'));
  }
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
