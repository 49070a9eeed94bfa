// How the figures were made, so that another person can make them again.

import { formatUtc } from '../../base/time.ts';
import type { ReportModel } from '../../domain/report.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Section } from '../document.ts';
import { count, riskExplanation, score } from '../wording.ts';

export interface AttachmentNote {
  readonly name: string;
  readonly description: string;
}

function rulesTable(model: ReportModel): readonly Block[] {
  const rules = new Map<string, { title: string; version: string; settings: Set<string> }>();
  for (const { finding } of model.alerts) {
    const rule = rules.get(finding.ruleId) ?? {
      title: finding.ruleTitle,
      version: finding.ruleVersion,
      settings: new Set<string>(),
    };
    for (const [name, value] of Object.entries(finding.parameters)) {
      rule.settings.add(`${name} = ${value}`);
    }
    rules.set(finding.ruleId, rule);
  }
  if (rules.size === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Rules with findings',
      columns: [
        { title: 'Rule', share: 25 },
        { title: 'SHA-256 of its text', share: 56 },
        { title: 'Settings outside its text', share: 19 },
      ],
      rows: [...rules].map(([id, rule]) => [
        { text: rule.title, below: id },
        { text: rule.version, mono: true },
        { text: rule.settings.size === 0 ? 'none' : [...rule.settings].join('; ') },
      ]),
    },
  ];
}

export function methodSection(
  model: ReportModel,
  attachments: readonly AttachmentNote[],
): Omit<Section, 'number'> {
  const blocks: Block[] = [
    {
      kind: 'facts',
      facts: [
        { name: 'Program', value: `Sealwatch ${model.appVersion}` },
        { name: 'Rules in use', value: count(model.ruleCount, 'rule') },
        { name: 'Digest of the rules', value: orNotRecorded(model.rulesDigest), mono: true },
        {
          name: 'Threat list',
          value:
            model.threatListEntries === 0
              ? 'empty: no address or name was looked for'
              : count(model.threatListEntries, 'entry', 'entries'),
        },
        { name: 'Made at', value: formatUtc(model.generatedAtUs, 's') },
      ],
    },
    heading('Made again with'),
    { kind: 'command', text: orNotRecorded(model.command) },
    ...rulesTable(model),
    heading('Risk figures'),
    ...riskExplanation(model.risk).map((line) => paragraph(line)),
  ];
  if (model.risk.contributions.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'What each finding adds',
      columns: [
        { title: 'Finding', share: 46 },
        { title: 'Severity', share: 20 },
        { title: 'Rule score', share: 14, align: 'right' },
        { title: 'Weight × rule score', share: 20, align: 'right' },
      ],
      rows: model.risk.contributions.map((part) => [
        { text: part.title },
        { text: part.severity.toUpperCase(), mark: part.severity },
        { text: score(part.confidence) },
        { text: score(part.share) },
      ]),
    });
  }
  blocks.push(
    paragraph(`The band ${model.risk.band.toUpperCase()} asks for: ${model.risk.response}.`),
    heading('Attached to this file'),
    {
      kind: 'list',
      items: attachments.map((file) => `${file.name}: ${file.description}`),
    },
  );
  return { id: 'method', title: 'Method', ownPage: false, blocks };
}
