// Drops everything that is due, portion by portion, and gives the room back at the end.

import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
    if (blocks > 0) {
      await steps.retentionForget({});
      await steps.giveBackSpace({});
    }
    const copies = blocks > 0 ? copiesOf(store.path) : [];
    return {
      events,
      blocks,
      freedBytes: Math.max(0, sizeBefore - store.sizeBytes()),
      ...(copies.length > 0 && { copies }),
    };
  };
}

/** An upgrade leaves the case as it was beside it (store/connection.ts); it is not ours to delete. */
function copiesOf(path: string): string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.backup-v`))
    .map((name) => join(folder, name));
}
