// Syslog: RFC 5424 and BSD syslog (RFC 3164), one message a line or octet-counted (RFC 6587). BSD
// time stamps carry neither year nor zone: the year comes from the day the file was last changed,
// the zone is the assumed one, and the event says that it was assumed. The layout is that day, or
// the year the officer names (`syslog:2024`), and others where the file grew on later days, with `octets` behind it for octet-counted files, `audit` for
// those with records of the audit system, and the templates of messages that were found in the first part
// of the file.

import { textOf } from '../base/bytes.ts';
import type { EcsValues, Fields, LogSource } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from '../normalise/event-time.ts';
import { plainText } from '../normalise/field-path.ts';
import { hostLogin, isSshd } from '../normalise/host-logins.ts';
import { oneLine } from '../normalise/one-line.ts';
import { parseSyslog, RFC5424_HEADER } from '../normalise/syslog-message.ts';
import { BSD_TIME, syslogTime } from '../normalise/syslog-time.ts';
import { auditd } from './auditd.ts';
import { defineFormat, type LogFormat } from './format.ts';
import { behindMark } from './framing/byte-order-mark.ts';
import type { Framer } from './framing/frame-sink.ts';
import { createLineFramer } from './framing/lines.ts';
import { createOctetFramer } from './framing/octet-counted.ts';
import { byPlace } from './in-force.ts';
import { LATEST_DAYS, latestDays, withLaterDay, type DayInForce } from './latest-days.ts';
import {
  mineTemplates,
  minedOf,
  templateReader,
  TEMPLATES_LAYOUT,
  templatesLayout,
} from './message-template.ts';
import type { Sample } from './sample.ts';
import {
  auditHost,
  createAuditFramer,
  isAuditEvent,
  isAuditLine,
  parseAuditLines,
} from './syslog-audit.ts';

const LAYOUT = new RegExp(`^(${LATEST_DAYS})( octets)?( audit)?(?: ${TEMPLATES_LAYOUT})?$`, 's');
const COUNT = /^\d{1,8} (?=<)/;
const OCTETS = /^\d{1,8} <\d{1,3}>/;
const FIVE = /^<\d{1,3}>1 (?:-|\d{4}-\d{2}-\d{2}T\S+) \S+ \S+ \S+ \S+ (?:-|\[)/;
/** With a host behind the time, not the level of another kind of log, nor a word of a function's. */
const NEWER =
  /^(?:<\d{1,3}>)?\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2}) (?!(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|START|END|REPORT) )\S+ [^\s:[\]]+(?:\[\d+\])?:(?: |$)/;
/** What journalctl puts between the lines of boots. */
const REMARK = /^-- (?:Logs begin|Journal begins|Boot|Reboot|No entries).*--$/;
const AUTH_PROGRAMS: ReadonlySet<string> = new Set([
  ...['su', 'login', 'passwd', 'useradd', 'usermod', 'userdel', 'groupadd', 'groupdel', 'chpasswd'],
  ...['systemd-logind', 'polkitd', 'gdm-password'],
]);

function isMessage(line: string): boolean {
  if (FIVE.test(line) || NEWER.test(line) || RFC5424_HEADER.test(line)) return true;
  const rest = line.replace(/^<\d{1,3}>(?:\d{1,10}: [*.]?)?/, '');
  const time = BSD_TIME.exec(rest);
  return time !== null && /^:? +\S/.test(rest.slice(time[0].length));
}

function layoutOf(
  { lines, text }: Sample,
  { changedOn }: { readonly changedOn?: string | undefined },
) {
  const octets = OCTETS.test(lines[0] ?? '') ? ' octets' : '';
  const audit = octets === '' && lines.some((line) => isAuditLine(withoutCount(line)));
  const templates = templatesLayout(mineTemplates(messagesIn(text)));
  return `${changedOn ?? 'unknown'}${octets}${audit ? ' audit' : ''} ${templates}`;
}

/** A length that some senders to the same file put in front of their messages, where lines are read. */
function withoutCount(line: string): string {
  const first = line.charCodeAt(0);
  return first >= 0x31 && first <= 0x39 ? line.replace(COUNT, '') : line;
}

function* messagesIn(text: string): Generator<string> {
  for (const line of text.split('\n')) {
    const parsed = parseSyslog(line.replace(COUNT, '').trimEnd());
    const message = parsed.ok ? plainText(parsed.value['message']) : undefined;
    if (message !== undefined) yield message;
  }
}

/** One message a line. */
function createMessageFramer({ maxRecordBytes }: { readonly maxRecordBytes: number }): Framer {
  return createLineFramer({
    maxRecordBytes,
    isFraming: (line) => line[0] === 0x2d && REMARK.test(textOf(line)),
  });
}

