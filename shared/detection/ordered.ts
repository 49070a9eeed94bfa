// Chains of steps in order, for `temporal_ordered`: how long the longest is, and which occurrences
// belong to one that is long enough and fits into one span. Only those are evidence of a finding.

const NONE = -1;

/** For each step and each length of chain that ends in it, the nearest place where it can start. */
export class ChainStarts {
  readonly #stepCount: number;
  readonly #everyStep: boolean;
  /** By step and length. */
  readonly #best: number[];
  /** As it was before the present event, so that one event is one step of a chain. */
  #before: number[];

  /** @param everyStep whether only chains without a step left out are of interest */
  constructor(stepCount: number, everyStep: boolean) {
    this.#stepCount = stepCount;
    this.#everyStep = everyStep;
    this.#best = new Array<number>(stepCount * (stepCount + 1)).fill(NONE);
    this.#before = this.#best.slice();
  }

  nextEvent(): void {
    this.#before = this.#best.slice();
  }

  /**
   * Answers with the starts of the chains that end here, by their length.
   * @param nearest of two places
   */
  add(step: number, place: number, nearest: (a: number, b: number) => number): readonly number[] {
    const starts = new Array<number>(this.#stepCount + 1).fill(NONE);
    starts[1] = place;
    for (let length = this.#everyStep ? Math.max(2, step + 1) : 2; length <= step + 1; length++) {
      for (let earlier = length - 2; earlier < step; earlier++) {
        const start = this.#before[this.#at(earlier, length - 1)] ?? NONE;
        starts[length] = nearer(starts[length] ?? NONE, start, nearest);
      }
    }
    for (let length = this.#everyStep ? step + 1 : 1; length <= step + 1; length++) {
      const at = this.#at(step, length);
      this.#best[at] = nearer(this.#best[at] ?? NONE, starts[length] ?? NONE, nearest);
    }
    return starts;
  }

  /** The most steps of a chain whose start is `inside`; 0 where there is none. */
  longest(inside: (start: number) => boolean): number {
    for (let length = this.#stepCount; length > 0; length--) {
      for (let step = length - 1; step < this.#stepCount; step++) {
        const start = this.#best[this.#at(step, length)] ?? NONE;
        if (start !== NONE && inside(start)) return length;
      }
    }
    return 0;
  }

  #at(step: number, length: number): number {
    return step * (this.#stepCount + 1) + length;
  }
}

function nearer(a: number, b: number, nearest: (a: number, b: number) => number): number {
  if (a === NONE) return b;
  return b === NONE ? a : nearest(a, b);
}

export interface ChainOccurrence {
  readonly timeUs: number;
  readonly nanos: number;
  /** Equal for the same event, which can be only one step of a chain. */
  readonly identity: number;
  readonly steps: readonly number[];
}

/**
 * @param occurrences in order of time, then identity
 * @param least how many steps a chain has to have
 */
export function orderedMembers(
  occurrences: readonly ChainOccurrence[],
  stepCount: number,
  spanUs: number,
  least: number,
): readonly boolean[] {
  const last = occurrences.length - 1;
  const starts = chainEnds(
    occurrences,
    stepCount,
    least === stepCount,
    (i) => i,
    (step) => step,
    Math.max,
  );
  // Read backwards with the steps turned round, it is where the chain behind a step can end.
  const ends = chainEnds(
    occurrences,
    stepCount,
    least === stepCount,
    (i) => last - i,
    (step) => stepCount - 1 - step,
    Math.min,
  );
  return occurrences.map((occurrence, i) =>
    occurrence.steps.some((_, which) => {
      const before = starts[i]?.[which] ?? [];
      const behind = ends[i]?.[which] ?? [];
      // A longer chain in front starts no later, so that only the shortest that is enough counts.
      for (let length = 1; length <= stepCount; length++) {
        const start = occurrences[before[length] ?? NONE];
        const end = occurrences[behind[Math.max(1, least + 1 - length)] ?? NONE];
        if (start !== undefined && end !== undefined && within(start, end, spanUs)) return true;
      }
      return false;
    }),
  );
}

function within(start: ChainOccurrence, end: ChainOccurrence, spanUs: number): boolean {
  const distance = end.timeUs - start.timeUs;
  return distance < spanUs || (distance === spanUs && end.nanos <= start.nanos);
}

/** For each occurrence and each step it can be: by length, where a chain up to it can begin. */
function chainEnds(
  occurrences: readonly ChainOccurrence[],
  stepCount: number,
  everyStep: boolean,
  at: (i: number) => number,
  turned: (step: number) => number,
  nearest: (a: number, b: number) => number,
): readonly (readonly (readonly number[])[])[] {
  const chains = new ChainStarts(stepCount, everyStep);
  const out: (readonly (readonly number[])[])[] = occurrences.map(() => []);
  let identity: number | undefined;
  for (let i = 0; i < occurrences.length; i++) {
    const index = at(i);
    const occurrence = occurrences[index];
    if (occurrence === undefined) continue;
    if (occurrence.identity !== identity) {
      identity = occurrence.identity;
      chains.nextEvent();
    }
    out[index] = occurrence.steps.map((step) => chains.add(turned(step), index, nearest));
  }
  return out;
}
