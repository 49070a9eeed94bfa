// Threads that mark the text of blocks for the text index: as many as there are processors; none for
// few events, which the calling thread has marked before another one is up. They open no case.

import { availableParallelism } from 'node:os';
import type { MarkedGroup } from '../engine/text-index/block-marks.ts';
import type { BlockMarkers, StartMarkers } from '../engine/text-index/index-text-job.ts';
import { startLinkedThread } from './linked-thread.ts';

/** Beyond that the thread that reads the case is what there is to wait for. */
const MOST_THREADS = 4;
/** A thread takes some tenths of a second until it is up. */
const WORTH_THREADS_EVENTS = 100_000;
/** Records and marks lie outside of this. */
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

export const startMarkThreads: StartMarkers = ({ events }) => {
  const count = Math.min(MOST_THREADS, availableParallelism());
  return events < WORTH_THREADS_EVENTS || count < 2 ? undefined : markOnThreads(count);
};

/** Whatever the work. */
export function markOnThreads(count: number): BlockMarkers {
  const threads = Array.from({ length: count }, () =>
    startLinkedThread(new URL('./threads/mark.ts', import.meta.url), 'indexed words', {
      resourceLimits: LIMITS,
    }),
  );
  return {
    markers: threads.map(({ link }) => ({
      mark: async (block) => (await link.call('mark', block)) as readonly MarkedGroup[],
    })),
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
