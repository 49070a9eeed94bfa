// Events as rows of a table and in full detail.

import { createHash } from 'node:crypto';
import { strictTextOf, textOf } from '../../../shared/base/bytes.ts';
import type { EventDetail, EventRow } from '../../../shared/contract/schemas.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { fieldValues } from '../../../shared/match/fields.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { createEntryVerdicts } from './entry-verdicts.ts';
import { viewOf, type EventViews, type StoredEvent } from './event-views.ts';

export function createEventRows(store: CaseReader, views: EventViews) {
  const entryVerdicts = createEntryVerdicts(store);
  const sourceNames = () => new Map(store.sources.all().map((source) => [source.id, source]));

  const rowOf = (stored: StoredEvent, sources: ReadonlyMap<number, Source>): EventRow => {
    const { event } = stored;
    return {
      id: stored.id,
      timeUs: event.time.timeUs,
      nanos: event.time.nanos,
      precision: event.time.precision,
      sourceId: stored.sourceId,
      exhibit: sources.get(stored.sourceId)?.exhibit ?? '',
      level: event.ecs['log.level'] ?? '',
      action: event.ecs['event.action'] ?? '',
      outcome: event.ecs['event.outcome'] ?? '',
      user: event.ecs['user.name'] ?? '',
      ip: event.ecs['source.ip'] ?? event.ecs['destination.ip'] ?? '',
      service: event.ecs['service.name'] ?? event.ecs['event.provider'] ?? '',
      summary: event.summary,
    };
  };

  const detailOf = (stored: StoredEvent, sources: ReadonlyMap<number, Source>): EventDetail => {
    const { event, bytes } = stored;
    return {
      ...rowOf(stored, sources),
      timeText: event.time.text,
      zoneAssumed: event.time.zoneAssumed,
      file: store.sources.file(stored.sourceId, stored.fileIndex)?.name ?? '',
      position: stored.position,
      length: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ecs: Object.fromEntries(
        Object.entries(event.ecs).flatMap(([name, text]) =>
          text === undefined ? [] : [[name, text]],
        ),
      ),
      fields: { ...event.fields },
      logSource: Object.fromEntries(Object.entries(event.logSource ?? {})),
      raw: stored.text ?? strictTextOf(bytes) ?? textOf(bytes),
      alerts: store.alerts.ofEvent(stored.id),
      verdict: verdictOf(stored),
    };
  };

  /** The verdict of the entry itself, where its source was verified entry by entry. */
  const verdictOf = (stored: StoredEvent): EventDetail['verdict'] => {
    const { sourceId, fileIndex, position } = stored;
    if (!entryVerdicts.areOf(sourceId)) return null;
    const [value] = fieldValues(viewOf(stored), 'sequence_number') ?? [];
    const number = value === undefined || value === null ? Number.NaN : Number(value);
    const sequence = Number.isSafeInteger(number) ? number : undefined;
    return entryVerdicts.of({ sourceId, fileIndex, position, sequence });
  };

  return {
    rows(ids: readonly number[]): EventRow[] {
      const sources = sourceNames();
      return ids.map((id) => rowOf(views.get(id), sources));
    },
    /** Records that were dropped by retention are left out. */
    details(ids: readonly number[]): EventDetail[] {
      const sources = sourceNames();
      return ids
        .filter((id) => store.retention.droppedAt(id) === undefined)
        .map((id) => detailOf(views.get(id), sources));
    },
  };
}

export type EventRows = ReturnType<typeof createEventRows>;
