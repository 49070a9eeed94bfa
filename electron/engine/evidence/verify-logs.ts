// Windows event logs: what their own check sums, record numbers and times show, as one verdict. A
// CRC needs no key, so a log in which all of it fits is "unprotected", and never "verified".

import { counted } from '../../../shared/base/counted.ts';
import {
  worstVerdict,
  type Verdict,
  type Verification,
  type VerdictEntry,
} from '../../../shared/domain/verdict.ts';
import { checkEventLogs, type CheckedLog, type CheckLogsOptions } from '../../intake/check-logs.ts';
import { windowsEventLog } from '../../../shared/formats/windows-event-log.ts';

interface LogFile {
  readonly name: string;
  readonly format: string;
}

/** The files on disk that are event logs or hold some. */
export function filesWithLogs(
  files: readonly LogFile[],
  onDisk: readonly LogFile[],
): ReadonlySet<string> {
  const logs = files.filter((file) => file.format === windowsEventLog.id);
  const holders = onDisk.filter(({ name }) =>
    logs.some((log) => log.name === name || log.name.startsWith(`${name}/`)),
  );
  return new Set(logs.length === 0 ? [] : holders.map((file) => file.name));
}

export async function checkedLogs(path: string, options: CheckLogsOptions): Promise<CheckedLog[]> {
  const logs: CheckedLog[] = [];
  for await (const log of checkEventLogs(path, options)) logs.push(log);
  return logs;
}

/** @param others verdicts of the files beside them, each counted once */
export function logVerification(
  logs: readonly CheckedLog[],
  others: readonly VerdictEntry[],
): Verification {
  const counts: Record<Verdict, number> = {
    ...{ altered: 0, missing: 0, unverifiable: 0, unprotected: 0, verified: 0 },
  };
  let records = 0;
  for (const { findings } of logs) {
    records += findings.records;
    for (const verdict of Object.keys(counts) as Verdict[])
      counts[verdict] += findings.counts[verdict];
  }
  for (const { verdict } of others) counts[verdict] += 1;
  const entries = [...logs.flatMap(({ findings }) => findings.entries), ...others];
  const bad = others.filter(({ verdict }) => verdict !== 'unprotected' && verdict !== 'verified');
  return {
    kind: 'event-log',
    verdict: worstVerdict(entries.map((entry) => entry.verdict)) ?? 'unprotected',
    checked: records + others.length,
    counts,
    entries,
    shows: `${logsShow(logs, records)}${othersShow(others.length, bad.length)}`,
    doesNotShow:
      'Whether somebody changed records and worked the check sums out anew: they are CRC-32 and need no key. Nor what was logged before the first record that is kept; a log that was exported numbers its records anew, so what an export left out leaves no gap.',
  };
}

function logsShow(logs: readonly CheckedLog[], records: number): string {
  const of = counted(logs.length, 'event log');
  const entries = logs.flatMap(({ findings }) => findings.entries);
  const has = (verdict: Verdict) => entries.some((entry) => entry.verdict === verdict);
  const sum = (verdict: Verdict) =>
    logs.reduce((total, { findings }) => total + findings.counts[verdict], 0);
  const clock = entries.filter((entry) => entry.reason.startsWith('The clock goes back')).length;
  const parts = [
    has('altered')
      ? `${counted(sum('altered'), 'place')} (records, or a header) that do not match their own check sums or the order of the log`
      : '',
    has('missing') ? `${counted(sum('missing'), 'record number')} missing` : '',
    has('unverifiable') ? `${counted(sum('unverifiable'), 'place')} that cannot be checked` : '',
  ].filter((part) => part !== '');
  const found =
    parts.length === 0
      ? 'the chunk check sums fit, and the record numbers have no gap'
      : parts.join('; ');
  const back =
    clock === 0
      ? ''
      : ` ${counted(clock, 'time')} the clock goes back from one record to the next.`;
  return `In ${of} of ${counted(records, 'record')}: ${found}.${back}`;
}

function othersShow(count: number, bad: number): string {
  if (count === 0) return '';
  return bad === 0
    ? ` ${counted(count, 'other file')} known by hash alone.`
    : ` Of ${counted(count, 'other file')} ${String(bad)} could not be confirmed by hash.`;
}
