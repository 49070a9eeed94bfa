// What each correlation type measures in a window, and the test that its condition puts to it.

import type { OrderedOccurrences, Pool } from './occurrences.ts';
import type { Bound, Correlation } from './rule.ts';
import { countTracker, distinctTracker, orderedTracker, percentileTracker } from './trackers.ts';
import { sumTracker } from './sum-tracker.ts';
import type { Tracker } from './windows.ts';
import { compare } from '../match/value-matcher.ts';

export function holds(bounds: readonly Bound[]): (figure: number) => boolean {
  return (figure) => bounds.every(({ comparison, number }) => compare(figure, comparison, number));
}

/** @param figures of each occurrence in the pool, for types that have a field */
export function trackerOf(
  correlation: Correlation,
  pool: Pool,
  { members }: OrderedOccurrences,
  figures: Float64Array | undefined,
): Tracker {
  const test = holds(correlation.bounds);
  const values = () => members.map((member) => figures?.[member] ?? 0);
  const inputs = () => members.map((member) => pool.inputs[member] ?? 0);
  switch (correlation.type) {
    case 'event_count':
      return countTracker(test);
    case 'value_count':
      return distinctTracker(values(), test);
    case 'value_sum':
    case 'value_avg':
      return sumTracker(values(), correlation.type === 'value_avg', test);
    case 'value_percentile':
      return percentileTracker(values(), correlation.percentile ?? 50, test);
    case 'temporal': {
      const all = new Set(correlation.references).size;
      return distinctTracker(
        inputs(),
        correlation.bounds.length > 0 ? test : (figure) => figure === all,
      );
    }
    case 'temporal_ordered': {
      const steps = stepsOf(correlation);
      const kinds = inputs();
      return orderedTracker(
        (index) => steps[kinds[index] ?? 0] ?? [],
        correlation.references.length,
        members.map((member) => pool.identities[member] ?? 0),
        stepsWanted(correlation),
      );
    }
  }
}

/** Which steps each reference stands for; a rule may be named more than once. */
export function stepsOf(correlation: Correlation): readonly (readonly number[])[] {
  return correlation.references.map((reference) =>
    correlation.references.flatMap((other, step) => (other === reference ? [step] : [])),
  );
}

/**
 * Of `temporal_ordered`: for each number of steps that follow each other in order, from 0, whether it
 * is enough. Without a condition all of them have to; a condition says how many different rules.
 */
export function stepsWanted({ bounds, references }: Correlation): readonly boolean[] {
  const all = references.length;
  const test = holds(bounds);
  // A rule that is named twice is one kind of event: asking for all kinds asks for every step.
  const kinds = new Set(references).size;
  const asksForAll = bounds.length === 0 || (kinds < all && test(kinds) && !test(kinds - 1));
  return Array.from({ length: all + 1 }, (_, steps) =>
    asksForAll ? steps === all : steps > 0 && test(steps),
  );
}
