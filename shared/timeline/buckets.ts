// Widths that people read easily: 1, 2 and 5 below a second, then the divisions of clock and
// calendar. Owns sizes and edges, never counts.

import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND, timeUs } from '../base/time.ts';
import { type TimeRange, spanUs } from './range.ts';

const STEPS_US: readonly number[] = [
  ...[1, 10, 100, 1_000, 10_000, 100_000].flatMap((power) => [power, 2 * power, 5 * power]),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * US_PER_SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * US_PER_MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * US_PER_HOUR),
  ...[1, 2, 3, 7, 14, 28, 91, 182, 364].map((days) => days * US_PER_DAY),
];
const YEAR_US = 365 * US_PER_DAY;

/** The smallest round step that is at least as wide as asked. */
export function niceStepUs(atLeastUs: number): number {
  for (const step of STEPS_US) if (step >= atLeastUs) return step;
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) {
      if (power * factor * YEAR_US >= atLeastUs) return power * factor * YEAR_US;
    }
  }
}

/** The round bucket width that cuts a range into at most so many buckets. */
export function niceBucketUs(range: TimeRange, atMost: number): number {
  return niceStepUs(spanUs(range) / Math.max(1, atMost));
}

/**
 * The range widened to whole buckets.
 * @param offsetUs how far ahead of UTC the clock is whose days the buckets should begin with
 */
export function alignedTo(range: TimeRange, bucketUs: number, offsetUs = 0): TimeRange {
  const from = Math.floor((range.fromUs + offsetUs) / bucketUs) * bucketUs - offsetUs;
  const to = Math.ceil((range.toUs + offsetUs) / bucketUs) * bucketUs - offsetUs;
  return { fromUs: timeUs(from), toUs: timeUs(to) };
}

/** The bucket that an instant falls into, or -1 outside of them. */
export function bucketIndexAt(
  buckets: { readonly fromUs: number; readonly bucketUs: number; readonly count: number },
  instantUs: number,
): number {
  const index = Math.floor((instantUs - buckets.fromUs) / buckets.bucketUs);
  return index >= 0 && index < buckets.count ? index : -1;
}
