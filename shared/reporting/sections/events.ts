// What happened: the evidence timeline, each line with its exhibit and position, and the key records
// whole.

import { counted as count, grouped } from '../../base/counted.ts';
import { formatUtc } from '../../base/time.ts';
import type { TimeUs } from '../../base/time.ts';
import type { CitedEvent, ReportModel } from '../../domain/report.ts';
import { heading, orNotRecorded, paragraph } from '../document.ts';
import type { Block, Cell, Fact, Section } from '../document.ts';
import { durationText } from '../duration.ts';
import { coverageLine } from '../wording.ts';
import { formatZoned, isUtc, zoneOffsetText } from '../zoned-time.ts';

function timeCell(event: CitedEvent): Cell {
  return event.timeUs === null
    ? { text: 'undated' }
    : { text: formatUtc(event.timeUs, event.precision, event.nanos), mono: true };
}

/** How to turn the table's times into the zone's: one offset, or each with the event it begins at. */
function zoneNote(events: readonly CitedEvent[], zone: string): readonly Block[] {
  if (isUtc(zone)) return [];
  const changes: { readonly offset: string; readonly fromUs: TimeUs }[] = [];
  for (const { timeUs } of events) {
    if (timeUs === null) continue;
    const offset = zoneOffsetText(timeUs, zone);
    if (changes.at(-1)?.offset !== offset) changes.push({ offset, fromUs: timeUs });
  }
  const [first, ...later] = changes;
  if (first === undefined) return [];
  const after = later.map(
    ({ offset, fromUs }) => `, UTC${offset} from ${formatUtc(fromUs, 's')} on`,
  );
  return [paragraph(`In ${zone} these times are UTC${first.offset}${after.join('')}.`)];
}

const dash = (text: string): string => (text.trim() === '' ? '-' : text);

function timelineRow(event: CitedEvent): readonly Cell[] {
  const position = `${event.exhibit} ${event.position}`;
  const failed = event.verdict !== '' && event.verdict !== 'verified';
  return [
    timeCell(event),
    failed ? { text: position, below: event.verdict } : { text: position },
    { text: dash(event.actor) },
    { text: dash(event.origin) },
    { text: dash(event.action) },
    { text: dash(event.outcome) },
  ];
}

function recordBlock(event: CitedEvent, zone: string): Block {
  const facts: Fact[] = [
    {
      name: 'Time',
      value:
        event.timeUs === null
          ? 'undated'
          : [
              formatUtc(event.timeUs, event.precision, event.nanos),
              ...(isUtc(zone)
                ? []
                : [`(${formatZoned(event.timeUs, zone, event.precision, event.nanos)})`]),
            ].join(' '),
    },
    { name: 'Summary', value: orNotRecorded(event.summary) },
    { name: 'SHA-256', value: orNotRecorded(event.sha256), mono: true },
  ];
  if (event.verdict !== '') facts.push({ name: 'Integrity', value: event.verdict });
  return {
    kind: 'record',
    title: `${event.exhibit} ${event.position}`,
    facts,
    raw: event.raw,
  };
}

function chartAlt(model: ReportModel): string {
  const total = model.rate.counts.reduce((sum, n) => sum + n, 0);
  const peak = model.rate.counts.reduce((most, n) => Math.max(most, n), 0);
  const marks = model.rate.marks
    .map(
      (mark) => `${mark.label}: ${formatUtc(mark.startUs, 's')} to ${formatUtc(mark.endUs, 's')}`,
    )
    .join('; ');
  return `Event rate from ${formatUtc(model.rate.fromUs, 's')} to ${formatUtc(model.rate.toUs, 's')} in intervals of ${durationText(model.rate.bucketUs)}: ${count(total, 'event')}, at most ${grouped(peak)} in an interval. Marked: ${marks === '' ? 'nothing' : marks}.`;
}

export function eventsSection(
  model: ReportModel,
  key: readonly CitedEvent[],
): Omit<Section, 'number'> {
  const blocks: Block[] = [
    heading('Event rate'),
    { kind: 'rate-chart', chart: model.rate, alt: chartAlt(model) },
    heading('Evidence timeline'),
  ];
  if (model.events.length === 0) {
    blocks.push(paragraph('No event contributes to a finding. Looked at:'));
    blocks.push(
      model.sources.length === 0
        ? paragraph('no exhibit.')
        : { kind: 'list', items: model.sources.map(coverageLine) },
    );
  } else {
    blocks.push(...zoneNote(model.events, model.zone), {
      kind: 'table',
      caption: `${count(model.events.length, 'event')} in the order of their times`,
      columns: [
        { title: 'Time (UTC)', share: 25.5 },
        { title: 'Exhibit and position', share: 19 },
        { title: 'Actor', share: 14 },
        { title: 'Source', share: 15 },
        { title: 'Action', share: 16 },
        { title: 'Outcome', share: 10.5 },
      ],
      rows: model.events.map(timelineRow),
    });
  }
  if (model.eventsNotListed === 0 && model.events.length > 0) {
    blocks.push(paragraph('Every event that contributes to a finding is listed.', 'quiet'));
  }
  if (model.eventsNotListed > 0) {
    blocks.push(
      paragraph(
        `${count(model.eventsNotListed, 'event')} more ${model.eventsNotListed === 1 ? 'contributes' : 'contribute'} to the findings and ${model.eventsNotListed === 1 ? 'is' : 'are'} not listed here. The case holds them; the command under Method finds them again.`,
        'note',
      ),
    );
  }
  if (key.length > 0) {
    blocks.push(
      heading('Key records'),
      paragraph(
        key.length === model.events.length
          ? 'Every cited record is printed whole, with the SHA-256 of its original bytes.'
          : `${count(key.length, 'record')} of ${grouped(model.events.length)} printed whole, with the SHA-256 of the original bytes; the first, the deciding and the last of each finding come before others. All of them are in records.jsonl, attached to this file.`,
        'quiet',
      ),
      ...key.map((event) => recordBlock(event, model.zone)),
    );
  }
  return { id: 'events', title: 'What happened', ownPage: true, blocks };
}
