// The parts of the command line's JSON that the tests look at; the whole is held by the schemas.

export interface AlertJson {
  readonly id: string;
  readonly rule: { readonly title: string };
  readonly severity: string;
  readonly window: { readonly start: string; readonly end: string };
  readonly events: readonly { readonly sequence?: number; readonly time: string }[];
}

export interface IntegrityJson {
  readonly path: string;
  readonly verdict: string;
  readonly checked: number;
  readonly entries: readonly {
    readonly sequence?: number;
    readonly through?: number;
    readonly verdict: string;
  }[];
  readonly head?: { readonly sequence: number; readonly hash: string };
}

export interface ReviewJson {
  readonly sources: readonly { readonly events: number; readonly alreadyThere: boolean }[];
  readonly integrity: readonly IntegrityJson[];
  readonly events: number;
  readonly rejected: number;
  readonly alerts: readonly AlertJson[];
  readonly reports: readonly { readonly path: string; readonly pages: number }[];
}

/** Every sequence number of one verdict, in order. */
export function sequencesOf(source: IntegrityJson, verdict: string): readonly number[] {
  return source.entries
    .filter((entry) => entry.verdict === verdict)
    .flatMap(({ sequence, through }) =>
      sequence === undefined
        ? []
        : Array.from(
            { length: (through ?? sequence) - sequence + 1 },
            (_, step) => sequence + step,
          ),
    )
    .sort((a, b) => a - b);
}

export function overlaps(
  window: { readonly start: string; readonly end: string },
  start: string,
  end: string,
): boolean {
  return Date.parse(window.start) <= Date.parse(end) && Date.parse(window.end) >= Date.parse(start);
}
