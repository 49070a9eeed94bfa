// Identity and access: who and from where, as the cited events name them.

import { counted as count, grouped } from '../../base/counted.ts';
import { formatUtc } from '../../base/time.ts';
import type { TimeUs } from '../../base/time.ts';
import type { CitedEvent, ReportModel } from '../../domain/report.ts';
import { paragraph, statement } from '../document.ts';
import type { Block, Section } from '../document.ts';

const NAMES_PRINTED = 40;
const VALUES_IN_CELL = 6;

interface Seen {
  readonly name: string;
  events: number;
  firstUs: TimeUs | null;
  lastUs: TimeUs | null;
  readonly others: Set<string>;
  readonly outcomes: Set<string>;
}

function collect(
  events: readonly CitedEvent[],
  nameOf: (event: CitedEvent) => string,
  otherOf: (event: CitedEvent) => string,
): readonly Seen[] {
  const all = new Map<string, Seen>();
  for (const event of events) {
    const name = nameOf(event);
    if (name.trim() === '') continue;
    let seen = all.get(name);
    if (seen === undefined) {
      seen = {
        name,
        events: 0,
        firstUs: null,
        lastUs: null,
        others: new Set(),
        outcomes: new Set(),
      };
      all.set(name, seen);
    }
    seen.events += 1;
    if (event.timeUs !== null) {
      if (seen.firstUs === null || event.timeUs < seen.firstUs) seen.firstUs = event.timeUs;
      if (seen.lastUs === null || event.timeUs > seen.lastUs) seen.lastUs = event.timeUs;
    }
    if (otherOf(event).trim() !== '') seen.others.add(otherOf(event));
    if (event.outcome.trim() !== '') seen.outcomes.add(event.outcome);
  }
  return [...all.values()].toSorted((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
}

function valuesText(values: ReadonlySet<string>): string {
  const list = [...values].toSorted();
  if (list.length === 0) return '-';
  const more = list.length - VALUES_IN_CELL;
  return `${list.slice(0, VALUES_IN_CELL).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function table(
  caption: string,
  first: string,
  other: string,
  seen: readonly Seen[],
): readonly Block[] {
  const blocks: Block[] = [
    {
      kind: 'table',
      caption,
      columns: [
        { title: first, share: 20 },
        { title: 'Events', share: 9, align: 'right' },
        { title: 'First (UTC)', share: 21 },
        { title: 'Last (UTC)', share: 21 },
        { title: other, share: 17 },
        { title: 'Outcomes', share: 12 },
      ],
      rows: seen
        .slice(0, NAMES_PRINTED)
        .map((entry) => [
          { text: entry.name },
          { text: grouped(entry.events) },
          { text: entry.firstUs === null ? 'undated' : formatUtc(entry.firstUs, 's'), mono: true },
          { text: entry.lastUs === null ? 'undated' : formatUtc(entry.lastUs, 's'), mono: true },
          { text: valuesText(entry.others) },
          { text: valuesText(entry.outcomes) },
        ]),
    },
  ];
  if (seen.length > NAMES_PRINTED) {
    blocks.push(
      paragraph(
        `The list is cut: ${NAMES_PRINTED} of ${grouped(seen.length)} are printed, those with most events first. All are in records.jsonl, attached to this file.`,
        'note',
      ),
    );
  }
  return blocks;
}

export function identitySection(model: ReportModel): Omit<Section, 'number'> {
  const actors = collect(
    model.events,
    (event) => event.actor,
    (event) => event.origin,
  );
  const origins = collect(
    model.events,
    (event) => event.origin,
    (event) => event.actor,
  );
  const unnamed = model.events.filter((event) => event.actor.trim() === '').length;
  const blocks: Block[] = [];
  if (actors.length === 0 && origins.length === 0) {
    blocks.push(
      paragraph(
        model.events.length === 0
          ? 'No event is cited, so no person, key or address is named.'
          : `None of the ${count(model.events.length, 'cited event')} names a person, key or address.`,
      ),
    );
  } else {
    blocks.push(
      statement(
        'Observed',
        'Names and addresses are those that the cited records carry. A record says which account or key was used, not which person used it.',
      ),
    );
    if (actors.length > 0)
      blocks.push(...table('Actors named in cited events', 'Actor', 'Sources', actors));
    if (origins.length > 0)
      blocks.push(...table('Sources named in cited events', 'Source', 'Actors', origins));
    if (unnamed > 0) {
      blocks.push(paragraph(`${count(unnamed, 'cited event')} without a named actor.`, 'quiet'));
    }
  }
  return { id: 'identity', title: 'Identity and access', ownPage: false, blocks };
}
