// One correlation over what its rules found, in portions: whenever it is known that nothing earlier is
// to come, the windows up to there are looked at for good, and what no later window can reach is not
// needed any more. The findings are those of all windows at once, whatever the portions were.

import { allEvents, contributionOf, type Contribution } from './contributors.ts';
import type { CorrelationFinding, Fire } from './correlation-finding.ts';
import { NO_TEXT, type HitTable, type Texts } from './hit-table.ts';
import { trackerOf } from './measures.ts';
import { groupsBy, passedOn } from './needs.ts';
import {
  occurrencesOf,
  type InnerFinding,
  type Input,
  type OccurrenceGroup,
  type Occurrences,
} from './occurrences.ts';
import type { Correlation } from './rule.ts';
import { sweepWindows, type OpenRun, type RunWatch } from './windows.ts';
import { timeUs } from '../base/time.ts';

/** A finding that may still go on. */
interface Draft extends InnerFinding {
  readonly group: Readonly<Record<string, string>>;
  /** The group's values, by which it is known as long as it is open. */
  readonly values: readonly number[];
  readonly firstFireUs: number;
  readonly run: OpenRun;
  /** Each time it fires, or the first where that is all that matters. */
  readonly fires: Fire[];
  contribution: Contribution | undefined;
}

export type SweepInput =
  | { readonly kind: 'hits'; readonly table: HitTable }
  | { readonly kind: 'sweep'; readonly sweep: Sweep };

export class Sweep {
  readonly #correlation: Correlation;
  readonly #inputs: readonly SweepInput[];
  readonly #carried: ReadonlyMap<string, readonly string[]>;
  readonly #everyFire: boolean;
  readonly #texts: Texts;
  readonly #drafts: Draft[] = [];
  /** By group. */
  readonly #open = new Map<string, Draft>();
  /** Windows that end before this have been looked at. */
  #settledUs = Number.NEGATIVE_INFINITY;

  /**
   * @param carried what it passes on along a chain, by column key
   * @param everyFire whether it takes part in a chain each time that it fires
   */
  constructor(
    correlation: Correlation,
    inputs: readonly SweepInput[],
    carried: ReadonlyMap<string, readonly string[]>,
    everyFire: boolean,
    texts: Texts,
  ) {
    this.#correlation = correlation;
    this.#inputs = inputs;
    this.#carried = carried;
    this.#everyFire = everyFire;
    this.#texts = texts;
  }

  get tables(): readonly HitTable[] {
    return this.#inputs.flatMap((input) => (input.kind === 'hits' ? [input.table] : []));
  }

  get inner(): readonly Sweep[] {
    return this.#inputs.flatMap((input) => (input.kind === 'sweep' ? [input.sweep] : []));
  }

