// Records of the Linux audit system inside syslog messages: sent on by audispd or rsyslog as they stand
// in the audit log, or written by the kernel where no audit daemon runs (`audit: type=1400 audit(…): …`).
// The lines of one event of one host are one event, with the fields that the audit log gives it; what
// syslog says is kept under `syslog`.

import { textOf, utf8 } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { Fields } from '../domain/event.ts';
import { isFields, plainText } from '../normalise/field-path.ts';
import { parseSyslog } from '../normalise/syslog-message.ts';
import { auditd } from './auditd.ts';
import type { Framer } from './framing/frame-sink.ts';
import { createLineGroupFramer } from './framing/line-groups.ts';

/** The kernel puts the time since it started in front, and leaves `msg=` out. */
const RECORD =
  /^(?:\[ *\d+\.\d+\] ?)?(?:audit: +)?(node=\S+ )?type=(\S+) (?:msg=)?audit\((\d{1,12}\.\d{1,9}:\d{1,20})\) ?: ?/;
const MARK = 'audit(';
/** Room for the head of the message and that of the record. */
const KEY_BYTES = 1_000;

/** Names of the numbers that the kernel writes where nobody translates them (linux/audit.h). */
const TYPES: Readonly<Record<string, string>> = {
  ...{ '1100': 'USER_AUTH', '1101': 'USER_ACCT', '1102': 'USER_MGMT', '1103': 'CRED_ACQ' },
  ...{ '1104': 'CRED_DISP', '1105': 'USER_START', '1106': 'USER_END', '1107': 'USER_AVC' },
  ...{ '1108': 'USER_CHAUTHTOK', '1109': 'USER_ERR', '1110': 'CRED_REFR', '1112': 'USER_LOGIN' },
  ...{ '1113': 'USER_LOGOUT', '1114': 'ADD_USER', '1115': 'DEL_USER', '1116': 'ADD_GROUP' },
  ...{ '1117': 'DEL_GROUP', '1123': 'USER_CMD', '1130': 'SERVICE_START', '1131': 'SERVICE_STOP' },
  ...{ '1300': 'SYSCALL', '1302': 'PATH', '1305': 'CONFIG_CHANGE', '1306': 'SOCKADDR' },
  ...{ '1307': 'CWD', '1309': 'EXECVE', '1318': 'OBJ_PID', '1320': 'EOE', '1325': 'NETFILTER_CFG' },
  ...{
    '1326': 'SECCOMP',
    '1327': 'PROCTITLE',
    '1334': 'BPF',
    '1400': 'AVC',
    '1403': 'MAC_POLICY_LOAD',
  },
  ...{ '1404': 'MAC_STATUS', '1700': 'ANOM_PROMISCUOUS', '1701': 'ANOM_ABEND', '2000': 'KERNEL' },
};

interface AuditLine {
  readonly syslog: Fields;
  /** As the audit log has it. */
  readonly record: string;
  readonly key: string;
  readonly type: string;
}

function auditLineOf(line: string): AuditLine | undefined {
  if (!line.includes(MARK)) return undefined;
  const parsed = parseSyslog(line);
  if (!parsed.ok) return undefined;
  const { message, ...syslog } = parsed.value;
  const text = plainText(message) ?? '';
  const match = RECORD.exec(text);
  if (!match) return undefined;
  const [head, node = '', number = '', id = ''] = match;
  const type = TYPES[number] ?? number;
  const record = `${node}type=${type} msg=audit(${id}): ${text.slice(head.length)}`;
  const host = plainText(syslog['hostname']) ?? '';
  return { syslog, record, key: `${host} ${node}${id}`, type };
}

export function isAuditLine(line: string): boolean {
  return auditLineOf(line) !== undefined;
}

/** The fields of a record of such lines; `undefined` for any other message. */
export function parseAuditLines(record: Uint8Array): Result<Fields, string> | undefined {
  const lines = textOf(record).split(/\r?\n/).map(auditLineOf);
  const [first] = lines;
  if (!first) return undefined;
  const records = lines.map((line) => line?.record ?? '').join('\n');
  const parsed = auditd.parse(utf8(records), { zone: 'UTC' });
  return parsed.ok ? ok({ syslog: first.syslog, ...parsed.value }) : parsed;
}

/** Whether fields are those of such a record. */
export function isAuditEvent(fields: Fields): boolean {
  return isFields(fields['syslog']) && Object.hasOwn(fields, 'serial');
}

/** The host that sent it, unless the record names one. */
export function auditHost(fields: Fields): string | undefined {
  const { syslog } = fields;
  return (
    plainText(fields['node']) ?? (isFields(syslog) ? plainText(syslog['hostname']) : undefined)
  );
}

/** @param isFraming lines that hold nothing by design */
export function createAuditFramer(
  maxRecordBytes: number,
  isFraming: (line: string) => boolean,
): Framer {
  return createLineGroupFramer({
    maxRecordBytes,
    keyBytes: KEY_BYTES,
    keyOf: (start) => auditLineOf(start)?.key ?? '',
    isLast(start) {
      const type = auditLineOf(start)?.type;
      return type === 'EOE' || type === 'PROCTITLE';
    },
    mayRepeat: (start) => auditLineOf(start)?.type === 'AVC',
    isFraming,
  });
}
