// How much is known of an event before its record is read: it does not match, it may, it does. The
// numbers are ordered so that "all of them" is the least and "any of them" the most.

export const NO = 0;
export const MAYBE = 1;
export const YES = 2;
export type Certainty = typeof NO | typeof MAYBE | typeof YES;

export function certain(matches: boolean): Certainty {
  return matches ? YES : NO;
}
