// The first section, for a reader who reads no other: what, when, impact, certainty, open questions.

import { counted as count, grouped } from '../../base/counted.ts';
import type { Alert } from '../../domain/alert.ts';
import { isOpenState } from '../../domain/alert.ts';
import type { ReportModel } from '../../domain/report.ts';
import { SEVERITIES, severityRank } from '../../domain/severity.ts';
import type { TimeUs } from '../../base/time.ts';
import { worstVerdict } from '../../domain/verdict.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Fact, Section } from '../document.ts';
import { coverageLine, mayReassure, noneFound, score, sentence } from '../wording.ts';
import { bothTimes } from '../zoned-time.ts';

const FINDINGS_ON_SUMMARY = 8;

export function gravestFirst(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted(
    (a, b) =>
      severityRank(a.finding.severity) - severityRank(b.finding.severity) ||
      a.finding.startUs - b.finding.startUs ||
      (a.finding.id < b.finding.id ? -1 : 1),
  );
}

export function windowText(startUs: TimeUs, endUs: TimeUs, zone: string): string {
  return startUs === endUs
    ? bothTimes(startUs, zone)
    : `${bothTimes(startUs, zone)} to ${bothTimes(endUs, zone)}`;
}

function countBySeverity(alerts: readonly Alert[]): string {
  return SEVERITIES.flatMap((severity) => {
    const n = alerts.filter((alert) => alert.finding.severity === severity).length;
    return n === 0 ? [] : [`${n} ${severity}`];
  }).join(', ');
}

function whatHappened(model: ReportModel): string {
  const own = model.incident?.sections.description ?? '';
  if (own.trim() !== '') return own;
  if (model.alerts.length === 0) return 'No rule in use made a finding in the evidence looked at.';
  const single = model.alerts.length === 1 ? model.alerts[0] : undefined;
  if (single !== undefined) {
    return `${single.finding.ruleTitle}: ${sentence(single.finding.explanation)}`;
  }
  return `${count(model.alerts.length, 'finding')}: ${countBySeverity(model.alerts)}.`;
}

function when(model: ReportModel): string {
  const starts = model.alerts.map((alert) => alert.finding.startUs);
  const ends = model.alerts.map((alert) => alert.finding.endUs);
  const first = starts.toSorted((a, b) => a - b)[0];
  const last = ends.toSorted((a, b) => b - a)[0];
  if (first !== undefined && last !== undefined) return windowText(first, last, model.zone);
  return periodText(model);
}

export function periodText(model: ReportModel): string {
  if (model.periodStartUs === null || model.periodEndUs === null) {
    return 'all of the evidence, no period set';
  }
  return `${bothTimes(model.periodStartUs, model.zone)} up to, not including, ${bothTimes(model.periodEndUs, model.zone)}`;
}

function certainty(model: ReportModel): string {
  const parts: string[] = [];
  const verdict = worstVerdict(
    model.sources.map((source) => source.verification?.verdict ?? 'unprotected'),
  );
  parts.push(
    verdict === undefined
      ? 'No exhibit was looked at.'
      : `Integrity of the exhibits, worst first: ${verdict} (section 3).`,
  );
  const scores = model.alerts.map((alert) => alert.finding.confidence).toSorted((a, b) => a - b);
  const lowest = scores[0];
  const highest = scores.at(-1);
  if (lowest !== undefined && highest !== undefined) {
    const range = lowest === highest ? score(lowest) : `${score(lowest)} to ${score(highest)}`;
    parts.push(`Rule score of the findings: ${range}; it is not a probability (section 5).`);
  }
  const rejected = model.sources.reduce((sum, { source }) => sum + source.rejected, 0);
  const undated = model.sources.reduce((sum, { source }) => sum + source.undated, 0);
  if (model.sources.length === 0) return parts.join(' ');
  parts.push(
    rejected === 0 && undated === 0
      ? 'Every record could be read and dated.'
      : `${count(rejected, 'record')} could not be read and ${count(undated, 'event')} could not be dated (section 4).`,
  );
  return parts.join(' ');
}

function openFindings(open: number, all: number): string {
  if (all === 0) return 'none: there is no finding to decide';
  return open === 0
    ? `none: all ${count(all, 'finding')} are decided`
    : `${open} of ${count(all, 'finding')} not yet decided`;
}

function findingsTable(model: ReportModel): Block {
  const alerts = gravestFirst(model.alerts);
  return {
    kind: 'table',
    caption:
      alerts.length > FINDINGS_ON_SUMMARY
        ? `The ${FINDINGS_ON_SUMMARY} gravest of ${alerts.length} findings; all are under Findings`
        : 'Findings',
    columns: [
      { title: 'Severity', share: 15 },
      { title: 'Finding', share: 34 },
      { title: 'First event (UTC)', share: 25 },
      { title: 'Events', share: 10, align: 'right' },
      { title: 'Rule score', share: 12, align: 'right' },
    ],
    rows: alerts
      .slice(0, FINDINGS_ON_SUMMARY)
      .map(({ finding }) => [
        { text: finding.severity.toUpperCase(), mark: finding.severity },
        { text: finding.ruleTitle },
        { text: bothTimes(finding.startUs, 'UTC'), mono: true },
        { text: grouped(finding.eventIds.length) },
        { text: score(finding.confidence) },
      ]),
  };
}

export function summarySection(model: ReportModel): Omit<Section, 'number'> {
  const open = model.alerts.filter((alert) => isOpenState(alert.state)).length;
  const facts: Fact[] = [
    { name: 'What', value: whatHappened(model) },
    { name: 'When', value: when(model) },
  ];
  const incident = model.incident;
  if (incident !== null) {
    facts.push(
      { name: 'Severity', value: incident.severity.toUpperCase(), mark: incident.severity },
      { name: 'Affected systems', value: orNotRecorded(incident.sections.affectedSystems) },
      { name: 'Impact', value: orNotRecorded(incident.sections.impact) },
    );
  } else {
    facts.push({ name: 'Impact', value: 'not assessed: this report belongs to no incident' });
  }
  facts.push({ name: 'Certainty', value: certainty(model) });
  facts.push({
    name: 'Open questions',
    value:
      incident === null
        ? openFindings(open, model.alerts.length)
        : orNotRecorded(incident.sections.openQuestions),
  });
  const reassuring = mayReassure(model);
  const blocks: Block[] = [
    { kind: 'facts', facts },
    {
      kind: 'risk-gauge',
      risk: model.risk,
      mayReassure: reassuring,
      alt: `Risk gauge from 0 to 1. Risk ${score(model.risk.risk)}, band ${model.risk.band.toUpperCase()}; largest single ${score(model.risk.maxSingle)}; cumulative ${score(model.risk.cumulative)}.`,
    },
  ];
  if (!reassuring) {
    blocks.push(
      paragraph(
        'A CRITICAL finding is open. Whatever the mean says, this is not to be read as a low risk.',
        'note',
      ),
    );
  }
  if (model.alerts.length > 0) {
    blocks.push(findingsTable(model));
  } else {
    const [first = '', ...rest] = noneFound('Findings', model.sources);
    blocks.push(heading('None found, and what was looked at'), paragraph(first));
    if (rest.length > 0) blocks.push({ kind: 'list', items: model.sources.map(coverageLine) });
  }
  return { id: 'summary', title: 'Summary', ownPage: true, blocks };
}
