// Findings, each as fact, inference and alternatives, and the rules that looked and found nothing.

import { counted as count, grouped } from '../../base/counted.ts';
import type { Alert } from '../../domain/alert.ts';
import type { CitedEvent, ReportModel } from '../../domain/report.ts';
import type { BaselineNumbers } from '../../domain/finding.ts';
import { heading, paragraph, statement } from '../document.ts';
import type { Block, Fact, Section } from '../document.ts';
import { cite } from '../citations.ts';
import { durationText } from '../duration.ts';
import { coverageLine, noneFound, score, sentence } from '../wording.ts';
import { gravestFirst, windowText } from './summary.ts';

const STRETCHES_CITED = 12;
const MATCHES_PRINTED = 12;

function groupText(group: Readonly<Record<string, string>>): string {
  const parts = Object.entries(group).map(([field, value]) => `${field} = ${value}`);
  return parts.length === 0 ? 'all events together' : parts.join(', ');
}

function figure(value: number): string {
  return Number.isInteger(value) ? grouped(value) : value.toFixed(3);
}

function citedText(alert: Alert, byId: ReadonlyMap<number, CitedEvent>): string {
  const { text, left, uncited } = cite(alert.finding.eventIds, byId, STRETCHES_CITED);
  const parts = text === '' ? [] : [text];
  if (left > 0) parts.push(`and ${count(left, 'event')} more, listed in the evidence timeline`);
  if (uncited > 0) parts.push(`${count(uncited, 'event')} not listed in this report`);
  return parts.length === 0 ? 'no event (the finding rests on the verification)' : parts.join('; ');
}

function baselineBlocks(baseline: BaselineNumbers): readonly Block[] {
  return [
    {
      kind: 'table',
      caption: `The baseline of ${baseline.measure}, per ${durationText(baseline.windowUs)}`,
      columns: [
        { title: 'Observed', share: 14, align: 'right' },
        { title: 'Median', share: 14, align: 'right' },
        { title: 'MAD', share: 14, align: 'right' },
        { title: 'Mean', share: 14, align: 'right' },
        { title: 'Deviation', share: 14, align: 'right' },
        { title: 'Ratio', share: 14, align: 'right' },
        { title: 'Modified z', share: 16, align: 'right' },
      ],
      rows: [
        [
          { text: figure(baseline.observed) },
          { text: figure(baseline.median) },
          { text: figure(baseline.mad) },
          { text: figure(baseline.mean) },
          { text: figure(baseline.standardDeviation) },
          { text: figure(baseline.ratio) },
          { text: figure(baseline.modifiedZ) },
        ],
      ],
    },
    paragraph(
      `Learned from ${count(baseline.windows, 'earlier window')}${baseline.seasonal ? ' of the same hour and weekday' : ''}. Ratio = observed ÷ median; modified z = 0.6745 × (observed − median) ÷ MAD, or the standard z where MAD is 0.`,
      'quiet',
    ),
  ];
}

function matchBlocks(alert: Alert): readonly Block[] {
  const matches = alert.finding.matches;
  if (matches.length === 0) return [];
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'What matched',
      columns: [
        { title: 'Part of the rule', share: 22 },
        { title: 'Field', share: 22 },
        { title: 'Value in the record', share: 30 },
        { title: 'Pattern', share: 26 },
      ],
      rows: matches
        .slice(0, MATCHES_PRINTED)
        .map((match) => [
          { text: match.selection },
          { text: match.field },
          { text: match.value },
          { text: match.pattern },
        ]),
    },
  ];
  if (matches.length > MATCHES_PRINTED) {
    blocks.push(
      paragraph(
        `${count(matches.length - MATCHES_PRINTED, 'match', 'matches')} more in report.json, attached to this file.`,
        'note',
      ),
    );
  }
  return blocks;
}

function findingBlocks(
  alert: Alert,
  index: number,
  model: ReportModel,
  byId: ReadonlyMap<number, CitedEvent>,
): readonly Block[] {
  const finding = alert.finding;
  const facts: Fact[] = [
    { name: 'Severity', value: finding.severity.toUpperCase(), mark: finding.severity },
    { name: 'Rule score', value: score(finding.confidence) },
    { name: 'Window', value: windowText(finding.startUs, finding.endUs, model.zone) },
    { name: 'Figure at its peak', value: figure(finding.count) },
    { name: 'Contributing events', value: grouped(finding.eventIds.length) },
    { name: 'Grouped by', value: groupText(finding.group) },
    { name: 'Stands in', value: citedText(alert, byId) },
    { name: 'State', value: alert.state },
  ];
  if (alert.evidenceDropped !== undefined) {
    facts.push({
      name: 'Evidence dropped',
      value: `${count(alert.evidenceDropped, 'event')}, by retention; what is said of them here is kept`,
    });
  }
  if (finding.tags.length > 0) facts.push({ name: 'Tags', value: finding.tags.join(', ') });
  facts.push({ name: 'Finding id', value: finding.id, mono: true });
  const blocks: Block[] = [
    heading(`F${index + 1} ${finding.ruleTitle}`, finding.severity),
    { kind: 'facts', facts },
    statement('Observed', sentence(finding.explanation)),
    statement(
      'Derived',
      `The rule "${finding.ruleTitle}" reads this as ${finding.severity.toUpperCase()}; the reading follows from the rule and its settings, not from knowledge of who acted or why.`,
    ),
    statement(
      'Opinion',
      finding.falsePositives.length === 0
        ? 'Alternatives considered by the rule: none named.'
        : 'Other explanations that the rule names, to be ruled out:',
    ),
  ];
  if (finding.falsePositives.length > 0) {
    blocks.push({ kind: 'list', items: finding.falsePositives, belowStatement: true });
  }
  if (finding.baseline !== undefined) blocks.push(...baselineBlocks(finding.baseline));
  blocks.push(...matchBlocks(alert));
  if (finding.actions.length > 0) {
    blocks.push(paragraph('Recommended by the rule:'), { kind: 'list', items: finding.actions });
  }
  return blocks;
}

export function findingsSection(model: ReportModel): Omit<Section, 'number'> {
  const byId = new Map(model.events.map((event) => [event.id, event]));
  const blocks: Block[] = [];
  if (model.alerts.length === 0) {
    const [first = ''] = noneFound('Findings', model.sources);
    blocks.push(paragraph(first));
    if (model.sources.length > 0) {
      blocks.push({ kind: 'list', items: model.sources.map(coverageLine) });
    }
  }
  gravestFirst(model.alerts).forEach((alert, index) => {
    blocks.push(...findingBlocks(alert, index, model, byId));
  });
  if (model.quietRules.length > 0) {
    blocks.push(heading('Rules that looked and found nothing'), {
      kind: 'list',
      items: model.quietRules,
    });
  }
  return { id: 'findings', title: 'Findings', ownPage: false, blocks };
}
