// The exit statuses that scripts rely on, and which failure ends in which.

import type { Failure } from '../../shared/base/result.ts';

export const EXIT_DONE = 0;
/** Done, and something at or above `--fail-on` was found. */
export const EXIT_FOUND = 1;
export const EXIT_WRONG_USE = 2;
/** An input could not be read at all. */
export const EXIT_UNREADABLE = 3;
/** `verify` found altered or missing entries. */
export const EXIT_INTEGRITY = 4;
/** `verify --strict`: nothing failed, but something could not be verified. */
export const EXIT_UNVERIFIABLE = 5;
/** Ended by Ctrl-C, as shells expect it. */
export const EXIT_INTERRUPTED = 130;

/** Codes of failures that lie in how the command was called rather than in what it read. */
const WRONG_USE = ['usage.', 'query.', 'call.'];

export function exitCodeOf(failure: Failure): number {
  return WRONG_USE.some((prefix) => failure.code.startsWith(prefix))
    ? EXIT_WRONG_USE
    : EXIT_UNREADABLE;
}
