// The parts that only the officer can write: impact, root cause, remediation, lessons, follow-ups.

import type { Incident } from '../../domain/incident.ts';
import { heading, orNotRecorded, paragraph, statement, written } from '../document.ts';
import type { Block, Section } from '../document.ts';

export function impactSection(incident: Incident): Omit<Section, 'number'> {
  return {
    id: 'impact',
    title: 'Impact',
    ownPage: false,
    blocks: [
      heading('Affected systems'),
      ...written(incident.sections.affectedSystems),
      heading('Impact as assessed'),
      ...written(incident.sections.impact),
    ],
  };
}

function followUpBlocks(incident: Incident): readonly Block[] {
  const followUps = incident.sections.followUps;
  if (followUps.length === 0) return [paragraph('not recorded', 'quiet')];
  return [
    {
      kind: 'table',
      caption: 'Follow-up actions',
      columns: [
        { title: 'Action', share: 48 },
        { title: 'Owner', share: 22 },
        { title: 'Due', share: 18 },
        { title: 'Done', share: 12 },
      ],
      rows: followUps.map((followUp) => [
        { text: orNotRecorded(followUp.action) },
        { text: orNotRecorded(followUp.owner) },
        { text: orNotRecorded(followUp.due) },
        { text: followUp.done ? 'yes' : 'no' },
      ]),
    },
  ];
}

export function causeSection(incident: Incident): Omit<Section, 'number'> {
  const sections = incident.sections;
  return {
    id: 'cause',
    title: 'Root cause, remediation, lessons, follow-ups',
    ownPage: false,
    blocks: [
      statement('Opinion', 'What follows is the assessment of the author of this report.'),
      heading('How it was detected'),
      ...written(sections.detectionMethod),
      heading('Primary cause'),
      ...written(sections.primaryCause),
      heading('Contributing factors'),
      ...written(sections.contributingFactors),
      heading('Remediation'),
      ...written(sections.remediation),
      heading('Lessons'),
      ...written(sections.lessons),
      heading('Follow-ups'),
      ...followUpBlocks(incident),
    ],
  };
}
