// How fast a job goes and how long it has left. A job may have several legs (a phase after another, a
// file after another), each with its own total; pace is that of the leg that is under way.

import type { Progress } from '../../shared/contract/procedure.ts';

export interface ProgressRate {
  /** 0 to 1, null while the total is not known. */
  readonly share: number | null;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** The leg of a job that is under way, as far as it was seen. */
export interface Leg {
  readonly sinceMs: number;
  /** What was done when it was first seen: an import that goes on does not begin at nothing. */
  readonly doneBefore: number;
  readonly newest: Progress;
}

/** Too early to say anything honest about the speed. */
const SETTLING_MS = 750;

/** @param before of the same job, undefined where this is its first progress */
export function legAfter(before: Leg | undefined, progress: Progress, nowMs: number): Leg {
  const newest = before?.newest;
  const goesOn =
    newest?.phase === progress.phase &&
    newest.unit === progress.unit &&
    newest.total === progress.total &&
    newest.done <= progress.done;
  return before !== undefined && goesOn
    ? { ...before, newest: progress }
    : { sinceMs: nowMs, doneBefore: progress.done, newest: progress };
}

export function progressRate(leg: Leg | null, nowMs: number): ProgressRate {
  if (leg === null) return { share: null, perSecond: null, secondsLeft: null };
  const { done, total } = leg.newest;
  const share = total === null || total <= 0 ? null : Math.min(1, Math.max(0, done / total));
  const elapsedMs = nowMs - leg.sinceMs;
  const doneSince = done - leg.doneBefore;
  if (elapsedMs < SETTLING_MS || doneSince <= 0) {
    return { share, perSecond: null, secondsLeft: null };
  }
  const perSecond = (doneSince * 1000) / elapsedMs;
  const secondsLeft = total === null ? null : Math.max(0, (total - done) / perSecond);
  return { share, perSecond, secondsLeft };
}
