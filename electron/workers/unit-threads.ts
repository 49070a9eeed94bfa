// Threads that read units of an exhibit side by side, for one import: as many as there are
// processors; none for little evidence, which the calling thread reads itself.

import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import {
  readersHere,
  type HeldBatch,
  type ImportContext,
  type ReaderOptions,
  type UnitReader,
  type UnitStep,
} from '../engine/evidence/unit-reader.ts';
import type { WantedRules } from '../engine/detection/event-matcher.ts';
import type { SealedBatch } from '../engine/evidence/seal-batch.ts';
import type { OpenBatch } from '../intake/batch.ts';
import type { Unit } from '../intake/unit.ts';
import { startLinkedThread } from './linked-thread.ts';
import type { Link } from './rpc.ts';
import { buffersOf } from './step-link.ts';
import type { HeldStep } from './threads/unit.ts';

/** Beyond that the writer is what there is to wait for. */
const MOST_THREADS = 6;
/** Less than this is read before a thread is up; twice as much where there is little to share. */
const WORTH_THREADS_BYTES = 3 * 1024 * 1024;
/** Parse threads are the ones that meet hostile input. Batches lie outside of this. */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

export const startUnitThreads: ImportContext['startReaders'] = ({ units, bytes }) => {
  if (bytes < WORTH_THREADS_BYTES * Math.max(1, 3 - units)) return readersHere();
  // A single unit is read on one and sealed on the other.
  const useful = Math.min(Math.max(2, units), MOST_THREADS);
  const count = Math.min(useful, Math.max(2, availableParallelism()));
  const threads = Array.from({ length: count }, startThread);
  const [first, ...others] = threads.map(({ reader }) => reader);
  if (!first) return readersHere();
  return {
    readers: [first, ...others],
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
};

function startThread(): { readonly worker: Worker; readonly reader: UnitReader } {
  const { worker, link } = startLinkedThread(
    new URL('./threads/unit.ts', import.meta.url),
    'read evidence',
    {
      resourceLimits: LIMITS,
    },
  );
  return { worker, reader: readerOver(link) };
}

function readerOver(link: Link): UnitReader {
  let lastId = 0;
  let lastRules: WantedRules | undefined;
  /** Rules are the same for all units of an import: they cross once. */
  const open = async (id: number, unit: Unit, options: ReaderOptions): Promise<unknown> => {
    const { matching, ...rest } = options;
    if (matching !== lastRules) {
      lastRules = matching;
      await link.call('rules', { matching });
    }
    return await link.call('open', { id, unit, options: rest });
  };
  return {
    read(unit, options) {
      const id = ++lastId;
      let opened: Promise<unknown> | undefined;
      return {
        async next() {
          opened ??= open(id, unit, options);
          await opened;
          return heldOver(link, (await link.call('next', { id })) as HeldStep);
        },
        async stop() {
          // A thread that has ended has nothing to stop.
          await link.call('stop', { id }).catch(() => undefined);
        },
      };
    },
    async seal(batch, place) {
      const args = { batch, place };
      return batchIn(await link.call('seal', args, { transfer: buffersOf(args) })) as SealedBatch;
    },
  };
}

function heldOver(link: Link, step: HeldStep): UnitStep {
  if (step.kind === 'end') return step;
  const { held, facts } = step;
  const batch: HeldBatch = {
    ...facts,
    seal: async (place) => batchIn(await link.call('sealHeld', { held, place })) as SealedBatch,
    take: async () => batchIn(await link.call('take', { held })) as OpenBatch,
    // A thread that has ended holds nothing.
    drop: () => void link.call('drop', { held }).catch(() => undefined),
  };
  return { kind: 'batch', batch };
}

function batchIn(answer: unknown): unknown {
  return (answer as { readonly batch: unknown }).batch;
}
