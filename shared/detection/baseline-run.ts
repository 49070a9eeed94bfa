// Baseline rules over their hits: all at once, or in portions, with what no later event can change let
// go on the way.

import type { EventColumns } from './correlation-finding.ts';
import { groupedRows } from './groups.ts';
import type { HitTable, Texts } from './hit-table.ts';
import { NewValues } from './new-values.ts';
import type { BaselineRule } from './rule.ts';
import { UnusualWindows } from './unusual-windows.ts';
import type { BaselineNumbers } from '../domain/finding.ts';

export interface BaselineFinding {
  readonly group: Readonly<Record<string, string>>;
  readonly events: EventColumns;
  readonly firstFireUs: number;
  readonly firstFireNanos: number;
  /** The measure at its peak; 1 for a new or rare value. */
  readonly peak: number;
  readonly numbers: BaselineNumbers | undefined;
  /** For new and rare: how much history there was. */
  readonly history: number;
}

export interface BaselineInput {
  readonly rule: BaselineRule;
  readonly foldUs: number;
  readonly zone: string;
  readonly table: HitTable;
  readonly texts: Texts;
}

/** One group of a baseline, fed with its hits in order of time, in as many portions as they come. */
export interface BaselineGroup {
  /**
   * @param rows all that are left of the group, in order of time
   * @param untilUs none to come is earlier
   * @returns how many of them, from the first, are not needed any more
   */
  take(rows: readonly number[], untilUs: number): number;
  findings(): readonly BaselineFinding[];
  /** Marks the texts that its findings refer to. */
  markTexts(marks: Uint8Array): void;
}

/** A baseline over a table that may forget what is behind it. */
export class BaselineRun {
  readonly #input: BaselineInput;
  readonly #groups = new Map<
    string,
    { readonly own: BaselineGroup; readonly values: readonly number[] }
  >();
  #done = false;

  constructor(input: BaselineInput) {
    this.#input = input;
  }

  /**
   * Looks at what is complete.
   * @param untilUs no hit to come is earlier
   * @returns a 1 for each row of the table that is still needed
   */
  advance(untilUs: number): Uint8Array {
    const { table, texts } = this.#input;
    const keep = new Uint8Array(table.length);
    for (const { group, values, rows } of groupedRows(table, texts)) {
      const key = values.join(' ');
      const known = this.#groups.get(key) ?? { own: groupOf(this.#input, group), values };
      this.#groups.set(key, known);
      for (const row of rows.slice(known.own.take(rows, untilUs))) keep[row] = 1;
    }
    return keep;
  }

  /** Marks the texts that it refers to by their numbers. */
  markTexts(marks: Uint8Array): void {
    for (const { own, values } of this.#groups.values()) {
      for (const number of values) marks[number] = 1;
      own.markTexts(marks);
    }
  }

  /** Once everything is here. */
  finish(): readonly BaselineFinding[] {
    if (!this.#done) this.advance(Number.POSITIVE_INFINITY);
    this.#done = true;
    return [...this.#groups.values()].flatMap(({ own }) => own.findings());
  }
}

function groupOf(input: BaselineInput, group: Readonly<Record<string, string>>): BaselineGroup {
  const { measure } = input.rule;
  return measure.kind === 'new' || measure.kind === 'rare'
    ? new NewValues(input, measure, group)
    : new UnusualWindows(input, group);
}
