// What the correlation types measure inside a window.

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
 * `temporal_ordered`. For each step the latest place from which a chain up to that step can start;
 * the whole chain is inside the window when that place is.
 * @param steps which steps an occurrence can be
 */
export function orderedTracker(
  steps: (index: number) => readonly number[],
  stepCount: number,
  places: ArrayLike<number>,
): Tracker {
  const starts = new Array<number>(stepCount).fill(-1);
  // Step values as they were before the present event, so that one event is one step of a chain.
  let place = -1;
  let before = starts;
  return {
    add(index) {
      const here = places[index] ?? index;
      if (here !== place) {
        place = here;
        before = [...starts];
      }
      for (const step of steps(index)) {
        const start = step === 0 ? index : (before[step - 1] ?? -1);
        starts[step] = Math.max(starts[step] ?? -1, start);
      }
    },
    remove() {},
    satisfied: (first) => (starts[stepCount - 1] ?? -1) >= first,
    figure: () => stepCount,
  };
}

/** Sums over a queue without ever subtracting, so that no rounding is left behind by what went. */
export function sumTracker(values: ArrayLike<number>, average: boolean, holds: Holds): Tracker {
  /** Sums of the older half from its end backwards; the newest of it at index 0. */
  let older: number[] = [];
  let newer: number[] = [];
  let newerSum = 0;
  const size = () => older.length + newer.length;
  const figure = () => {
    const sum = (older.at(-1) ?? 0) + newerSum;
    return average ? sum / size() : sum;
  };
  return {
    add(index) {
      const value = values[index] ?? 0;
      newer.push(value);
      newerSum += value;
    },
    remove() {
      if (older.length === 0) {
        let sum = 0;
        for (const value of newer.toReversed()) older.push((sum += value));
        newer = [];
        newerSum = 0;
      }
      older.pop();
      if (older.length === 0) older = [];
    },
    satisfied: () => size() > 0 && holds(figure()),
    figure,
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
