// Runs reviews while a case is open: looks at the clock, runs what is due, one after the other. The
// clock and the timer are passed in.
//
// The clock is read every half minute instead of setting one timer to the next due time: a machine
// that slept, or whose clock was set, is then noticed by itself.

import type { Result } from '../../shared/base/result.ts';
import { dueReviews, type DueReview, type LastRuns, type OmittedReviews } from './due-reviews.ts';
import type { ReviewKind } from './review-times.ts';

export interface SchedulerClock {
  nowMs(): number;
  /** Calls back once after so many milliseconds; returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface SchedulerOptions {
  readonly clock: SchedulerClock;
  /** A kind that never ran is due from here on: when the case was created. Default: now. */
  readonly openedAtMs?: number;
  /** Asked before every look, so that a change of the case's zone counts at once. */
  readonly zone: () => string | Promise<string>;
  /** What the case knows to have run. */
  readonly lastRuns: () => LastRuns | Promise<LastRuns>;
  readonly run: (review: DueReview) => Promise<Result<unknown>>;
  /** A review that failed, or missed ones that are not caught up, in a sentence. */
  readonly onProblem: (message: string) => void;
}

export interface Scheduler {
  /** Looks now; resolves when what was due has run. */
  look(): Promise<void>;
  /** Starts no further review; one that runs goes on. */
  stop(): void;
}

const LOOK_EVERY_MS = 30_000;
/** A review that failed is tried again after this time, so many times; then the next may run. */
const RETRY_AFTER_MS = 15 * 60_000;
const MOST_TRIES = 3;

interface Tries {
  readonly count: number;
  readonly lastMs: number;
}

export function startScheduler(options: SchedulerOptions): Scheduler {
  const { clock } = options;
  const openedAtMs = options.openedAtMs ?? clock.nowMs();
  const tries = new Map<string, Tries>();
  const said = new Set<string>();
  /** What ran since the start, should the case not tell it yet. */
  const ended = new Map<ReviewKind, number>();
  let stopped = false;
  let looking: Promise<void> | undefined;
  let cancelTimer: () => void = () => undefined;

  const runDue = async (): Promise<void> => {
    const zone = await options.zone();
    const lastRuns = newest(await options.lastRuns(), ended);
    const due = dueReviews({ nowMs: clock.nowMs(), zone, lastRuns, openedAtMs });
    for (const omitted of due.omitted) sayOnce(omittedText(omitted));
    const failedKinds = new Set<ReviewKind>();
    for (const review of due.reviews) {
      if (stopped) return;
      // Later periods of a kind wait: "the last reviewed period" must not jump over a failed one.
      if (failedKinds.has(review.kind)) continue;
      if (!mayTry(review)) {
        if (!isGivenUp(review)) failedKinds.add(review.kind);
        continue;
      }
      const result = await options.run(review);
      if (result.ok) ended.set(review.kind, review.period.endMs);
      else {
        noteFailure(review);
        if (!isGivenUp(review)) failedKinds.add(review.kind);
        options.onProblem(`The ${review.kind} review failed: ${result.error.message}`);
      }
    }
  };

  const keyOf = (review: DueReview) => `${review.kind} ${review.period.endMs}`;
  const isGivenUp = (review: DueReview) => (tries.get(keyOf(review))?.count ?? 0) >= MOST_TRIES;
  const mayTry = (review: DueReview) => {
    const known = tries.get(keyOf(review));
    if (known === undefined) return true;
    return known.count < MOST_TRIES && clock.nowMs() - known.lastMs >= RETRY_AFTER_MS;
  };
  const noteFailure = (review: DueReview) => {
    const count = (tries.get(keyOf(review))?.count ?? 0) + 1;
    tries.set(keyOf(review), { count, lastMs: clock.nowMs() });
  };
  const sayOnce = (message: string) => {
    if (said.has(message)) return;
    said.add(message);
    options.onProblem(message);
  };

  const look = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    looking ??= runDue().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  const onTimer = () => {
    if (stopped) return;
    look()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        sayOnce(`Reviews cannot run: ${reason}`);
      })
      .finally(() => {
        if (!stopped) cancelTimer = clock.after(LOOK_EVERY_MS, onTimer);
      });
  };
  cancelTimer = clock.after(0, onTimer);

  return {
    look,
    stop() {
      stopped = true;
      cancelTimer();
    },
  };
}

function newest(stored: LastRuns, ended: ReadonlyMap<ReviewKind, number>): LastRuns {
  const merged: Partial<Record<ReviewKind, number>> = { ...stored };
  for (const [kind, endMs] of ended) {
    merged[kind] = Math.max(endMs, merged[kind] ?? Number.NEGATIVE_INFINITY);
  }
  return merged;
}

function omittedText({ kind, startMs, endMs }: OmittedReviews): string {
  const text = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
  return `Missed ${kind} reviews of ${text(startMs)} to ${text(endMs)} are not caught up; run them by hand where they matter.`;
}
