// What a correlation finds, as the rest of detection sees it.

import type { TimeUs } from '../base/time.ts';

/** Contributing events in order of time, in columns; people and addresses as numbers of `Texts`. */
export interface EventColumns {
  readonly timesUs: readonly number[];
  readonly nanos: readonly number[];
  readonly ids: readonly number[];
  readonly users: readonly number[];
  readonly addresses: readonly number[];
}

export interface Fire {
  readonly timeUs: number;
  readonly nanos: number;
  /** What a chain passes on, by column key. */
  readonly values: ReadonlyMap<string, number>;
}

export interface CorrelationFinding {
  readonly group: Readonly<Record<string, string>>;
  readonly firstFireUs: TimeUs;
  readonly firstFireNanos: number;
  readonly peak: number;
  readonly events: EventColumns;
  /** When a window was satisfied: each time, or only the first where that is all that matters. */
  readonly fires: readonly Fire[];
}
