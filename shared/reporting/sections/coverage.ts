// What the evidence covers and how its times are to be read.

import { counted as count, grouped } from '../../base/counted.ts';
import { formatUtc, timeUs } from '../../base/time.ts';
import type { Precision } from '../../base/time.ts';
import type { RateChart, ReportModel } from '../../domain/report.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Section } from '../document.ts';
import { durationText } from '../duration.ts';
import { sentence } from '../wording.ts';
import { isUtc } from '../zoned-time.ts';
import { periodText } from './summary.ts';

const GAPS_PRINTED = 5;

interface Gap {
  readonly startUs: number;
  readonly endUs: number;
}

/** Runs of two or more buckets without an event, between the first and the last event. */
export function gapsOf(chart: RateChart): readonly Gap[] {
  const first = chart.counts.findIndex((n) => n > 0);
  const last = chart.counts.findLastIndex((n) => n > 0);
  const gaps: Gap[] = [];
  let start = -1;
  for (let i = first; i >= 0 && i <= last; i += 1) {
    if (chart.counts[i] === 0) {
      if (start < 0) start = i;
      continue;
    }
    if (start >= 0 && i - start >= 2) {
      gaps.push({
        startUs: chart.fromUs + start * chart.bucketUs,
        endUs: chart.fromUs + i * chart.bucketUs,
      });
    }
    start = -1;
  }
  return gaps;
}

function gapBlocks(chart: RateChart): readonly Block[] {
  const gaps = gapsOf(chart);
  const bucket = durationText(chart.bucketUs);
  if (chart.counts.every((n) => n === 0)) {
    return [paragraph('No dated event lies in the span of this report.')];
  }
  if (gaps.length === 0) {
    return [
      paragraph(
        `Between the first and the last event there is no stretch of two or more intervals of ${bucket} without an event, over all exhibits together.`,
      ),
    ];
  }
  const longest = gaps
    .toSorted((a, b) => b.endUs - b.startUs - (a.endUs - a.startUs))
    .slice(0, GAPS_PRINTED)
    .toSorted((a, b) => a.startUs - b.startUs);
  return [
    paragraph(
      `${count(gaps.length, 'stretch', 'stretches')} of two or more intervals of ${bucket} without any event, over all exhibits together${gaps.length > GAPS_PRINTED ? `; the ${GAPS_PRINTED} longest` : ''}:`,
    ),
    {
      kind: 'list',
      items: longest.map(
        (gap) =>
          `${formatUtc(timeUs(gap.startUs), 's')} to ${formatUtc(timeUs(gap.endUs), 's')} (${durationText(gap.endUs - gap.startUs)})`,
      ),
    },
    paragraph(
      'A stretch without events may be a pause of the system, of its logging, or of the copy.',
      'quiet',
    ),
  ];
}

const PRECISION_NAMES: Readonly<Record<Precision, string>> = {
  ns: 'nanoseconds',
  us: 'microseconds',
  ms: 'milliseconds',
  s: 'seconds',
  min: 'minutes',
};

function precisionLine(model: ReportModel, exhibit: string): string {
  const seen = new Set(
    model.events
      .filter((event) => event.exhibit === exhibit && event.timeUs !== null)
      .map((event) => PRECISION_NAMES[event.precision]),
  );
  return seen.size === 0
    ? `${exhibit}: no dated event is cited.`
    : `${exhibit}: cited times have a precision of ${[...seen].toSorted().join(', ')}.`;
}

export function coverageSection(model: ReportModel): Omit<Section, 'number'> {
  const blocks: Block[] = [
    { kind: 'facts', facts: [{ name: 'Period', value: periodText(model) }] },
  ];
  if (model.sources.length > 0) {
    blocks.push(
      {
        kind: 'table',
        caption: 'What was read; records read are events, rejected and skipped together',
        columns: [
          { title: 'Exhibit', share: 10 },
          { title: 'First event (UTC)', share: 25 },
          { title: 'Last event (UTC)', share: 25 },
          { title: 'Events', share: 11, align: 'right' },
          { title: 'Rejected', share: 11, align: 'right' },
          { title: 'Skipped', share: 11, align: 'right' },
          { title: 'Undated', share: 11, align: 'right' },
        ],
        rows: model.sources.map(({ source }) => [
          { text: source.exhibit },
          {
            text: source.firstTimeUs === null ? 'none dated' : formatUtc(source.firstTimeUs, 's'),
            mono: true,
          },
          {
            text: source.lastTimeUs === null ? 'none dated' : formatUtc(source.lastTimeUs, 's'),
            mono: true,
          },
          { text: grouped(source.events) },
          { text: grouped(source.rejected) },
          { text: grouped(source.skipped) },
          { text: grouped(source.undated) },
        ]),
      },
      heading('Not logged'),
      {
        kind: 'facts',
        facts: model.sources.map(({ source, notLogged }) => ({
          name: source.exhibit,
          value: sentence(orNotRecorded(notLogged)),
        })),
      },
    );
  }
  blocks.push(heading('Gaps'), ...gapBlocks(model.rate));
  blocks.push(heading('Times'), {
    kind: 'list',
    items: [
      isUtc(model.zone)
        ? 'Times are printed in UTC, ending in Z.'
        : `Times are printed in UTC, ending in Z, and in ${model.zone} with its offset.`,
      'No time is printed with more digits than the record has. Events whose times are equal at that precision are in no proven order.',
      ...model.sources.map(({ source }) => precisionLine(model, source.exhibit)),
      'No clock offset was applied to any exhibit.',
    ],
  });
  return { id: 'coverage', title: 'Coverage and time', ownPage: false, blocks };
}
