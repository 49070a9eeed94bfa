// One figure of `npm run bench`, and the module that measures some.

export type BenchSize = 'small' | 'full';

export interface BenchLine {
  readonly name: string;
  readonly value: number;
  /** `events/s`, `ms`, `MB`, `× raw` … */
  readonly unit: string;
  /** What the machine itself does, measured in the same run and in the same unit; null where there is none. */
  readonly limit: number | null;
  /** value ÷ limit; null without a limit. */
  readonly ratio: number | null;
  /** The figure to reach, in words: `≥ 1 × limit`, `< 50 ms`; empty where the line only informs. */
  readonly target: string;
  /** Whether the target was reached; null where the line only informs. */
  readonly ok: boolean | null;
}

/** A bench is a file `test/bench/<name>.bench.ts` that exports `run`. */
export interface Bench {
  run(size: BenchSize): Promise<readonly BenchLine[]>;
}
