// The whole report as a tree of sections, in the order a regulator expects them. Knows no file
// format; the sections themselves are written in sections/.

import { counted as count } from '../base/counted.ts';
import { formatUtc } from '../base/time.ts';
import type { ReportModel } from '../domain/report.ts';
import { orNotRecorded } from './document.ts';
import type { Fact, ReportDocument, Section } from './document.ts';
import { keyEvents } from './key-events.ts';
import type { MaskedModel } from './masked-model.ts';
import { limitationsSection, statementSection } from './sections/closing.ts';
import { causeSection, impactSection } from './sections/conclusions.ts';
import { coverageSection } from './sections/coverage.ts';
import { eventsSection } from './sections/events.ts';
import { exhibitsSection } from './sections/exhibits.ts';
import { findingsSection } from './sections/findings.ts';
import { identitySection } from './sections/identity.ts';
import { integritySection } from './sections/integrity.ts';
import { methodSection } from './sections/method.ts';
import type { AttachmentNote } from './sections/method.ts';
import { responseSection } from './sections/response.ts';
import { periodText, summarySection } from './sections/summary.ts';
import { capital } from './wording.ts';
import { isUtc } from './zoned-time.ts';

const KIND_TITLE: Readonly<Record<ReportModel['kind'], string>> = {
  incident: 'Incident report',
  alert: 'Alert report',
  period: 'Report of a period',
};

function controlFacts(model: ReportModel): readonly Fact[] {
  const author = model.author;
  const facts: Fact[] = [
    { name: 'Number', value: model.number === '' ? 'none (no incident)' : model.number },
    { name: 'Version', value: String(model.version) },
    { name: 'Status', value: capital(model.status) },
    { name: 'Classification', value: orNotRecorded(model.classification) },
    {
      name: 'Author',
      value:
        author === null
          ? orNotRecorded('')
          : `${[author.name, author.role, author.organisation].filter((part) => part.trim() !== '').join(', ')} (self-declared)`,
    },
    { name: 'Reviewer', value: orNotRecorded(model.reviewer) },
    { name: 'Case', value: `${orNotRecorded(model.caseName)} (${model.caseId})` },
    { name: 'Period', value: periodText(model) },
    { name: 'Made at', value: formatUtc(model.generatedAtUs, 's') },
    { name: 'Times in', value: isUtc(model.zone) ? 'UTC' : `UTC and ${model.zone}` },
  ];
  const reason = model.incident?.report.amendmentReason ?? '';
  if (reason.trim() !== '') facts.push({ name: 'Reason of amendment', value: reason });
  return facts;
}

function standingOf(status: ReportModel['status']): string {
  switch (status) {
    case 'draft':
    case 'in review':
      return 'DRAFT';
    case 'superseded':
      return 'SUPERSEDED';
    case 'final':
      return '';
  }
}

function sectionsOf(
  { model, masked }: MaskedModel,
  attachments: readonly AttachmentNote[],
): readonly Section[] {
  const incident = model.incident;
  return [
    summarySection(model),
    exhibitsSection(model),
    integritySection(model),
    coverageSection(model),
    methodSection(model, attachments),
    eventsSection(model, keyEvents(model)),
    identitySection(model),
    ...(incident === null ? [] : [impactSection(incident)]),
    findingsSection(model),
    responseSection(model),
    ...(incident === null ? [] : [causeSection(incident)]),
    limitationsSection(model, masked),
    statementSection(model),
  ].map((section, index) => ({ ...section, number: String(index + 1) }));
}

export function documentOf(
  masked: MaskedModel,
  attachments: readonly AttachmentNote[],
): ReportDocument {
  const model = masked.model;
  const name = model.number === '' ? model.title : model.number;
  return {
    title: model.title,
    kindTitle: KIND_TITLE[model.kind],
    headerLeft: name,
    headerRight: [`version ${model.version}`, model.status, model.classification]
      .filter((part) => part.trim() !== '')
      .join(' · '),
    standing: standingOf(model.status),
    control: controlFacts(model),
    controlNotes: [
      'This file carries no digital signature of its own. What is attached to it is listed under Method.',
      `${count(model.alerts.length, 'finding')}, ${count(model.sources.length, 'exhibit')}, ${count(model.events.length, 'cited event')}.`,
    ],
    sections: sectionsOf(masked, attachments),
  };
}
