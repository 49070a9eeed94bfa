// Which log sources the case has, looked up from a spread of its events: the first and the last of
// every block, and some between. Used to say that a rule does not apply, never to leave events out.

import type { LogSource } from '../../../shared/domain/event.ts';
import { logSourceKey } from '../../../shared/detection/log-source.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockReader } from './block-reader.ts';
import type { EventViews } from './event-views.ts';

const MOST_BLOCKS = 64;
const PER_BLOCK = 48;

export function createLogSources(store: CaseReader, blocks: BlockReader, views: EventViews) {
  let known: (LogSource | undefined)[] = [];
  let countedEvents = -1;
  return (): readonly (LogSource | undefined)[] => {
    const events = store.events.count();
    if (events === countedEvents) return known;
    const found = new Map<string, LogSource | undefined>();
    const last = store.events.lastBlockId();
    const stride = Math.max(1, Math.ceil(last / MOST_BLOCKS));
    for (let id = 1; id <= last; id += stride) {
      const block = blocks.byId(id);
      if (!block) continue;
      const step = Math.max(1, Math.floor(block.count / PER_BLOCK));
      for (let slot = 0; slot < block.count; slot += step) {
        const { logSource } = views.read(block, slot).event;
        found.set(logSourceKey(logSource), logSource);
      }
    }
    known = [...found.values()];
    countedEvents = events;
    return known;
  };
}
