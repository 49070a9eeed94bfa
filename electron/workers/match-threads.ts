// Threads that match rules with blocks of records: as many as there are processors; none for few
// events, which the calling thread has matched before another one is up. They open no case.

import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type {
  BlockMatcher,
  Matchers,
  MatchingRules,
  StartMatchers,
} from '../engine/detection/block-matcher.ts';
import { startLinkedThread } from './linked-thread.ts';

/** Beyond that the thread that reads the case is what there is to wait for. */
const MOST_THREADS = 6;
/** A thread takes some tenths of a second until it is up. */
const WORTH_THREADS_EVENTS = 150_000;
/** Room for some thousand compiled rules; records lie outside of this. */
const LIMITS = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 32 };

export const startMatchThreads: StartMatchers = (rules, work) => {
  const count = Math.min(MOST_THREADS, availableParallelism());
  return work.events < WORTH_THREADS_EVENTS || count < 2 ? undefined : matchOnThreads(count, rules);
};

/** Whatever the work; at least one thread. */
export function matchOnThreads(count: number, rules: MatchingRules): Matchers {
  const first = startThread(rules);
  const others = Array.from({ length: count - 1 }, () => startThread(rules));
  return {
    matchers: [first.matcher, ...others.map(({ matcher }) => matcher)],
    async close() {
      await Promise.all([first, ...others].map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(rules: MatchingRules): {
  readonly worker: Worker;
  readonly matcher: BlockMatcher;
} {
  const { worker, link } = startLinkedThread(
    new URL('./threads/match.ts', import.meta.url),
    'matched rules',
    {
      workerData: rules,
      resourceLimits: LIMITS,
    },
  );
  return {
    worker,
    matcher: {
      async prepare(list, keys) {
        await link.call('prepare', { list, keys });
      },
      async match(list, block, reading) {
        return (await link.call('match', { list, block, reading })) as Uint8Array;
      },
    },
  };
}
