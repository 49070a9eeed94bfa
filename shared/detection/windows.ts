// Sliding windows over one group's occurrences: every window that ends at an occurrence and reaches
// `span` back, both ends included. What is counted inside a window is the tracker's business. Windows
// are looked at once each, also where the occurrences come in portions.

export interface OrderedTimes {
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

/** A run of satisfied windows that overlap or touch, which the next window may go on with. */
export interface OpenRun {
  readonly fromUs: number;
  readonly fromNanos: number;
  lastUs: number;
  lastNanos: number;
  /** The figure of the window where it was largest. */
  peak: number;
}

export interface RunWatch {
  /** At the occurrence that ends the first window of a run: the one that makes it satisfied. */
  begin(run: OpenRun, occurrence: number): void;
  /** At the occurrence that ends a further one. */
  fire(run: OpenRun, occurrence: number): void;
  /** Its occurrences are those from `first` to `last`. */
  end(run: OpenRun, first: number, last: number): void;
}

/**
 * Looks at the windows that end from `fromUs` on and before `untilUs`. Occurrences must be there as
 * far back as the first of these windows reaches, and as the open run does.
 * @param open the run that the last portion left open
 * @returns the run that is left open
 */
export function sweepWindows(
  occurrences: OrderedTimes,
  spanUs: number,
  tracker: Tracker,
  { fromUs, untilUs }: { readonly fromUs: number; readonly untilUs: number },
  open: OpenRun | undefined,
  watch: RunWatch,
): OpenRun | undefined {
  const { length, timesUs, nanos } = occurrences;
  let run = open;
  let left = 0;
  let right = 0;
  const close = () => {
    if (run !== undefined) watch.end(run, ...placesOf(occurrences, run));
    run = undefined;
  };
  while (right < length) {
    const time = timesUs[right] ?? 0;
    const nano = nanos[right] ?? 0;
    if (time >= untilUs) break;
    do tracker.add(right++);
    while (right < length && timesUs[right] === time && nanos[right] === nano);
    const bound = time - spanUs;
    while (isBefore(timesUs[left] ?? 0, nanos[left] ?? 0, bound, nano)) tracker.remove(left++);
    if (time < fromUs) continue;
    if (!tracker.satisfied(left)) {
      close();
      continue;
    }
    if (run !== undefined && isBefore(run.lastUs, run.lastNanos, bound, nano)) close();
    const figure = tracker.figure();
    if (run === undefined) {
      run = {
        fromUs: timesUs[left] ?? 0,
        fromNanos: nanos[left] ?? 0,
        lastUs: time,
        lastNanos: nano,
        peak: figure,
      };
      watch.begin(run, right - 1);
    } else {
      run.lastUs = time;
      run.lastNanos = nano;
      run.peak = Math.max(run.peak, figure);
      watch.fire(run, right - 1);
    }
  }
  // Nothing to come can touch it any more.
  if (run !== undefined && run.lastUs < untilUs - spanUs) close();
  return run;
}

/** The first and the last occurrence of a run. */
function placesOf(
  { length, timesUs, nanos }: OrderedTimes,
  run: OpenRun,
): [first: number, last: number] {
  const placeOf = (isBehind: (at: number) => boolean): number => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBehind(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const first = placeOf(
    (at) => !isBefore(timesUs[at] ?? 0, nanos[at] ?? 0, run.fromUs, run.fromNanos),
  );
  const behind = placeOf((at) =>
    isBefore(run.lastUs, run.lastNanos, timesUs[at] ?? 0, nanos[at] ?? 0),
  );
  return [first, behind - 1];
}

function isBefore(timeUs: number, nanos: number, boundUs: number, boundNanos: number): boolean {
  return timeUs < boundUs || (timeUs === boundUs && nanos < boundNanos);
}