function withLayout(layout: string): LogFormat | undefined {
  const match = LAYOUT.exec(layout);
  if (!match) return undefined;
  const [, named = '', octets, audit, list] = match;
  const mined = list === undefined ? undefined : minedOf(list);
  if (list !== undefined && !mined) return undefined;
  const days = latestDays(named);
  const templateOf = mined && templateReader(mined);
  const kind = { named, isCounted: octets !== undefined, hasAudit: audit !== undefined };
  return days && byPlace(days, (day) => formatOf(layout, kind, day, templateOf));
}

interface Kind {
  /** The days, as the layout begins with them. */
  readonly named: string;
  readonly isCounted: boolean;
  readonly hasAudit: boolean;
}

function formatOf(
  layout: string,
  { named, isCounted, hasAudit }: Kind,
  { latestDay }: DayInForce,
  templateOf: ((message: string) => string) | undefined,
): LogFormat {
  return defineFormat(
    {
      id: 'syslog',
      title: 'Syslog',
      notLogged:
        'Syslog holds what programs chose to report; senders and messages are not proved, messages sent over UDP may be lost, and where stamps carry no year or zone the year follows from the day the file was last changed and the zone is assumed.',
      framings: ['lines'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf,
      withLayout,
      grownFrom(fromByte, facts) {
        const days = withLaterDay(named, fromByte, facts);
        return days === undefined ? undefined : withLayout(days + layout.slice(named.length));
      },

      createFramer({ maxRecordBytes }) {
        if (isCounted) return behindMark(createOctetFramer({ maxRecordBytes }));
        if (hasAudit) {
          return createAuditFramer(maxRecordBytes, (line) => REMARK.test(line));
        }
        return createMessageFramer({ maxRecordBytes });
      },
      ...(!isCounted && !hasAudit
        ? {
            slices: {
              mayChange: () => false,
              watch: () => () => false,
              createFramer: createMessageFramer,
            },
          }
        : {}),

      recognise({ framing, lines }) {
        if (framing !== 'lines' || lines.length === 0) return 0;
        if (OCTETS.test(lines[0] ?? '')) return 0.8;
        return (0.8 * lines.filter(isMessage).length) / lines.length;
      },

      // Bytes that are not UTF-8 may have been sent in by anybody, and must not hide the message.
      parse: (record) => parseAuditLines(record) ?? parseSyslog(withoutCount(textOf(record))),

      time(fields, { zone, timeField }) {
        if (timeField !== undefined) {
          return eventTimeOf(fields[timeField], { zone, anyNumber: true });
        }
        if (isAuditEvent(fields)) return auditd.time(fields, { zone });
        const stamp = plainText(fields['timestamp']);
        return stamp === undefined ? UNDATED : syslogTime(stamp, { zone, latestDay });
      },

      ecs(fields, options): EcsValues {
        if (isAuditEvent(fields)) {
          return { ...auditd.ecs(fields, options), 'host.name': auditHost(fields) };
        }
        const host = plainText(fields['hostname']);
        const program = plainText(fields['program']);
        const level = plainText(fields['severity']);
        const id = plainText(fields['msgid']);
        const message = plainText(fields['message']) ?? '';
        return {
          'event.action': id,
          ...hostLogin(program ?? '', message),
          'host.name': host,
          'service.name': program,
          'log.level': level,
          ...(templateOf ? { 'message.template': templateOf(message) } : {}),
        };
      },

      logSource: (fields, options) =>
        isAuditEvent(fields) ? auditd.logSource(fields, options) : linuxLogSource(fields),

      summary(fields, options) {
        if (isAuditEvent(fields)) return auditd.summary(fields, options);
        const program = plainText(fields['program']);
        const message = plainText(fields['message']) ?? '';
        return oneLine(program === undefined ? message : `${program}: ${message}`);
      },
    },
    layout,
  );
}

/** Sigma's services of Linux. */
export function linuxLogSource(fields: Fields): LogSource {
  const program = (plainText(fields['program']) ?? '').toLowerCase();
  const facility = plainText(fields['facility']);
  let service = 'syslog';
  if (isSshd(program)) service = 'sshd';
  else if (program === 'sudo' || program === 'vsftpd') service = program;
  else if (program === 'cron' || program === 'crond') service = 'cron';
  else if (AUTH_PROGRAMS.has(program) || facility === 'auth' || facility === 'authpriv') {
    service = 'auth';
  }
  return { product: 'linux', service };
}

export const syslog: LogFormat = family();

function family(): LogFormat {
  const format = withLayout('unknown');
  if (!format) throw new Error('The year may be unknown.');
  return { ...format, ref: format.id };
}
