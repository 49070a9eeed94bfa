// Lengths of time as Sigma writes them: a number and a letter.

import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../../base/time.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: US_PER_SECOND,
  m: US_PER_MINUTE,
  h: US_PER_HOUR,
  d: US_PER_DAY,
  w: 7 * US_PER_DAY,
  // A month and a year are the mean Gregorian ones, as other implementations have it.
  M: 2_629_746 * US_PER_SECOND,
  y: 31_556_952 * US_PER_SECOND,
};

export function parseSpan(text: string): number | undefined {
  const match = /^\s*(\d{1,9})\s*([smhdwMy])\s*$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  const amount = Number(match?.[1]);
  return unit === undefined || !(amount > 0) ? undefined : amount * unit;
}
