// Whoever reads units of an exhibit and seals batches: this thread, or one of several others. Says
// what is asked of such a thread; how it is reached is the business of electron/workers.

import type { OpenBatch } from '../../intake/batch.ts';
import { readUnit, type UnitOptions, type UnitSummary } from '../../intake/read-unit.ts';
import type { Unit } from '../../intake/unit.ts';
import type { JobContext } from '../jobs.ts';
import { sealBatch, type BatchPlace, type SealedBatch } from './seal-batch.ts';

export type UnitStep =
  | { readonly kind: 'batch'; readonly batch: OpenBatch }
  | { readonly kind: 'end'; readonly summary: UnitSummary };

export interface UnitReading {
  /** The next batch of the unit, or its end. Throws FailureError. */
  next(): Promise<UnitStep>;
  /** Ends early; safe to call at any time. */
  stop(): Promise<void>;
}

export interface UnitReader {
  read(unit: Unit, options: UnitOptions): UnitReading;
  seal(batch: OpenBatch, place: BatchPlace): Promise<SealedBatch>;
}

export interface UnitReaders {
  readonly readers: readonly [UnitReader, ...UnitReader[]];
  close(): Promise<void>;
}

export interface ImportContext extends JobContext {
  /** Starts readers, never more than the machine and the work have use for. */
  readonly startReaders: (work: { readonly units: number; readonly bytes: number }) => UnitReaders;
  /** Runs one import after the other: each counts on the number of the next event. */
  readonly alone: <T>(run: () => Promise<T>) => Promise<T>;
}

/** Reads on the calling thread. */
export function localReader(): UnitReader {
  return {
    read(unit, options) {
      const abort = new AbortController();
      const batches = readUnit(unit, options, { signal: abort.signal });
      // One step ahead: the next batch is read while this one is sealed and stored.
      let ahead: Promise<IteratorResult<OpenBatch, UnitSummary>> | undefined;
      const advance = () => {
        const step = batches.next();
        step.catch(() => undefined);
        return step;
      };
      return {
        async next() {
          const step = await (ahead ?? advance());
          if (step.done === true) return { kind: 'end', summary: step.value };
          ahead = advance();
          return { kind: 'batch', batch: step.value };
        },
        async stop() {
          abort.abort();
          await ahead?.catch(() => undefined);
          await batches.return(undefined as never).catch(() => undefined);
        },
      };
    },
    seal: sealBatch,
  };
}

/** As `ImportContext.alone`. */
export function oneAtATime(): ImportContext['alone'] {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
}

/** As `ImportContext.startReaders`, with no other threads. */
export function readersHere(): UnitReaders {
  return { readers: [localReader()], close: () => Promise.resolve() };
}
