// Threads that inflate and hash the records of blocks while a case is verified, beside the thread that
// asks: together as many as there are processors; none for a small case, which is done before one is
// up. Whoever is free takes the next block.

import { availableParallelism } from 'node:os';
import {
  leavesHere,
  type LeafWorkers,
  type StartLeafWorkers,
} from '../engine/seal/block-leaves.ts';
import type { PackedLeaves } from '../engine/seal/leaf-tiles.ts';
import { startLinkedThread } from './linked-thread.ts';

/** Beyond that the thread that reads the case is what there is to wait for. */
const MOST_THREADS = 6;
const WORTH_THREADS_BYTES = 48 * 1024 * 1024;
/** Records lie outside of this. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };
/** So that a thread has work while the asking one hashes a block of its own and hands out none. */
const BLOCKS_A_THREAD = 2;
/** Compressed, so that they are small, and enough to go on with while the first thread starts. */
const BLOCKS_WAITING = 16;

type Work = LeafWorkers['leaves'];

export const startLeafThreads: StartLeafWorkers = (work) => {
  const here = leavesHere(work);
  const count = Math.min(MOST_THREADS, availableParallelism()) - 1;
  if (work.rawBytes < WORTH_THREADS_BYTES || count < 1) return here;
  const threads = Array.from({ length: count }, () => startThread(work.secret));
  const works = threads.map((thread) => thread.leaves);
  const leaves = shared([
    here.leaves,
    ...Array.from({ length: BLOCKS_A_THREAD }, () => works).flat(),
  ]);
  return {
    atOnce: BLOCKS_WAITING,
    leaves,
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
};

/** Each of them does one block at a time, in the order in which they were asked for. */
function shared(works: readonly Work[]): Work {
  const free = [...works];
  const waiting: ((work: Work) => void)[] = [];
  return async (block) => {
    const work = free.shift() ?? (await new Promise<Work>((resolve) => waiting.push(resolve)));
    try {
      return await work(block);
    } finally {
      const next = waiting.shift();
      if (next) next(work);
      else free.push(work);
    }
  };
}

function startThread(secret: Uint8Array) {
  const { worker, link } = startLinkedThread(
    new URL('./threads/leaves.ts', import.meta.url),
    'verified records',
    {
      workerData: secret,
      resourceLimits: LIMITS,
    },
  );
  const leaves: Work = async ({ id, firstEvent, count, rawBytes, frame, payload }) =>
    (await link.call('leaves', {
      id,
      firstEvent,
      count,
      rawBytes,
      frame,
      payload,
    })) as PackedLeaves;
  return { worker, leaves };
}