  /**
   * Looks at the windows that end before a time. Inner correlations must have come as far.
   * @param untilUs no occurrence to come is earlier
   * @param keep filled with a 1 for each row that a later window may need
   */
  advance(untilUs: number, keep: Map<HitTable, Uint8Array>): void {
    const { spanUs } = this.#correlation;
    const range = { fromUs: this.#settledUs, untilUs };
    const inputs = this.#inputs.map((input): Input =>
      input.kind === 'hits' ? input : { kind: 'findings', findings: input.sweep.#drafts },
    );
    let usefulUs = this.#settledUs - spanUs;
    for (const { run } of this.#open.values()) usefulUs = Math.min(usefulUs, run.fromUs);
    const found = occurrencesOf(this.#correlation, inputs, this.#texts, usefulUs);
    for (const group of found.groups()) {
      const { key, members, occurrences } = group;
      const tracker = trackerOf(this.#correlation, found.pool, occurrences, found.figures);
      const watch = this.#watch(found, inputs, group);
      const run = sweepWindows(
        occurrences,
        spanUs,
        tracker,
        range,
        this.#open.get(key)?.run,
        watch,
      );
      const keptUs = Math.min(untilUs - spanUs, run?.fromUs ?? Number.POSITIVE_INFINITY);
      markRows(keep, inputs, found, members, keptUs);
    }
    this.#settledUs = untilUs;
  }

  /** Marks the texts that its findings refer to. */
  markTexts(marks: Uint8Array): void {
    const mark = (numbers: Iterable<number>): void => {
      for (const number of numbers) marks[number] = 1;
    };
    for (const { values, fires, contribution } of this.#drafts) {
      mark(values);
      for (const fire of fires) mark(fire.values.values());
      if (contribution === undefined) continue;
      mark(contribution.events.users);
      mark(contribution.events.addresses);
    }
  }

  /** Once everything is here: all findings, the earliest first. */
  finish(): readonly CorrelationFinding[] {
    this.#complete();
    return this.#drafts
      .map((draft) => ({
        group: draft.group,
        firstFireUs: timeUs(draft.firstFireUs),
        firstFireNanos: draft.fires[0]?.nanos ?? 0,
        peak: draft.run.peak,
        events: allEvents(draft),
        fires: draft.fires,
      }))
      .toSorted((a, b) => a.firstFireUs - b.firstFireUs || a.firstFireNanos - b.firstFireNanos);
  }

  #complete(): void {
    if (this.#settledUs === Number.POSITIVE_INFINITY) return;
    for (const sweep of this.inner) sweep.#complete();
    this.advance(Number.POSITIVE_INFINITY, new Map());
  }

  #watch(found: Occurrences, inputs: readonly Input[], group: OccurrenceGroup): RunWatch {
    const { key, occurrences } = group;
    const fireAt = this.#fires(found, group);
    return {
      begin: (run, occurrence) => {
        const draft: Draft = {
          group: groupRecord(this.#correlation.groupBy, group.values, this.#texts),
          values: group.values,
          firstFireUs: occurrences.timesUs[occurrence] ?? 0,
          run,
          fires: [fireAt(occurrence)],
          contribution: undefined,
        };
        this.#drafts.push(draft);
        this.#open.set(key, draft);
      },
      fire: (_, occurrence) => {
        if (this.#everyFire) this.#open.get(key)?.fires.push(fireAt(occurrence));
      },
      end: (_, first, last) => {
        const draft = this.#open.get(key);
        this.#open.delete(key);
        if (draft === undefined) return;
        draft.contribution = contributionOf(
          this.#correlation,
          inputs,
          found,
          occurrences,
          first,
          last,
        );
      },
    };
  }

  /** What an occurrence passes on where a window that ends at it is satisfied. */
  #fires(
    { pool, reader }: Occurrences,
    { values, occurrences }: OccurrenceGroup,
  ): (occurrence: number) => Fire {
    const { groupBy } = this.#correlation;
    const carriers = [...this.#carried].map(([key, fields]) => ({
      key,
      own: groupsBy(this.#correlation, fields)
        ? (values[groupBy.indexOf(fields[0] ?? '')] ?? NO_TEXT)
        : undefined,
      read: reader((reference) => passedOn(this.#correlation, fields, reference)),
    }));
    return (occurrence) => {
      const at = occurrences.members[occurrence] ?? 0;
      const passed = new Map<string, number>();
      for (const { key, own, read } of carriers) {
        passed.set(key, own ?? read(pool.inputs[at] ?? 0, pool.rows[at] ?? 0));
      }
      return { timeUs: pool.times[at] ?? 0, nanos: pool.nanos[at] ?? 0, values: passed };
    };
  }
}

function markRows(
  keep: Map<HitTable, Uint8Array>,
  inputs: readonly Input[],
  { pool }: Occurrences,
  members: readonly number[],
  keptUs: number,
): void {
  for (const member of members) {
    if ((pool.times[member] ?? 0) < keptUs) continue;
    const input = inputs[pool.inputs[member] ?? 0];
    if (input?.kind !== 'hits') continue;
    let marks = keep.get(input.table);
    if (marks === undefined) {
      marks = new Uint8Array(input.table.length);
      keep.set(input.table, marks);
    }
    marks[pool.rows[member] ?? 0] = 1;
  }
}

function groupRecord(
  names: readonly string[],
  values: readonly number[],
  texts: Texts,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name, i) => [name, texts.text(values[i] ?? NO_TEXT)]));
}
