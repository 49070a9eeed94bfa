// Events as rows of a table and in full detail.

import { createHash } from 'node:crypto';
import { strictTextOf, textOf } from '../../../shared/base/bytes.ts';
import type { EventDetail, EventRow } from '../../../shared/contract/schemas.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { VerdictEntry } from '../../../shared/domain/verdict.ts';
import { fieldValues } from '../../../shared/match/fields.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { viewOf, type EventViews, type StoredEvent } from './event-views.ts';

export function createEventRows(store: CaseReader, views: EventViews) {
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
      ecs: { ...event.ecs },
      fields: { ...event.fields },
      logSource: Object.fromEntries(Object.entries(event.logSource ?? {})),
      raw: stored.text ?? strictTextOf(bytes) ?? textOf(bytes),
      alerts: store.alerts.ofEvent(stored.id),
      verdict: verdictOf(stored),
    };
  };

  /** The verdict of the entry itself, where its source was verified entry by entry. */
  const verdictOf = (stored: StoredEvent): EventDetail['verdict'] => {
    const verification = store.sources.verification(stored.sourceId)?.verification;
    if (verification?.kind !== 'hash-chain') return null;
    const [value] = fieldValues(viewOf(stored), 'sequence_number') ?? [];
    const sequence = Number(value);
    if (!Number.isSafeInteger(sequence)) return null;
    const file = store.sources.file(stored.sourceId, stored.fileIndex)?.name;
    const entry = verification.entries.find(
      (each) => (each.file === undefined || each.file === file) && covers(each, sequence),
    );
    return entry ? { verdict: entry.verdict, reason: entry.reason } : null;
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

function covers(entry: VerdictEntry, sequence: number): boolean {
  if (entry.sequence === undefined || entry.verdict === 'missing') return false;
  return sequence >= entry.sequence && sequence <= (entry.through ?? entry.sequence);
}
