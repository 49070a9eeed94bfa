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
/** Measured, roughly: what an event costs, a start of a thread, and each rule in either. */
const EVENT_US = 5;
const EVENT_RULE_US = 0.013;
const START_US = 350_000;
const START_RULE_US = 300;
/** Room for some thousand compiled rules; records lie outside of this. */
const LIMITS = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 32 };

export const startMatchThreads: StartMatchers = (rules, work) => {
  const count = Math.min(MOST_THREADS, availableParallelism());
  const isWorth = isWorthThreads(work.events, rules.matched.size);
  return isWorth && count >= 2 ? matchOnThreads(count, rules) : undefined;
};

/** Whether two threads are done with the work before one is, their start included. */
export function isWorthThreads(events: number, rules: number): boolean {
  const matchingUs = events * (EVENT_US + rules * EVENT_RULE_US);
  return matchingUs / 2 > START_US + rules * START_RULE_US;
}

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
