// Between instants and pixels. Differences are taken before scaling, so a microsecond stays a
// microsecond however far from 1970 it lies.

import type { TimeRange } from './range.ts';
import { spanUs } from './range.ts';
import { niceStepUs } from './buckets.ts';

export interface TimeScale {
  readonly range: TimeRange;
  readonly widthPx: number;
  toPx(instantUs: number): number;
  /** Not rounded: between microseconds where the view is that close. */
  toUs(px: number): number;
}

export function timeScale(range: TimeRange, widthPx: number): TimeScale {
  const usPerPx = spanUs(range) / Math.max(1, widthPx);
  return {
    range,
    widthPx,
    toPx: (instantUs) => (instantUs - range.fromUs) / usPerPx,
    toUs: (px) => range.fromUs + px * usPerPx,
  };
}

/**
 * The roundest instant that a pointer at this pixel can mean: nobody drags to 02:00:00.381442 on
 * purpose in a view of a week.
 */
export function roundInstant(scale: TimeScale, px: number): number {
  const usPerPx = spanUs(scale.range) / Math.max(1, scale.widthPx);
  const instantUs = scale.toUs(px);
  const stepUs = niceStepUs(usPerPx);
  if (stepUs <= 1) return Math.round(instantUs);
  return Math.round(instantUs / stepUs) * stepUs;
}
