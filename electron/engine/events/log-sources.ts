// Which log sources the case has, looked up from a spread of its events: some blocks of every
// exhibit, and some events of each. Used to say that a rule does not apply, never to leave events out.

import type { LogSource } from '../../../shared/domain/event.ts';
import { logSourceKey, withSource } from '../../../shared/detection/log-source.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import type { BlockReader } from './block-reader.ts';
import { viewOf, type EventViews } from './event-views.ts';

/** Over all exhibits, but at least one of each. */
const MOST_BLOCKS = 32;
const PER_BLOCK = 48;

export function createLogSources(store: CaseReader, blocks: BlockReader, views: EventViews) {
  let known: (LogSource | undefined)[] = [];
  let countedEvents = -1;
  return (): readonly (LogSource | undefined)[] => {
    const events = store.events.count();
    if (events === countedEvents) return known;
    const found = new Map<string, LogSource | undefined>();
    for (const id of spreadOf(store.columns.zones())) {
      const block = blocks.byId(id);
      if (!block) continue;
      const step = Math.max(1, Math.floor(block.count / PER_BLOCK));
      for (let slot = 0; slot < block.count; slot += step) {
        const { logSource } = withSource('auto', viewOf(views.read(block, slot)));
        found.set(logSourceKey(logSource), logSource);
      }
    }
    known = [...found.values()];
    countedEvents = events;
    return known;
  };
}

/** Blocks of every exhibit: the first, the last, and some between. */
function spreadOf(zones: readonly BlockZone[]): number[] {
  const bySource = Map.groupBy(zones, (zone) => zone.sourceId);
  const each = Math.max(1, Math.floor(MOST_BLOCKS / Math.max(1, bySource.size)));
  return [...bySource.values()].flatMap((blocks) => {
    const count = Math.min(each, blocks.length);
    const step = count === 1 ? 0 : (blocks.length - 1) / (count - 1);
    return Array.from({ length: count }, (_, n) => blocks[Math.round(n * step)]?.id ?? 0);
  });
}
