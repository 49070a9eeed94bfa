// Lengths of time in words.

import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../base/time.ts';

const UNITS: readonly (readonly [number, string])[] = [
  [US_PER_DAY, 'day'],
  [US_PER_HOUR, 'hour'],
  [US_PER_MINUTE, 'minute'],
  [US_PER_SECOND, 'second'],
];

/** `1 hour`, `90 minutes`, `3.7 days`: the largest unit that divides it or that it fills twice. */
export function durationText(us: number): string {
  for (const [unit, name] of UNITS) {
    if (us >= unit && us % unit === 0) return `${us / unit} ${name}${us === unit ? '' : 's'}`;
    if (us >= 2 * unit) return `${(us / unit).toFixed(1)} ${name}s`;
  }
  if (us >= US_PER_SECOND) return `${(us / US_PER_SECOND).toFixed(1)} seconds`;
  return `${us} µs`;
}
