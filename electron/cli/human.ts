// What people read on a terminal, for results that more than one command prints.

import { basename } from 'node:path';
import type { DroppedEvents } from '../../shared/contract/areas/common.ts';
import type { Alert } from '../../shared/domain/alert.ts';
import type { RiskScore } from '../../shared/domain/risk.ts';
import type { Rejection, Source } from '../../shared/domain/source.ts';
import type { VerdictEntry, Verification } from '../../shared/domain/verdict.ts';
import { printable } from './printable.ts';
import {
  countsText,
  entryPlace,
  sameBytesAs,
  type ImportedSource,
} from './shapes/evidence-shape.ts';
import { countOf, countText, tableLines } from './table.ts';
import { utcText, type RangeOption } from './times.ts';

export function sourceLines(sources: readonly ImportedSource[]): readonly string[] {
  return tableLines(
    sources.map((imported) => [
      imported.source.exhibit,
      sameBytesAs(imported) === undefined ? imported.source.name : basename(imported.path),
      imported.source.formatTitle,
      countOf(imported.source.events, 'event'),
      `${countText(imported.source.rejected)} rejected`,
      `${countText(imported.source.skipped)} skipped`,
      spanText(imported.source),
      newsOf(imported),
    ]),
    { indent: 2, right: [3, 4, 5] },
  );
}

/** What an import did to an exhibit that was there before, or to the path of one. */
function newsOf(imported: ImportedSource): string {
  const { source, alreadyThere, added, otherThan } = imported;
  const same = sameBytesAs(imported);
  if (same !== undefined) return `the same bytes as ${source.exhibit}, opened from ${same}`;
  if (alreadyThere) return 'was already in the case';
  if (otherThan !== undefined) return `has the path of ${otherThan} with other content`;
  if (added === undefined) return '';
  const rejected = added.rejected === 0 ? '' : `, ${countText(added.rejected)} rejected`;
  return `${countOf(added.events, 'event')} added${rejected}`;
}

export function spanText(source: Source): string {
  if (source.firstTimeUs === null || source.lastTimeUs === null) return 'no dated event';
  return `${utcText(source.firstTimeUs)} to ${utcText(source.lastTimeUs)}`;
}

/** @param total how many there are; the rest is said, never dropped in silence */
export function rejectionLines(rejections: readonly Rejection[], total: number): readonly string[] {
  const lines = tableLines(
    rejections.map((each) => [each.file, `at ${each.position}`, each.reason]),
    { indent: 4 },
  );
  const rest = total - rejections.length;
  if (rest <= 0) return lines;
  return [
    ...lines,
    `    and ${countOf(rest, 'more rejection')}; the Evidence screen lists them all`,
  ];
}

export function verificationLines(path: string, verification: Verification): readonly string[] {
  const failing = verification.entries.filter((entry) => entry.verdict !== 'verified');
  const head = verification.head;
  return [
    `  ${verification.verdict.toUpperCase()}  ${printable(path)}: ${checkedText(verification)} checked, ${countsText(verification, countText)}`,
    `    Shows: ${printable(verification.shows)}`,
    `    Does not show: ${printable(verification.doesNotShow)}`,
    ...tableLines(entryRows(failing), { indent: 4 }),
    ...failing.flatMap((entry) =>
      entry.expected === undefined && entry.found === undefined
        ? []
        : [
            `      ${printable(entryPlace(entry))}: recorded ${printable(entry.expected ?? 'nothing')}, worked out ${printable(entry.found ?? 'nothing')}`,
          ],
    ),
    ...(verification.gaps ?? []).map(
      (gap) =>
        `    Gap (${gap.kind}) ${gap.after === null ? '' : `after ${printable(gap.after)} and `}before ${printable(gap.before)}: ${printable(gap.reason)}`,
    ),
    ...(head === undefined ? [] : [`    Head: ${head.sequence}:${printable(head.hash)}`]),
    ...(verification.checkpoint === undefined ? [] : checkpointLines(verification.checkpoint)),
  ];
}

/** As it is to be noted: nothing before a line, so that what is copied is the checkpoint. */
function checkpointLines(note: string): readonly string[] {
  return [
    '    Checkpoint, to be noted elsewhere and given back with --since:',
    ...note.trimEnd().split('\n').map(printable),
  ];
}

function checkedText({ kind, checked }: Verification): string {
  return kind === 'file-hash' || kind === 'cloudtrail-digest' || kind === 'manifest'
    ? countOf(checked, 'file')
    : countOf(checked, 'entry', 'entries');
}

