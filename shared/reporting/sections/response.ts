// What was done about it: the response log, kept apart from the evidence.

import type { TimeUs } from '../../base/time.ts';
import type { ReportModel } from '../../domain/report.ts';
import { orNotRecorded, paragraph } from '../document.ts';
import type { Block, Cell, Section } from '../document.ts';
import { bothTimes } from '../zoned-time.ts';
import { gravestFirst } from './summary.ts';

interface Act {
  readonly atUs: TimeUs;
  readonly who: string;
  readonly what: string;
  readonly note: string;
}

function actsOf(model: ReportModel): readonly Act[] {
  const acts: Act[] = [];
  if (model.incident !== null) {
    acts.push({
      atUs: model.incident.openedAtUs,
      who: model.incident.openedBy,
      what: `Incident ${model.incident.id} opened`,
      note: '',
    });
  }
  gravestFirst(model.alerts).forEach((alert, index) => {
    for (const step of alert.steps) {
      acts.push({
        atUs: step.atUs,
        who: step.who,
        what: `F${index + 1} ${alert.finding.ruleTitle}: ${step.from} to ${step.to}`,
        note: step.note,
      });
    }
  });
  return acts.toSorted((a, b) => a.atUs - b.atUs);
}

export function responseSection(model: ReportModel): Omit<Section, 'number'> {
  const acts = actsOf(model);
  const blocks: Block[] = [
    paragraph(
      'This is the record of the response, kept by the people who worked on the findings. It is no evidence of the events above.',
      'quiet',
    ),
  ];
  if (acts.length === 0) {
    blocks.push(paragraph('No step of the response was recorded.'));
  } else {
    blocks.push({
      kind: 'table',
      caption: 'Response log',
      columns: [
        { title: 'When', share: 25 },
        { title: 'Who', share: 18 },
        { title: 'What', share: 31 },
        { title: 'Note', share: 26 },
      ],
      rows: acts.map((act): readonly Cell[] => [
        { text: bothTimes(act.atUs, model.zone), mono: true },
        { text: orNotRecorded(act.who) },
        { text: act.what },
        { text: act.note.trim() === '' ? '-' : act.note },
      ]),
    });
  }
  return { id: 'response', title: 'What was done', ownPage: false, blocks };
}
