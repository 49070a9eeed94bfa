// What a preview shows: the hits found so far while it looks, and the words of its result.

import type { Progress } from '../../../shared/contract/procedure.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { formatCount, plural } from '../../ui/format.model.ts';

export type Preview = Output<'rules.preview'>;

/**
 * The first hits of the run that is under way; none where it is a run of another text than the one on
 * the screen, which is about to be stopped.
 */
export function foundSoFar(run: {
  readonly running: boolean;
  /** The text that is tried. */
  readonly tried: string;
  /** The text on the screen. */
  readonly text: string;
  readonly progress: Progress | null;
}): Preview['first'] {
  if (!run.running || run.tried !== run.text) return [];
  return run.progress?.sample ?? [];
}

/** Above the events that are listed. */
export function firstTitle({ first, events }: Pick<Preview, 'first' | 'events'>): string {
  return events > first.length ? `First ${plural(first.length, 'event')}` : 'Events';
}

/** Below them, where there are more. */
export function restText({ first, events }: Pick<Preview, 'first' | 'events'>): string | undefined {
  return events > first.length
    ? `${formatCount(events - first.length)} more; detection lists them all.`
    : undefined;
}

export function secondsText(seconds: number): string {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${seconds.toFixed(1)} s`;
}
