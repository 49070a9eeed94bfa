// Threads that check entries of chained logs: as many as there are processors; none for a short log,
// which the calling thread has checked before another one is up. They open no case.

import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type {
  CheckedShare,
  CheckedStretch,
  EntryChecker,
  EntryCheckers,
  StartCheckers,
} from '../engine/evidence/entry-checker.ts';
import { startLinkedThread } from './linked-thread.ts';

/** Beyond that the thread that judges the log as a whole is what there is to wait for. */
const MOST_THREADS = 6;
/** Of a log as it lies there: what one thread checks before another one is up. */
const WORTH_THREADS_BYTES = 32 * 1024 * 1024;
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

export const startCheckThreads: StartCheckers = ({ hmacKey, bytes }) => {
  const count = Math.min(MOST_THREADS, availableParallelism());
  return bytes < WORTH_THREADS_BYTES || count < 2 ? undefined : checkOnThreads(count, hmacKey);
};

/** Whatever the work; at least one thread. */
export function checkOnThreads(count: number, hmacKey: string | undefined): EntryCheckers {
  const first = startThread(hmacKey);
  const others = Array.from({ length: count - 1 }, () => startThread(hmacKey));
  return {
    checkers: [first.checker, ...others.map(({ checker }) => checker)],
    async close() {
      await Promise.all([first, ...others].map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(hmacKey: string | undefined): {
  readonly worker: Worker;
  readonly checker: EntryChecker;
} {
  const { worker, link } = startLinkedThread(
    new URL('./threads/check.ts', import.meta.url),
    'checked entries',
    {
      workerData: { hmacKey },
      resourceLimits: LIMITS,
    },
  );
  return {
    worker,
    checker: {
      share: async (number, work) => (await link.call('share', { number, work })) as CheckedShare,
      block: async (work) =>
        (await link.call('block', work)) as readonly CheckedStretch[] | undefined,
    },
  };
}
