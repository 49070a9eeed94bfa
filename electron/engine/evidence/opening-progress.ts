// How far an opening of several exhibits is, as one: each reports its own bytes, the officer waits for
// all of them. Looks at sizes only.

import { grouped } from '../../../shared/base/counted.ts';
import { FailureError } from '../../../shared/base/result.ts';
import type { Progress } from '../../../shared/contract/procedure.ts';
import type { IntakeLimits } from '../../intake/limits.ts';
import { walkExhibit } from '../../intake/walk.ts';
import type { ImportContext } from './unit-reader.ts';

/** Of each path in turn, on disk; what cannot be opened has none, and says so when its turn comes. */
export async function bytesOfEach(
  paths: readonly string[],
  limits: IntakeLimits,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const bytes: number[] = [];
  for (const path of paths) {
    try {
      bytes.push((await walkExhibit(path, limits, signal)).bytes);
    } catch (error) {
      if (!(error instanceof FailureError) || signal.aborted) throw error;
      bytes.push(0);
    }
  }
  return bytes;
}

/** The context that the exhibit at `place` (from 0) is read in. */
export function asPartOf(
  context: ImportContext,
  bytes: readonly number[],
  place: number,
): ImportContext {
  const total = bytes.reduce((sum, each) => sum + each, 0);
  const before = bytes.slice(0, place).reduce((sum, each) => sum + each, 0);
  const own = bytes[place] ?? 0;
  const which = `(${grouped(place + 1)} of ${grouped(bytes.length)})`;
  return {
    ...context,
    progress: (now) =>
      context.progress({
        ...now,
        note: `${now.note} ${which}`.trimStart(),
        ...(now.unit === 'bytes' && { done: before + own * shareOf(now), total }),
      }),
  };
}

function shareOf({ done, total }: Progress): number {
  return total === null || total === 0 ? 0 : Math.min(1, done / total);
}
