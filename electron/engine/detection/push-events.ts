// The events of the case, in the order of import, into whatever looks at them one by one.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { viewOf } from '../events/event-views.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { createSeenTwice } from './seen-twice.ts';

/**
 * Every event up to `toUs`, and the undated ones: what came before a range feeds its windows and
 * baselines. An event that two exhibits hold comes once. Returns how many events there are.
 */
export async function pushEvents(
  engine: ReadEngine,
  push: (event: EventView) => void,
  toUs: TimeUs | null,
  { signal, progress, host }: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<number> {
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  const total = engine.store.events.count();
  const last = engine.store.events.lastBlockId();
  const seenTwice = createSeenTwice(engine.store.sources.all().length);
  let done = 0;
  for (let id = 1; id <= last; id++) {
    const block = engine.blocks.byId(id);
    if (!block) continue;
    for (let slot = 0; slot < block.count; slot++) {
      const view = viewOf(engine.views.read(block, slot));
      if (toUs !== null && view.timeUs !== null && view.timeUs >= toUs) continue;
      if (!seenTwice(view, block.sourceId)) push(view);
    }
    done += block.count;
    report({ phase: 'detect', done, total, unit: 'events', note: '' });
    throwIfCancelled(signal);
    await breathe();
  }
  return done;
}
