// What the status of an answer says of how a request went.

import type { FieldValue } from '../domain/event.ts';

const FIRST_ERROR = 400;

/** Nothing for no status, nor for 0, which stands for none. */
export function httpOutcome(status: FieldValue | undefined): 'success' | 'failure' | undefined {
  if (typeof status !== 'number' || status <= 0) return undefined;
  return status < FIRST_ERROR ? 'success' : 'failure';
}
