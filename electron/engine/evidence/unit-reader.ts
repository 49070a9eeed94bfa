// Whoever reads units of an exhibit and seals batches: this thread, or one of several others. Says
// what is asked of such a thread; how it is reached is the business of electron/workers.

import { NO_FORMAT, type OpenBatch } from '../../intake/batch.ts';
import { eventMatcher, type WantedRules } from '../detection/event-matcher.ts';
import { readUnit, type UnitOptions, type UnitSummary } from '../../intake/read-unit.ts';
import { giveBackRoom } from '../../intake/record-room.ts';
import type { EventWatch } from '../../intake/record-sink.ts';
import type { Unit } from '../../intake/unit.ts';
import type { JobContext } from '../jobs.ts';
import { sealBatch, type BatchPlace, type SealedBatch } from './seal-batch.ts';

/** What is known of a batch where it does not lie. */
export interface HeldFacts {
  readonly count: number;
  readonly rawBytes: number;
  /** Of its unit, so far. */
  readonly bytesRead: number;
  /** Something in it is of a known format. */
  readonly isOfLog: boolean;
}

/** A batch that stays on the thread that read it: its records are many, and go nowhere but there. */
export interface HeldBatch extends HeldFacts {
  /** On the thread that it lies on. Uses it up. */
  seal(place: BatchPlace): Promise<SealedBatch>;
  /** Moves it here. Uses it up. */
  take(): Promise<OpenBatch>;
  /** It is not needed. */
  drop(): void;
}

export type UnitStep =
  | { readonly kind: 'batch'; readonly batch: HeldBatch }
  | { readonly kind: 'end'; readonly summary: UnitSummary };

export interface UnitReading {
  /** The next batch of the unit, or its end. Throws FailureError. */
  next(): Promise<UnitStep>;
  /** Ends early; safe to call at any time. */
  stop(): Promise<void>;
}

/** Plain data. */
export interface ReaderOptions extends UnitOptions {
  /** Rules to look for on the way. */
  readonly matching?: WantedRules | undefined;
}

export interface UnitReader {
  read(unit: Unit, options: ReaderOptions): UnitReading;
  /** Of a batch that another thread read. */
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
  // A reader is for one import, whose rules are the same for all units: what is known of them from
  // one unit is used for the next. One that was stopped in the middle is not used again.
  let idle: EventWatch | undefined;
  return {
    read(unit, options) {
      const abort = new AbortController();
      const { matching } = options;
      const events = matching && (idle ?? eventMatcher(matching));
      idle = undefined;
      const batches = readUnit(unit, options, { signal: abort.signal, events });
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
          if (step.done === true) {
            idle = events;
            return { kind: 'end', summary: step.value };
          }
          ahead = advance();
          return { kind: 'batch', batch: heldHere(step.value) };
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

function heldHere(batch: OpenBatch): HeldBatch {
  const { count, rawBytes, bytesRead, files } = batch;
  return {
    ...{ count, rawBytes, bytesRead },
    isOfLog: count > 0 || files.some((file) => file.format !== NO_FORMAT),
    seal: (place) => sealBatch(batch, place),
    take: () => Promise.resolve(batch),
    drop: () => giveBackRoom(batch.raw),
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
