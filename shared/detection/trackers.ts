// What the correlation types measure inside a window.

import { ChainStarts } from './ordered.ts';
import type { Tracker } from './windows.ts';

type Holds = (figure: number) => boolean;

export function countTracker(holds: Holds): Tracker {
  let count = 0;
  return {
    add: () => void count++,
    remove: () => void count--,
    satisfied: () => holds(count),
    figure: () => count,
  };
}

/** Distinct values, or distinct rules for `temporal`. */
export function distinctTracker(values: ArrayLike<number>, holds: Holds): Tracker {
  const counts = new Map<number, number>();
  return {
    add(index) {
      const value = values[index] ?? 0;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    },
    remove(index) {
      const value = values[index] ?? 0;
      const left = (counts.get(value) ?? 0) - 1;
      if (left > 0) counts.set(value, left);
      else counts.delete(value);
    },
    satisfied: () => holds(counts.size),
    figure: () => counts.size,
  };
}

/**
 * `temporal_ordered`. For each step, and each number of steps up to it, the latest place from which
 * so many steps in order can start; they are inside the window when that place is.
 * @param steps which steps an occurrence can be
 * @param places equal for the same event, which is one step of a chain
 * @param wanted for each number of steps in order whether it is enough
 */
export function orderedTracker(
  steps: (index: number) => readonly number[],
  stepCount: number,
  places: ArrayLike<number>,
  wanted: readonly boolean[],
): Tracker {
  const chains = new ChainStarts(stepCount, wanted.indexOf(true) === stepCount);
  let place: number | undefined;
  let longest = 0;
  return {
    add(index) {
      const here = places[index] ?? index;
      if (here !== place) {
        place = here;
        chains.nextEvent();
      }
      for (const step of steps(index)) chains.add(step, index, Math.max);
    },
    remove() {},
    satisfied(first) {
      longest = chains.longest((start) => start >= first);
      return wanted[longest] === true;
    },
    figure: () => longest,
  };
}

/** Interpolated linearly between the two nearest values. */
export function percentileTracker(
  values: ArrayLike<number>,
  percentile: number,
  holds: Holds,
): Tracker {
  const sorted: number[] = [];
  const placeOf = (value: number): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const figure = () => {
    const rank = (percentile / 100) * (sorted.length - 1);
    const below = sorted[Math.floor(rank)] ?? 0;
    const above = sorted[Math.ceil(rank)] ?? below;
    return below + (above - below) * (rank - Math.floor(rank));
  };
  return {
    add(index) {
      const value = values[index] ?? 0;
      sorted.splice(placeOf(value), 0, value);
    },
    remove: (index) => void sorted.splice(placeOf(values[index] ?? 0), 1),
    satisfied: () => sorted.length > 0 && holds(figure()),
    figure,
  };
}