/** As many files of one verdict and reason are listed by name; more are one row. */
const NAMED_ALIKE = 10;

/**
 * Files that merely carry no seal are one row for each reason, and so are many digests or logs that
 * could not be checked for the same one; all else has its own.
 */
function entryRows(entries: readonly VerdictEntry[]): readonly (readonly string[])[] {
  const alike = new Map<string, number>();
  const kindOf = ({ verdict, reason, role }: VerdictEntry) => `${verdict}/${role ?? ''}/${reason}`;
  for (const entry of entries) alike.set(kindOf(entry), (alike.get(kindOf(entry)) ?? 0) + 1);
  const rows: string[][] = [];
  const joined = new Map<string, string[]>();
  for (const entry of entries) {
    const files = alike.get(kindOf(entry)) ?? 0;
    const together =
      entry.file !== undefined &&
      // A stretch of a log is named.
      entry.sequence === undefined &&
      (entry.role === undefined
        ? entry.verdict === 'unprotected'
        : (entry.verdict === 'unprotected' || entry.verdict === 'unverifiable') &&
          files > NAMED_ALIKE);
    if (!together) rows.push([entry.verdict, entryPlace(entry), entry.reason]);
    else {
      const what = countOf(files, entry.role ?? 'file');
      joined.set(kindOf(entry), [entry.verdict, what, entry.reason]);
    }
  }
  return [...rows, ...joined.values()];
}

export function alertLines(alerts: readonly Alert[]): readonly string[] {
  return alerts.flatMap((alert) => {
    const { finding } = alert;
    const group = Object.entries(finding.group)
      .map(([field, value]) => `${field}=${value}`)
      .join(', ');
    return [
      printable(
        `  ${finding.severity.toUpperCase()}  ${finding.ruleTitle}${group === '' ? '' : `  (${group})`}`,
      ),
      printable(
        `    ${utcText(finding.startUs)} to ${utcText(finding.endUs)}, ${countOf(finding.eventIds.length, 'event')}, rule score ${scoreText(finding.confidence)}, ${alert.state}, id ${finding.id}`,
      ),
      printable(`    ${finding.explanation}`),
      ...(alert.evidenceDropped === undefined ? [] : [`    ${evidenceDroppedText(alert)}`]),
    ];
  });
}

function evidenceDroppedText({ evidenceDropped = 0, finding }: Alert): string {
  return `Evidence dropped: ${countText(evidenceDropped)} of its ${countOf(finding.eventIds.length, 'event')}, by retention; what is said above is kept.`;
}

export function riskLines(risk: RiskScore): readonly string[] {
  return [
    `  ${scoreText(risk.risk)}  ${risk.band.toUpperCase()}: ${printable(risk.response)}`,
    `  cumulative ${scoreText(risk.cumulative)}, largest single ${scoreText(risk.maxSingle)}`,
  ];
}

export function scoreText(score: number): string {
  return score.toFixed(2);
}

/** A negative is never bare: where nothing was found, this says where it was looked. */
export function coverageLines(
  sources: readonly Source[],
  rules: number,
  range: string,
): readonly string[] {
  return [
    `  None found by ${countOf(rules, 'rule')} ${range}. Looked at:`,
    ...tableLines(
      sources.map((source) => [
        source.exhibit,
        source.name,
        countOf(source.events, 'event'),
        spanText(source),
        source.rejected === 0 ? '' : `${countText(source.rejected)} rejected and not looked at`,
        source.undated === 0 ? '' : `${countText(source.undated)} undated`,
      ]),
      { indent: 4, right: [2] },
    ),
  ];
}

/** Said beside figures that do not count them. */
export function droppedLines(dropped: readonly DroppedEvents[] = []): readonly string[] {
  return dropped.map(({ exhibit, events, atUs, who, reason }) =>
    printable(
      `${countOf(events, 'event')} of ${exhibit} ${events === 1 ? 'was' : 'were'} dropped on ${utcText(atUs).slice(0, 10)} by ${who} (${reason}) and ${events === 1 ? 'is' : 'are'} not counted.`,
    ),
  );
}

export function rangeText({ fromUs, toUs }: RangeOption): string {
  if (fromUs === null && toUs === null) return 'over the whole span';
  const from = fromUs === null ? 'the start' : utcText(fromUs);
  const to = toUs === null ? 'the end' : utcText(toUs);
  return `from ${from} to ${to}`;
}
