// Events as the command line prints them, and as alerts refer to them.

import type { EventDetail, EventPlace as PlaceOfEvent } from '../../../shared/contract/schemas.ts';
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

/** What of an event tells where it is. */
export interface EventPlace {
  readonly id: number;
  readonly sourceId: number;
  readonly source: string;
  readonly position: number;
  readonly sequence: number | null;
  readonly timeUs: PlaceOfEvent['timeUs'];
  readonly time: string | null;
}

export function eventPlace(place: PlaceOfEvent, sources: SourcesById): EventPlace {
  const { id, sourceId, position, sequence, timeUs } = place;
  return {
    id,
    sourceId,
    source: sourceName(place, sources),
    position,
    sequence,
    timeUs,
    time: eventTimeText(place),
  };
}

/** @param lineOf the line of an event, where its file is plain text that can still be read */
export function eventReference(
  place: EventPlace,
  lineOf: (place: EventPlace) => number | undefined,
): EventReference {
  const { id, source, sequence, position, time } = place;
  const base = { id, source };
  if (sequence !== null) return { ...base, sequence, time };
  const line = lineOf(place);
  return line === undefined ? { ...base, byte: position, time } : { ...base, line, time };
}

/** The exhibit's own name, with the file below it where it is a folder or an archive. */
function sourceName(event: Pick<EventDetail, 'sourceId' | 'file'>, sources: SourcesById): string {
  const name = sources.get(event.sourceId)?.name ?? '';
  return event.file === '' || event.file === name ? name : `${name}/${event.file}`;
}
