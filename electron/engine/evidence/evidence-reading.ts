// How records are understood: which field their times come from, which other fields hold times, and
// the columns of a table. Worked out from a sample of them, nothing is stored.

import type { ExhibitReading } from '../../../shared/contract/areas/evidence.ts';
import type { FieldValue, NormalisedEvent } from '../../../shared/domain/event.ts';
import { tableOf } from '../../../shared/formats/table.ts';
import { eventTimeOf } from '../../../shared/normalise/event-time.ts';
import { isFields, plainText } from '../../../shared/normalise/field-path.ts';
import { withOrder } from '../../../shared/normalise/written-date.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { ReadOptions } from '../../store/sources.ts';
import type { BlockReader } from '../events/block-reader.ts';
import type { EventViews, StoredEvent } from '../events/event-views.ts';

/** Records at the beginning of the exhibit and at its end. */
const LOOKED_AT_EACH_END = 40;
const DEEPEST_FIELD = 8;
/** Records of some services have thousands of fields; times stand in none of the later ones. */
const MOST_FIELDS = 500;
const LONGEST_EXAMPLE = 120;
const TABLE = /(?:^|:)csv:(\{.*\})$/s;

export function exhibitReading(
  store: Pick<CaseReader, 'sources' | 'events'>,
  blocks: Pick<BlockReader, 'byId'>,
  views: Pick<EventViews, 'read'>,
  sourceId: number,
): ExhibitReading {
  const formats = store.sources.files(sourceId).map(({ format }) => format);
  const events = sampleOf(store, blocks, views, sourceId).map(({ event }) => event);
  return readingOf(events, formats, store.sources.options(sourceId));
}

/** @param formats ids of the formats of the files, with their layouts */
export function readingOf(
  events: readonly NormalisedEvent[],
  formats: readonly string[],
  options: ReadOptions,
): ExhibitReading {
  const zone = options.zone ?? 'UTC';
  const layout = formats
    .map((format) => TABLE.exec(format)?.[1])
    .find((text) => text !== undefined);
  const table = layout === undefined ? undefined : tableOf(layout);
  // In a table the officer may say which number of a date is the day.
  const orders = table ? ([undefined, 'day-first', 'month-first'] as const) : [undefined];
  const fields = new Map<string, { example: string; times: number; used: number }>();
  for (const event of events) {
    walk(event.fields, '', 0, (field, value) => {
      const text = plainText(value);
      if (text === undefined || text === '') return;
      let known = fields.get(field);
      if (known === undefined) {
        if (fields.size >= MOST_FIELDS) return;
        known = { example: text.slice(0, LONGEST_EXAMPLE), times: 0, used: 0 };
        fields.set(field, known);
      }
      if (orders.some((order) => isTime(withOrder(text, order), zone))) known.times += 1;
      if (event.time.timeUs !== null && event.time.text === text) known.used += 1;
    });
  }
  return {
    options,
    looked: events.length,
    undated: events.filter(({ time }) => time.timeUs === null).length,
    zoneAssumed: events.filter(({ time }) => time.zoneAssumed).length,
    fields: [...fields].map(([field, found]) => ({ field, ...found })),
    ...(table && {
      table: {
        separator: table.separator,
        columns: [...table.columns],
        time: [...table.time],
        header: table.header,
        ...(table.preamble === undefined ? {} : { preamble: table.preamble }),
        ...(table.dates === undefined ? {} : { dates: table.dates }),
      },
    }),
  };
}

function isTime(text: string, zone: string): boolean {
  return eventTimeOf(text, { zone, anyNumber: false }).timeUs !== null;
}

function sampleOf(
  store: Pick<CaseReader, 'events'>,
  blocks: Pick<BlockReader, 'byId'>,
  views: Pick<EventViews, 'read'>,
  sourceId: number,
): readonly StoredEvent[] {
  const ids = store.events.blocksOf(sourceId);
  const first = blocks.byId(ids[0] ?? 0);
  const last = blocks.byId(ids.at(-1) ?? 0);
  const events: StoredEvent[] = [];
  const seen = new Set<number>();
  for (const [block, from] of [
    [first, 0],
    [last, Math.max(0, (last?.count ?? 0) - LOOKED_AT_EACH_END)],
  ] as const) {
    const end = Math.min(block?.count ?? 0, from + LOOKED_AT_EACH_END);
    for (let slot = from; block && slot < end; slot += 1) {
      if (seen.has(block.firstEvent + slot)) continue;
      seen.add(block.firstEvent + slot);
      events.push(views.read(block, slot));
    }
  }
  return events;
}

/** Every value that is no object or list, under the name that a search takes. */
function walk(
  value: FieldValue,
  path: string,
  depth: number,
  visit: (path: string, value: FieldValue) => void,
): void {
  if (isFields(value)) {
    if (depth >= DEEPEST_FIELD) return;
    for (const [name, inner] of Object.entries(value)) {
      walk(inner, path === '' ? name : `${path}.${name}`, depth + 1, visit);
    }
  } else if (!Array.isArray(value) && path !== '') visit(path, value);
}
