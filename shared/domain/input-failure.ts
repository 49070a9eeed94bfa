// Of several files that are worked on one after the other: whether what went wrong lies in the one at
// hand, so that the others can be worked on all the same, or stands against the work as a whole.

import type { Failure } from '../base/result.ts';

/** Codes of failures that do not lie in the one input that was being read. */
const OF_THE_WORK = ['case.', 'disk.', 'job.', 'usage.', 'query.', 'call.', 'key.', 'thread.'];

export function isOfInput({ code }: Failure): boolean {
  return !OF_THE_WORK.some((prefix) => code.startsWith(prefix));
}
