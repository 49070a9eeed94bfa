// Exhibits and their custody. What nobody recorded is printed as such.

import { grouped } from '../../base/counted.ts';
import { formatUtc } from '../../base/time.ts';
import type { ReportModel, ReportSource } from '../../domain/report.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Section } from '../document.ts';
import { bytesText } from '../wording.ts';

function collectorHash(value: string): string {
  if (value.trim() === '') return orNotRecorded(value);
  return /^(md5|sha-?1):/i.test(value) ? `${value} (identification only)` : value;
}

function exhibitBlocks({ source }: ReportSource): readonly Block[] {
  const custody = source.custody;
  const blocks: Block[] = [
    heading(`${source.exhibit} ${source.name}`),
    {
      kind: 'facts',
      facts: [
        { name: 'Kind', value: source.formatTitle },
        {
          name: 'Size',
          value: `${bytesText(source.bytes)} in ${grouped(source.files)} ${source.files === 1 ? 'file' : 'files'}`,
        },
        { name: 'SHA-256', value: orNotRecorded(source.sha256), mono: true },
        { name: 'Opened from', value: orNotRecorded(source.path), mono: true },
        { name: 'Added to the case', value: formatUtc(source.addedAtUs, 's') },
        { name: 'Collected by', value: orNotRecorded(custody.collectedBy) },
        { name: 'Collected at', value: orNotRecorded(custody.collectedAt) },
        { name: 'Collected from', value: orNotRecorded(custody.collectedFrom) },
        { name: 'Method', value: orNotRecorded(custody.method) },
        {
          name: "Collector's hash",
          value: collectorHash(custody.collectorHash),
          mono: custody.collectorHash !== '',
        },
        { name: 'Received from', value: orNotRecorded(custody.receivedFrom) },
        { name: 'Received at', value: orNotRecorded(custody.receivedAt) },
        { name: 'Storage', value: orNotRecorded(custody.storage) },
      ],
    },
  ];
  if (source.transfers.length === 0) {
    blocks.push(paragraph('Transfers: not recorded.', 'quiet'));
    return blocks;
  }
  blocks.push({
    kind: 'table',
    caption: `Transfers of ${source.exhibit}`,
    columns: [
      { title: 'When', share: 22 },
      { title: 'From', share: 20 },
      { title: 'To', share: 20 },
      { title: 'Purpose', share: 26 },
      { title: 'Hash checked', share: 12 },
    ],
    rows: source.transfers.map((transfer) => [
      { text: orNotRecorded(transfer.at) },
      { text: orNotRecorded(transfer.from) },
      { text: orNotRecorded(transfer.to) },
      { text: orNotRecorded(transfer.purpose) },
      { text: transfer.hashChecked ? 'yes' : 'no' },
    ]),
  });
  return blocks;
}

export function exhibitsSection(model: ReportModel): Omit<Section, 'number'> {
  return {
    id: 'exhibits',
    title: 'Exhibits and custody',
    ownPage: true,
    blocks:
      model.sources.length === 0
        ? [paragraph('The case holds no exhibit in the scope of this report.')]
        : model.sources.flatMap(exhibitBlocks),
  };
}
