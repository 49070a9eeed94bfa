// Baselines: what is usual, learned from windows of evidence, and how far a figure is from it. All
// numbers that decide are handed out, so that the sum can be done again by hand.

export interface Usual {
  readonly windows: number;
  readonly median: number;
  /** Median of the absolute deviations from the median. */
  readonly mad: number;
  readonly mean: number;
  /** Of the whole population of windows. */
  readonly standardDeviation: number;
}

/** What stands for a distance that has no measure: something where the baseline has no spread at all. */
export const BEYOND_MEASURE = 1_000_000;

/** Makes the MAD of a normal distribution comparable to its standard deviation. */
const MAD_TO_SIGMA = 0.6745;

/** A growing sample; equal figures are kept once with their number. */
export class Sample {
  readonly #values: number[] = [];
  readonly #counts: number[] = [];
  #size = 0;
  #sum = 0;

  get size(): number {
    return this.#size;
  }

  add(value: number, times = 1): void {
    if (times <= 0) return;
    let low = 0;
    let high = this.#values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#values[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    if (this.#values[low] === value) this.#counts[low] = (this.#counts[low] ?? 0) + times;
    else {
      this.#values.splice(low, 0, value);
      this.#counts.splice(low, 0, times);
    }
    this.#size += times;
    this.#sum += value * times;
  }

  median(): number {
    return weightedMedian(this.#values, this.#counts, this.#size);
  }

  usual(): Usual {
    const median = this.median();
    const mean = this.#size === 0 ? 0 : this.#sum / this.#size;
    let squares = 0;
    const deviations = this.#values.map((value, i) => {
      const count = this.#counts[i] ?? 0;
      squares += count * (value - mean) ** 2;
      return { deviation: Math.abs(value - median), count };
    });
    deviations.sort((a, b) => a.deviation - b.deviation);
    return {
      windows: this.#size,
      median,
      mad: weightedMedian(
        deviations.map(({ deviation }) => deviation),
        deviations.map(({ count }) => count),
        this.#size,
      ),
      mean,
      standardDeviation: this.#size === 0 ? 0 : Math.sqrt(squares / this.#size),
    };
  }
}

function weightedMedian(
  sorted: readonly number[],
  counts: readonly number[],
  size: number,
): number {
  if (size === 0) return 0;
  const at = (rank: number): number => {
    let passed = 0;
    for (let i = 0; i < sorted.length; i++) {
      passed += counts[i] ?? 0;
      if (rank < passed) return sorted[i] ?? 0;
    }
    return sorted.at(-1) ?? 0;
  };
  const half = Math.floor(size / 2);
  return size % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2;
}

/** 0.6745 × (x − median) ÷ MAD; the standard z where the MAD is 0. */
export function modifiedZ(observed: number, usual: Usual): number {
  if (usual.mad > 0) return (MAD_TO_SIGMA * (observed - usual.median)) / usual.mad;
  if (usual.standardDeviation > 0) return (observed - usual.mean) / usual.standardDeviation;
  if (observed === usual.mean) return 0;
  return observed > usual.mean ? BEYOND_MEASURE : -BEYOND_MEASURE;
}

export function ratioTo(observed: number, usual: Usual): number {
  if (usual.median !== 0) return observed / usual.median;
  return observed > 0 ? BEYOND_MEASURE : 0;
}
