// What a job gets: it runs on a thread of its own kind and reaches the writer by steps.

import type { TimeUs } from '../../shared/base/time.ts';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { Progress } from '../../shared/contract/procedure.ts';
import type { StartCheckers } from './evidence/entry-checker.ts';
import type { StartMatchers } from './detection/block-matcher.ts';
import type { EngineHost } from './host.ts';
import type { StartLeafWorkers } from './seal/block-leaves.ts';
import type { CallScope } from './scope.ts';
import type { StepClient } from './steps.ts';
import type { StartMarkers } from './text-index/index-text-job.ts';

export interface JobContext {
  readonly host: EngineHost;
  readonly scope: CallScope;
  readonly steps: StepClient;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** Other threads for the leaves of a case; absent where there are none. */
  readonly startLeafWorkers?: StartLeafWorkers | undefined;
  /** Where rules are matched on other threads; absent: on the calling one. */
  readonly startMatchers?: StartMatchers | undefined;
  /** Where entries of chained logs are checked on other threads; absent: on the calling one. */
  readonly startCheckers?: StartCheckers | undefined;
  /** Where words are indexed on other threads; absent: on the calling one. */
  readonly startMarkers?: StartMarkers | undefined;
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new FailureError(failure('job.cancelled', 'Cancelled.'));
}

/**
 * Lets the thread take messages (a cancel, above all) between two slices of work.
 * Call it often: it yields only when a slice has lasted long enough.
 */
export function createBreather(nowUs: () => TimeUs, sliceUs = 20_000) {
  let started = nowUs();
  return async (): Promise<void> => {
    if (nowUs() - started < sliceUs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    started = nowUs();
  };
}

/** Progress at most ten times a second. */
export function throttledProgress(
  nowUs: () => TimeUs,
  report: (progress: Progress) => void,
): (progress: Progress) => void {
  let last = 0;
  return (progress) => {
    const now = nowUs();
    if (now - last < 100_000 && progress.done !== progress.total) return;
    last = now;
    report(progress);
  };
}
