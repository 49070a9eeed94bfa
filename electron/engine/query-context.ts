// What a query that takes long gets beside its input: a way to be cancelled, a way to say how far it
// is, and pauses in which the thread hears of both.

import { FailureError, failure } from '../../shared/base/result.ts';
import type { Progress } from '../../shared/contract/procedure.ts';

export interface QueryContext {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** For callers inside of the engine: nobody cancels, nobody looks. */
export const UNATTENDED: QueryContext = {
  signal: new AbortController().signal,
  progress: () => undefined,
};

/** How long a thread works on without hearing of a newer request. */
const SLICE_MS = 8;

export interface Slices {
  /** Lets the thread take messages when the slice is over. Throws FailureError when cancelled. */
  pause(): Promise<void>;
}

export function createSlices({ signal }: QueryContext): Slices {
  let started = performance.now();
  return {
    async pause() {
      throwIfAborted(signal);
      if (performance.now() - started < SLICE_MS) return;
      await turn();
      throwIfAborted(signal);
      started = performance.now();
    },
  };
}

/**
 * Waits until every message that has arrived is read, so that of a burst of requests only those are
 * worked on that nobody has taken back. Throws FailureError when this one was.
 */
export async function afterMessages({ signal }: QueryContext): Promise<void> {
  await turn();
  throwIfAborted(signal);
}

/** Lets the thread take the messages that have come. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Throws FailureError, `job.cancelled`. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new FailureError(failure('job.cancelled', 'Cancelled.'));
}
