// What answers say of events that are not there to be counted any more.

import { US_PER_DAY } from '../../../shared/base/time.ts';
import type { DroppedEvents } from '../../../shared/contract/areas/common.ts';
import type { CaseReader } from '../../store/case-store.ts';

/** One element per exhibit, day and reason, oldest first; nothing where none were dropped. */
export function droppedEvents({ retention, sources }: Pick<CaseReader, 'retention' | 'sources'>): {
  readonly dropped?: DroppedEvents[];
} {
  const runs = retention.runs();
  if (runs.length === 0) return {};
  const perRun = retention.eventsPerRun();
  const exhibits = new Map(sources.all().map(({ id, exhibit }) => [id, exhibit]));
  const joined = new Map<string, DroppedEvents>();
  for (const { id, sourceId, atUs, who, reason } of runs) {
    const events = perRun.get(id) ?? 0;
    if (events === 0) continue;
    const key = JSON.stringify([sourceId, Math.floor(atUs / US_PER_DAY), who, reason]);
    const exhibit = exhibits.get(sourceId) ?? String(sourceId);
    joined.set(key, {
      exhibit,
      events: events + (joined.get(key)?.events ?? 0),
      atUs,
      who,
      reason,
    });
  }
  return joined.size === 0 ? {} : { dropped: [...joined.values()] };
}
