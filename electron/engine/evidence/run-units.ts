// Reads units side by side and hands their batches over in the order of the units, so that an event
// has the same number whatever the number of threads. What was read ahead is bounded: a reader waits
// while too much of it lies there, unless it is reading what is due next.

import { assert } from '../../../shared/base/assert.ts';
import type { UnitSummary } from '../../intake/read-unit.ts';
import type { Unit } from '../../intake/unit.ts';
import type { HeldBatch, ReaderOptions, UnitReader, UnitReading } from './unit-reader.ts';

/** Of original records; what belongs to them besides comes to a tenth of that. */
const AHEAD_BYTES = 32 * 1024 * 1024;
/** A batch without records is listed files and rejections. */
const LEAST_BATCH_BYTES = 64 * 1024;

export type OrderedStep =
  | { readonly kind: 'batch'; readonly unit: number; readonly batch: HeldBatch }
  | { readonly kind: 'end'; readonly unit: number; readonly summary: UnitSummary };

export interface OrderedUnits {
  /** Of the units in their order; `undefined` when all are read. Throws FailureError. */
  next(): Promise<OrderedStep | undefined>;
  /** To be called when a batch is needed no longer. */
  release(batch: HeldBatch): void;
  /** Ends early; safe to call at any time. */
  stop(): Promise<void>;
}

/** @param first units before this one are not read at all */
export function readInOrder(
  units: readonly Unit[],
  first: number,
  options: ReaderOptions,
  readers: readonly UnitReader[],
): OrderedUnits {
  const waiting = units.map((): OrderedStep[] => []);
  const reading = new Set<UnitReading>();
  let nextUnit = first;
  let due = first;
  let heldBytes = 0;
  let stopped = false;
  let failed: { readonly error: unknown } | undefined;
  let wake: (() => void)[] = [];

  const changed = (): void => {
    const woken = wake;
    wake = [];
    for (const each of woken) each();
  };
  const change = (): Promise<void> => new Promise((resolve) => wake.push(resolve));

  async function produce(reader: UnitReader): Promise<void> {
    while (!stopped && nextUnit < units.length) {
      const number = nextUnit++;
      const unit = units[number];
      const queue = waiting[number];
      assert(unit && queue, 'a unit has its queue');
      const current = reader.read(unit, options);
      reading.add(current);
      try {
        for (;;) {
          // What is due next is always read on, or nothing would ever be taken off.
          while (!stopped && heldBytes >= AHEAD_BYTES && !(number === due && queue.length === 0)) {
            await change();
          }
          if (stopped) return;
          const step = await current.next();
          queue.push({ ...step, unit: number });
          if (step.kind === 'batch') heldBytes += sizeOf(step.batch);
          changed();
          if (step.kind === 'end') break;
        }
      } finally {
        reading.delete(current);
      }
    }
  }

  const producing = readers.map((reader) =>
    produce(reader).catch((error: unknown) => {
      failed ??= { error };
      changed();
    }),
  );

  return {
    async next() {
      for (;;) {
        const step = waiting[due]?.shift();
        if (step) {
          if (step.kind === 'end') {
            due++;
            changed();
          }
          return step;
        }
        // What was read before the failure comes first.
        if (failed) throw failed.error;
        if (due >= units.length) return undefined;
        await change();
      }
    },
    release(batch) {
      heldBytes -= sizeOf(batch);
      changed();
    },
    async stop() {
      stopped = true;
      changed();
      await Promise.all([...reading].map((each) => each.stop()));
      await Promise.all(producing);
    },
  };
}

function sizeOf(batch: HeldBatch): number {
  return Math.max(batch.rawBytes, LEAST_BATCH_BYTES);
}
