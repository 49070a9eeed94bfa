// How the figures were made, so that another person can make them again.

import { counted as count } from '../../base/counted.ts';
import { formatUtc } from '../../base/time.ts';
import type { KnownAnswer, ReportModel } from '../../domain/report.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Fact, Section } from '../document.ts';
import { riskExplanation, score } from '../wording.ts';

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

const AREAS: Readonly<Record<KnownAnswer['area'], string>> = {
  hashing: 'hashing',
  merkle: 'Merkle',
  signatures: 'signatures',
  chain: 'chain',
  sigma: 'rules',
};

/** One line where all is right: what was computed again when the report was made. */
function selftestFacts({ selftest }: ReportModel): readonly Fact[] {
  const right = selftest.filter(({ ok }) => ok).length;
  const perArea = Object.entries(AREAS)
    .map(([area, name]) => [name, selftest.filter((each) => each.area === area).length] as const)
    .filter(([, answers]) => answers > 0)
    .map(([name, answers]) => `${name} ${answers}`);
  const value = `${right} of ${count(selftest.length, 'known answer')} right: ${perArea.join(', ')}`;
  return [
    right === selftest.length
      ? { name: 'Self-test', value }
      : { name: 'Self-test', value, mark: 'altered' },
  ];
}

function wrongAnswers({ selftest }: ReportModel): readonly Block[] {
  const wrong = selftest.filter(({ ok }) => !ok);
  if (wrong.length === 0) return [];
  return [
    paragraph(
      'The program computed known answers wrongly on this machine: nothing in this report may be relied on before that is explained.',
      'note',
    ),
    {
      kind: 'table',
      caption: 'Known answers that came out wrong',
      columns: [
        { title: 'Known answer', share: 30 },
        { title: 'Expected', share: 35 },
        { title: 'Computed', share: 35 },
      ],
      rows: wrong.map(({ area, name, expected, found }) => [
        { text: `${AREAS[area]}: ${name}` },
        { text: expected, mono: true },
        { text: found, mono: true },
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
        ...selftestFacts(model),
      ],
    },
    ...wrongAnswers(model),
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
