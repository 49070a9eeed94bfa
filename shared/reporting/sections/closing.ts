// Limitations, redactions by category, and the examiner's statement.

import { counted as count } from '../../base/counted.ts';
import { formatUtc } from '../../base/time.ts';
import type { ReportModel } from '../../domain/report.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Section } from '../document.ts';
import type { MaskedCount } from '../secrets.ts';
import { coverageLine } from '../wording.ts';

export function limitationsSection(
  model: ReportModel,
  masked: readonly MaskedCount[],
): Omit<Section, 'number'> {
  const limits: string[] = [];
  if (model.sources.length === 0) limits.push('No exhibit was looked at.');
  for (const { source, verification } of model.sources) {
    if (verification === null) limits.push(`${source.exhibit} was not verified.`);
    else if (verification.verdict !== 'verified') {
      limits.push(`${source.exhibit} is ${verification.verdict}: ${verification.doesNotShow}`);
    }
    if (source.status !== 'ready')
      limits.push(`${source.exhibit} is ${source.status}: not all of it was read.`);
    if (source.rejected > 0)
      limits.push(
        `${source.exhibit}: ${count(source.rejected, 'record')} could not be read and took no part in detection.`,
      );
    if (source.undated > 0)
      limits.push(
        `${source.exhibit}: ${count(source.undated, 'event')} without a usable time; rules over time do not see them.`,
      );
  }
  if (model.eventsNotListed > 0)
    limits.push(`${count(model.eventsNotListed, 'contributing event')} not listed in this report.`);
  if (model.threatListEntries === 0) limits.push('The threat list was empty.');
  limits.push(
    'A rule finds what it describes. What no rule in use describes, and what no exhibit logs, is not in this report.',
  );
  limits.push(
    'A character that the fonts of this file cannot show, every control character and every invisible character is printed as U+ and its number. The attached files hold the text as it was read, but for what is masked.',
  );
  const blocks: Block[] = [
    heading('Limitations'),
    { kind: 'list', items: limits },
    ...(model.sources.length === 0
      ? []
      : [
          paragraph('Coverage of every statement above:'),
          { kind: 'list' as const, items: model.sources.map(coverageLine) },
        ]),
    heading('Redactions by category'),
  ];
  if (masked.length === 0) {
    blocks.push(
      paragraph(
        'None: no secret was recognised in the cited records, and nothing else was redacted.',
      ),
    );
  } else {
    blocks.push(
      {
        kind: 'table',
        caption: 'Masked in the printed records and in the attached files',
        columns: [
          { title: 'Category', share: 70 },
          { title: 'Values', share: 15, align: 'right' },
          { title: 'Records', share: 15, align: 'right' },
        ],
        rows: masked.map((entry) => [
          { text: entry.category },
          { text: String(entry.values) },
          { text: String(entry.records) },
        ]),
      },
      paragraph(
        'The printed SHA-256 is of the original bytes, so it does not fit a record with a masked value. Nothing else was redacted.',
        'quiet',
      ),
    );
  }
  return { id: 'limitations', title: 'Limitations and redactions', ownPage: false, blocks };
}

export function statementSection(model: ReportModel): Omit<Section, 'number'> {
  const author = model.author;
  return {
    id: 'statement',
    title: 'Statement of the examiner',
    ownPage: false,
    blocks: [
      paragraph(
        `I made this report from the exhibits listed in it, with Sealwatch ${model.appVersion}, on ${formatUtc(model.generatedAtUs, 's')}. The exhibits were read and not changed. What is marked observed stands in the exhibits; what is marked derived follows from them by the stated method; what is marked opinion is an assessment.`,
      ),
      {
        kind: 'facts',
        facts: [
          { name: 'Name', value: orNotRecorded(author?.name ?? '') },
          { name: 'Role', value: orNotRecorded(author?.role ?? '') },
          { name: 'Organisation', value: orNotRecorded(author?.organisation ?? '') },
          { name: 'Reviewer', value: orNotRecorded(model.reviewer) },
        ],
      },
      paragraph(
        'Name, role and organisation are self-declared: the program did not check them.',
        'quiet',
      ),
      {
        kind: 'signature-lines',
        lines: ['Place and date', 'Signature of the examiner', 'Signature of the reviewer'],
      },
    ],
  };
}
