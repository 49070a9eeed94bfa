// Integrity per exhibit: the verdict, what it shows, what it does not show, and what fails.

import { counted as count } from '../../base/counted.ts';
import { formatUtc } from '../../base/time.ts';
import type { ReportModel, ReportSource } from '../../domain/report.ts';
import type { VerdictEntry } from '../../domain/verdict.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Cell, Fact, Section } from '../document.ts';
import { capital, sentence, verdictLines } from '../wording.ts';

export const FAILING_ENTRIES_PRINTED = 60;

function place(entry: VerdictEntry): string {
  const file = entry.file ?? '';
  if (entry.sequence === undefined) return file === '' ? 'whole exhibit' : file;
  const range =
    entry.through === undefined || entry.through === entry.sequence
      ? `sequence ${entry.sequence}`
      : `sequence ${entry.sequence} to ${entry.through}`;
  return file === '' ? range : `${file}, ${range}`;
}

function row(entry: VerdictEntry): readonly Cell[] {
  const digests = [
    entry.expected === undefined ? '' : `recorded: ${entry.expected}`,
    entry.found === undefined ? '' : `worked out: ${entry.found}`,
  ].filter((part) => part !== '');
  return [
    { text: capital(entry.verdict), mark: entry.verdict },
    { text: place(entry) },
    { text: entry.reason },
    { text: digests.length === 0 ? '-' : digests.join('\n'), mono: digests.length > 0 },
  ];
}

function exhibitBlocks({ source, verification, verifiedAtUs }: ReportSource): readonly Block[] {
  const lines = verdictLines(source, verification);
  const facts: Fact[] = [
    { name: 'Result', value: lines.result },
    { name: 'Shows', value: sentence(lines.shows) },
    { name: 'Does not show', value: sentence(lines.doesNotShow) },
    {
      name: 'Verified at',
      value: verifiedAtUs === null ? orNotRecorded('') : formatUtc(verifiedAtUs, 's'),
    },
  ];
  if (verification?.head !== undefined) {
    facts.push({
      name: 'Head of the chain',
      value: `sequence ${verification.head.sequence}: ${verification.head.hash}`,
      mono: true,
    });
  }
  const blocks: Block[] = [
    heading(`${source.exhibit} ${source.name}: ${lines.verdict}`, lines.verdict),
    { kind: 'facts', facts },
  ];
  if (verification === null) return blocks;
  const failing = verification.entries.filter((entry) => entry.verdict !== 'verified');
  if (failing.length === 0) {
    blocks.push(paragraph('No entry fails, and none is missing or unverifiable.', 'quiet'));
    return blocks;
  }
  blocks.push({
    kind: 'table',
    caption: `Entries of ${source.exhibit} that are not verified; neighbours with the same verdict and reason are joined`,
    columns: [
      { title: 'Verdict', share: 15 },
      { title: 'Where', share: 18 },
      { title: 'Reason', share: 24 },
      { title: 'Digests', share: 43 },
    ],
    rows: failing.slice(0, FAILING_ENTRIES_PRINTED).map(row),
  });
  if (failing.length > FAILING_ENTRIES_PRINTED) {
    blocks.push(
      paragraph(
        `The list is cut: the first ${FAILING_ENTRIES_PRINTED} of ${count(failing.length, 'stretch', 'stretches')} are printed. All of them are in integrity.json, attached to this file.`,
        'note',
      ),
    );
  }
  return blocks;
}

export function integritySection(model: ReportModel): Omit<Section, 'number'> {
  return {
    id: 'integrity',
    title: 'Integrity of the exhibits',
    ownPage: false,
    blocks:
      model.sources.length === 0
        ? [paragraph('There is no exhibit whose integrity could be checked.')]
        : model.sources.flatMap(exhibitBlocks),
  };
}
