// What a Windows event is once its fields are named as rules know them: its time, columns and
// summary. The same for EVTX and for its JSON. Which service and category it is of follows from the
// channel and the number, and is looked up where rules are routed.

import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, EventTime, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { fieldAt, firstText, plainText } from '../normalise/field-path.ts';
import { ipText } from '../normalise/ip-text.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import type { NormaliseOptions } from './format.ts';
import { windowsFields } from './windows-event-shapes.ts';

const LEVELS: Readonly<Record<string, string>> = {
  '0': 'information',
  '1': 'critical',
  '2': 'error',
  '3': 'warning',
  '4': 'information',
  '5': 'verbose',
};

/** What the best known events report, by channel and number. */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  security: {
    '1102': 'audit-log-cleared',
    '4624': 'logged-in',
    '4625': 'logon-failed',
    '4634': 'logged-out',
    '4647': 'logged-out',
    '4648': 'logged-in-explicit',
    '4656': 'handle-requested',
    '4657': 'registry-value-modified',
    '4662': 'object-operation-performed',
    '4663': 'object-access-attempted',
    '4672': 'special-privileges-assigned',
    '4688': 'created-process',
    '4689': 'exited-process',
    '4697': 'service-installed',
    '4698': 'scheduled-task-created',
    '4699': 'scheduled-task-deleted',
    '4700': 'scheduled-task-enabled',
    '4701': 'scheduled-task-disabled',
    '4702': 'scheduled-task-updated',
    '4719': 'changed-audit-policy',
    '4720': 'added-user-account',
    '4722': 'enabled-user-account',
    '4723': 'changed-password',
    '4724': 'reset-password',
    '4725': 'disabled-user-account',
    '4726': 'deleted-user-account',
    '4728': 'added-member-to-group',
    '4732': 'added-member-to-group',
    '4738': 'modified-user-account',
    '4740': 'locked-out-user-account',
    '4756': 'added-member-to-group',
    '4768': 'kerberos-authentication-ticket-requested',
    '4769': 'kerberos-service-ticket-requested',
    '4771': 'kerberos-preauth-failed',
    '4776': 'credential-validated',
    '5140': 'network-share-object-accessed',
    '5145': 'network-share-object-access-checked',
    '5156': 'windows-firewall-connection',
  },
  system: { '104': 'event-log-cleared', '7045': 'service-installed' },
  'microsoft-windows-sysmon/operational': {
    '1': 'created-process',
    '2': 'changed-file-creation-time',
    '3': 'network-connection-detected',
    '5': 'exited-process',
    '6': 'loaded-driver',
    '7': 'loaded-image',
    '8': 'created-remote-thread',
    '10': 'accessed-process',
    '11': 'created-file',
    '12': 'registry-object-added-or-deleted',
    '13': 'registry-value-set',
    '15': 'created-file-stream',
    '17': 'created-pipe',
    '18': 'connected-pipe',
    '22': 'dns-query',
    '23': 'deleted-file',
  },
  'microsoft-windows-powershell/operational': {
    '4103': 'executed-pipeline',
    '4104': 'executed-script-block',
  },
};

/** Events about somebody else than who caused them: the account that they name is whom they are about. */
const ABOUT_TARGET: ReadonlySet<string> = new Set([
  ...['4624', '4625', '4634', '4647', '4648', '4768', '4769', '4771', '4776', '4740'],
]);
const SOURCE_ADDRESSES = ['IpAddress', 'SourceIp', 'SourceAddress', 'ClientAddress', 'SourceIP'];
const DESTINATION_ADDRESSES = ['DestinationIp', 'DestAddress', 'DestinationIP'];
const SUCCESS_BIT = 0x20n;
const FAILURE_BIT = 0x10n;

export function parseWindowsEvent(record: Uint8Array): Result<Fields, string> {
  const parsed = parseJsonRecord(record);
  if (!parsed.ok) return parsed;
  const fields = windowsFields(parsed.value);
  return fields ? ok(fields) : err('a JSON object that is no Windows event');
}

