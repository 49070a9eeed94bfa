// Events as the command line prints them, and as alerts refer to them.

import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { eventTimeText } from '../times.ts';

export interface EventShape {
  readonly id: number;
  readonly exhibit: string;
  /** Byte offset in the unpacked file, or the row number in a database. */
  readonly position: number;
  readonly time: string | null;
  readonly timeText: string;
  readonly precision: string;
  readonly source: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly raw: string;
}

export type SourcesById = ReadonlyMap<number, Source>;

export function eventShape(event: EventDetail, sources: SourcesById): EventShape {
  return {
    id: event.id,
    exhibit: event.exhibit,
    position: event.position,
    time: eventTimeText(event),
    timeText: event.timeText,
    precision: event.precision,
    source: sourceName(event, sources),
    fields: event.fields,
    raw: event.raw,
  };
}

/** A contributing event: its file, and its sequence number, its line, or where it starts. */
export interface EventReference {
  readonly id: number;
  readonly source: string;
  readonly sequence?: number;
  readonly line?: number;
  readonly byte?: number;
  readonly time: string | null;
}

/** @param lineOf the line of an event, where its file is plain text that can still be read */
/** What of an event tells where it is: of thousands that an alert rests on no more is kept. */
export interface EventPlace {
  readonly id: number;
  readonly sourceId: number;
  readonly source: string;
  readonly position: number;
  readonly sequence: number | undefined;
  readonly timeUs: EventDetail['timeUs'];
  readonly time: string | null;
}

export function eventPlace(event: EventDetail, sources: SourcesById): EventPlace {
  const { id, sourceId, position, timeUs } = event;
  return {
    id,
    sourceId,
    source: sourceName(event, sources),
    position,
    sequence: sequenceOf(event, sources),
    timeUs,
    time: eventTimeText(event),
  };
}

export function eventReference(
  place: EventPlace,
  lineOf: (place: EventPlace) => number | undefined,
): EventReference {
  const { id, source, sequence, position, time } = place;
  const base = { id, source };
  if (sequence !== undefined) return { ...base, sequence, time };
  const line = lineOf(place);
  return line === undefined ? { ...base, byte: position, time } : { ...base, line, time };
}

function sequenceOf(event: EventDetail, sources: SourcesById): number | undefined {
  const format = sources.get(event.sourceId)?.format ?? '';
  const value = event.fields['sequence_number'];
  if (!format.includes('chain')) return undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** The exhibit's own name, with the file below it where it is a folder or an archive. */
function sourceName(event: EventDetail, sources: SourcesById): string {
  const name = sources.get(event.sourceId)?.name ?? event.exhibit;
  return event.file === '' || event.file === name ? name : `${name}/${event.file}`;
}
