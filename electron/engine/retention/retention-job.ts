// Drops everything that is due, portion by portion, and gives the room back at the end.

import type { JobHandler } from '../handlers.ts';
import { throttledProgress, throwIfCancelled } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { retentionPlan } from './retention-plan.ts';

export function retentionJob(engine: ReadEngine): JobHandler<'retention.apply'> {
  return async ({ reason }, { host, steps, signal, progress }) => {
    await steps.ready({});
    const { store } = engine;
    const report = throttledProgress(host.nowUs, progress);
    const sizeBefore = store.sizeBytes();
    const total = retentionPlan(store, host.nowUs())
      .filter((plan) => !plan.held)
      .reduce((sum, plan) => sum + plan.due.reduce((events, block) => events + block.count, 0), 0);
    let events = 0;
    let blocks = 0;
    for (;;) {
      throwIfCancelled(signal);
      const dropped = await steps.retentionDrop({ reason });
      if (dropped === null) break;
      events += dropped.events;
      blocks += dropped.blocks;
      report({
        phase: 'drop',
        done: events,
        total: Math.max(total, events),
        unit: 'events',
        note: '',
      });
    }
    if (blocks > 0) await steps.giveBackSpace({});
    return { events, blocks, freedBytes: Math.max(0, sizeBefore - store.sizeBytes()) };
  };
}