export function windowsTime(fields: Fields, { zone, timeField }: NormaliseOptions): EventTime {
  const value = fieldAt(fields, timeField ?? 'TimeCreated_SystemTime');
  return eventTimeOf(value, { zone, anyNumber: timeField !== undefined });
}

export function windowsEcs(fields: Fields): EcsValues {
  const number = plainText(fields['EventID']);
  const channel = plainText(fields['Channel']);
  const action = actionOf(channel, number);
  const outcome = outcomeOf(plainText(fields['Keywords']));
  const provider = plainText(fields['Provider_Name']);
  const user = userOf(fields, number);
  const source = addressIn(fields, SOURCE_ADDRESSES);
  const destination = addressIn(fields, DESTINATION_ADDRESSES);
  const host = plainText(fields['Computer']);
  const level = levelOf(plainText(fields['Level']));
  const id = plainText(fields['EventRecordID']);
  // One object at once: adding one value after the other takes several times as long.
  return {
    'event.action': action,
    'event.outcome': outcome,
    'event.provider': provider,
    'user.name': user,
    'source.ip': source,
    'destination.ip': destination,
    'host.name': host,
    'service.name': channel,
    'log.level': level,
    'event.id': id,
  };
}

function actionOf(channel: string | undefined, number: string | undefined): string | undefined {
  if (number === undefined) return undefined;
  const known = ACTIONS[channel?.toLowerCase() ?? ''];
  return known !== undefined && Object.hasOwn(known, number) ? known[number] : number;
}

/** Bits 52 and 53 of the keywords: audit failure and success. */
function outcomeOf(keywords: string | undefined): string | undefined {
  if (keywords === undefined) return undefined;
  if (/^0x[0-9a-f]{1,16}$/i.test(keywords) || /^-?\d{1,20}$/.test(keywords)) {
    // Some writers take the highest bit for a sign.
    const bits = BigInt.asUintN(64, BigInt(keywords)) >> 48n;
    if ((bits & FAILURE_BIT) !== 0n) return 'failure';
    return (bits & SUCCESS_BIT) === 0n ? undefined : 'success';
  }
  if (/audit failure/i.test(keywords)) return 'failure';
  return /audit success/i.test(keywords) ? 'success' : undefined;
}

function levelOf(level: string | undefined): string | undefined {
  if (level === undefined) return undefined;
  return LEVELS[level] ?? level.toLowerCase();
}

function userOf(fields: Fields, number: string | undefined): string | undefined {
  const names = ABOUT_TARGET.has(number ?? '')
    ? ['TargetUserName', 'SubjectUserName', 'User', 'AccountName', 'UserName']
    : ['SubjectUserName', 'User', 'TargetUserName', 'AccountName', 'UserName'];
  for (const name of names) {
    const text = firstText(fields, [name]);
    if (text !== undefined && text !== '-') return text.slice(text.lastIndexOf('\\') + 1);
  }
  return firstText(fields, ['Security_UserID']);
}

function addressIn(fields: Fields, names: readonly string[]): string | undefined {
  return ipText(firstText(fields, names)?.replace(/^::ffff:(?=\d+\.)/i, ''));
}

const TOLD = ['CommandLine', 'NewProcessName', 'Image', 'TargetObject', 'TargetFilename'];
const ALSO_TOLD = ['ServiceName', 'TaskName', 'QueryName', 'ScriptBlockText', 'ObjectName', 'Data'];

export function windowsSummary(fields: Fields): string {
  const number = plainText(fields['EventID']) ?? '?';
  const channel = plainText(fields['Channel']) ?? '';
  const action = actionOf(channel, number);
  const told = firstText(fields, [...TOLD, ...ALSO_TOLD]);
  const message = plainText(fields['message']) ?? plainText(fields['Message']);
  const parts = [
    `${channel} ${number}`.trim(),
    action === number ? undefined : action,
    userOf(fields, number),
    told ?? message,
  ];
  return oneLine(parts.filter((part) => part !== undefined).join(' '));
}

export const WINDOWS_NOT_LOGGED =
  'What is logged follows from the audit policy of the machine; old events are overwritten when a log reaches its size, and a log can be cleared by who administers it.';
