// How fast a job goes and how long it has left, from its start and its newest progress.

import type { Progress } from '../../shared/contract/procedure.ts';

export interface ProgressRate {
  /** 0 to 1, null while the total is not known. */
  readonly share: number | null;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Too early to say anything honest about the speed. */
const SETTLING_MS = 750;

export function progressRate(
  progress: Progress | null,
  startedAtMs: number,
  nowMs: number,
): ProgressRate {
  if (progress === null) return { share: null, perSecond: null, secondsLeft: null };
  const { done, total } = progress;
  const share = total === null || total <= 0 ? null : Math.min(1, Math.max(0, done / total));
  const elapsedMs = nowMs - startedAtMs;
  if (elapsedMs < SETTLING_MS || done <= 0) return { share, perSecond: null, secondsLeft: null };
  const perSecond = (done * 1000) / elapsedMs;
  const secondsLeft = total === null ? null : Math.max(0, (total - done) / perSecond);
  return { share, perSecond, secondsLeft };
}
