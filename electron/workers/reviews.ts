// Reviews by themselves while the app is open: the scheduler, wired to the application's own calls.

import { msOf, timeUsFromMs } from '../../shared/base/time.ts';
import { FailureError, type Result } from '../../shared/base/result.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import type { LastRuns } from '../scheduler/due-reviews.ts';
import type { ReviewKind } from '../scheduler/review-times.ts';
import { startScheduler, type Scheduler } from '../scheduler/scheduler.ts';

export interface ReviewParts {
  readonly call: (name: ProcedureName, input: unknown) => Promise<Result<unknown>>;
  readonly nowMs: () => number;
  readonly onFailure: (message: string) => void;
}

export async function startReviews(parts: ReviewParts): Promise<Scheduler> {
  const ask = async <N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> => {
    const result = await parts.call(name, input);
    if (!result.ok) throw new FailureError(result.error);
    return result.value as Output<N>;
  };
  // From the day the case was made: what fell due while the program was closed is caught up.
  const { createdAtUs } = await ask('case.info', {});
  return startScheduler({
    openedAtMs: msOf(createdAtUs),
    clock: {
      nowMs: parts.nowMs,
      after(delayMs, callback) {
        const timer = setTimeout(callback, delayMs);
        // A review that is not yet due keeps no program alive.
        timer.unref();
        return () => clearTimeout(timer);
      },
    },
    zone: async () => (await ask('case.info', {})).settings.zone,
    async lastRuns() {
      const last: Partial<Record<ReviewKind, number>> = {};
      const { reviews } = await ask('reviews.list', {});
      for (const review of reviews) {
        if (review.byHand) continue;
        const endMs = msOf(review.periodEndUs);
        last[review.kind] = Math.max(endMs, last[review.kind] ?? endMs);
      }
      return last satisfies LastRuns;
    },
    run: async (review) =>
      await parts.call('reviews.run', {
        kind: review.kind,
        asOfUs: timeUsFromMs(review.dueAtMs),
        late: review.late,
        byHand: false,
      } satisfies Input<'reviews.run'>),
    onProblem: parts.onFailure,
  });
}
