// Half-open stretches of time, [fromUs, toUs). Owns what can be said of one or two of them; refuses
// to know how they are drawn.

import { timeUs, type TimeUs } from '../base/time.ts';

export interface TimeRange {
  readonly fromUs: TimeUs;
  /** Not part of the range. */
  readonly toUs: TimeUs;
}

/** Of two instants in any order; never empty. */
export function rangeOf(oneUs: number, otherUs: number): TimeRange {
  const fromUs = Math.floor(Math.min(oneUs, otherUs));
  const toUs = Math.ceil(Math.max(oneUs, otherUs));
  return { fromUs: timeUs(fromUs), toUs: timeUs(Math.max(toUs, fromUs + 1)) };
}

export function spanUs(range: TimeRange): number {
  return range.toUs - range.fromUs;
}

export function isWithin(range: TimeRange, instantUs: number): boolean {
  return instantUs >= range.fromUs && instantUs < range.toUs;
}

export function sameRange(one: TimeRange | null, other: TimeRange | null): boolean {
  if (one === null || other === null) return one === other;
  return one.fromUs === other.fromUs && one.toUs === other.toUs;
}

/** `undefined` where the two share no instant. */
export function intersection(one: TimeRange, other: TimeRange): TimeRange | undefined {
  const fromUs = Math.max(one.fromUs, other.fromUs);
  const toUs = Math.min(one.toUs, other.toUs);
  return fromUs < toUs ? { fromUs: timeUs(fromUs), toUs: timeUs(toUs) } : undefined;
}

/** `radiusUs` on either side of an instant, the instant included. */
export function around(instantUs: number, radiusUs: number): TimeRange {
  return rangeOf(instantUs - radiusUs, instantUs + radiusUs + 1);
}
