// Sliding windows over one group's occurrences: every window that ends at an occurrence and reaches
// `span` back, both ends included. What is counted inside a window is the tracker's business.

export interface Occurrences {
  readonly length: number;
  /** In order of time, then nanoseconds, then event. */
  readonly timesUs: ArrayLike<number>;
  readonly nanos: ArrayLike<number>;
}

export interface Tracker {
  add(index: number): void;
  /** Called in the same order as `add`. */
  remove(index: number): void;
  /** @param first the earliest occurrence still inside */
  satisfied(first: number): boolean;
  figure(): number;
}

/** A maximal run of satisfied windows that overlap or touch. Indexes are of occurrences. */
export interface Run {
  readonly first: number;
  readonly last: number;
  /** The occurrences at which a window was satisfied, the earliest first. */
  readonly fires: readonly number[];
  /** The figure of the window where it was largest. */
  readonly peak: number;
}

export function satisfiedRuns(
  occurrences: Occurrences,
  spanUs: number,
  tracker: Tracker,
): readonly Run[] {
  const { length, timesUs, nanos } = occurrences;
  const runs: Run[] = [];
  let open: { first: number; last: number; fires: number[]; peak: number } | undefined;
  let left = 0;
  let right = 0;
  const close = () => {
    if (open) runs.push(open);
    open = undefined;
  };
  while (right < length) {
    const time = timesUs[right] ?? 0;
    const nano = nanos[right] ?? 0;
    do tracker.add(right++);
    while (right < length && timesUs[right] === time && nanos[right] === nano);
    const bound = time - spanUs;
    while (isBefore(timesUs[left] ?? 0, nanos[left] ?? 0, bound, nano)) tracker.remove(left++);
    if (!tracker.satisfied(left)) {
      close();
      continue;
    }
    const figure = tracker.figure();
    const touches =
      open !== undefined && !isBefore(timesUs[open.last] ?? 0, nanos[open.last] ?? 0, bound, nano);
    if (open !== undefined && touches) {
      open.last = right - 1;
      open.fires.push(right - 1);
      open.peak = Math.max(open.peak, figure);
    } else {
      close();
      open = { first: left, last: right - 1, fires: [right - 1], peak: figure };
    }
  }
  close();
  return runs;
}

function isBefore(timeUs: number, nanos: number, boundUs: number, boundNanos: number): boolean {
  return timeUs < boundUs || (timeUs === boundUs && nanos < boundNanos);
}
