// Which occurrences belong to a complete, ordered chain that fits into one span: only those are
// evidence of a `temporal_ordered` finding.

export interface ChainOccurrence {
  readonly timeUs: number;
  readonly nanos: number;
  /** Equal for the same event, which can be only one step of a chain. */
  readonly identity: number;
  readonly steps: readonly number[];
}

/** @param occurrences in order of time, then identity */
export function orderedMembers(
  occurrences: readonly ChainOccurrence[],
  stepCount: number,
  spanUs: number,
): readonly boolean[] {
  const last = occurrences.length - 1;
  const starts = chainEnds(
    occurrences,
    stepCount,
    (i) => i,
    (step) => step,
    Math.max,
  );
  const ends = chainEnds(
    occurrences,
    stepCount,
    (i) => last - i,
    (step) => stepCount - 1 - step,
    Math.min,
  );
  return occurrences.map((occurrence, i) =>
    occurrence.steps.some((step) => {
      const start = occurrences[starts[i]?.[step] ?? -1];
      const end = occurrences[ends[i]?.[step] ?? -1];
      return start !== undefined && end !== undefined && within(start, end, spanUs);
    }),
  );
}

function within(start: ChainOccurrence, end: ChainOccurrence, spanUs: number): boolean {
  const distance = end.timeUs - start.timeUs;
  return distance < spanUs || (distance === spanUs && end.nanos <= start.nanos);
}

/**
 * For each occurrence and each step it can be: the nearest occurrence at which a chain up to it can
 * begin. Read backwards with the steps turned round, it is where the chain behind it can end.
 */
function chainEnds(
  occurrences: readonly ChainOccurrence[],
  stepCount: number,
  at: (i: number) => number,
  turned: (step: number) => number,
  nearest: (a: number, b: number) => number,
): readonly (readonly number[])[] {
  const none = -1;
  const best = new Array<number>(stepCount).fill(none);
  let before = best.slice();
  let identity: number | undefined;
  const out: number[][] = occurrences.map(() => new Array<number>(stepCount).fill(none));
  for (let i = 0; i < occurrences.length; i++) {
    const index = at(i);
    const occurrence = occurrences[index];
    if (occurrence === undefined) continue;
    if (occurrence.identity !== identity) {
      identity = occurrence.identity;
      before = best.slice();
    }
    for (const step of occurrence.steps) {
      const position = turned(step);
      const start = position === 0 ? index : (before[position - 1] ?? none);
      const row = out[index];
      if (start === none || row === undefined) continue;
      row[step] = start;
      const known = best[position] ?? none;
      best[position] = known === none ? start : nearest(known, start);
    }
  }
  return out;
}
