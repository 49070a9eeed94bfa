// Baselines over windows: each is measured against those before it, and neighbours that are unusual are
// one finding. Windows are aligned to the clock in UTC.

import type { BaselineFinding, BaselineGroup, BaselineInput } from './baseline-run.ts';
import { draftOf, type FindingDraft } from './finding-draft.ts';
import { MEASURED } from './hit-columns.ts';
import { NO_TEXT, type HitTable, type Texts } from './hit-table.ts';
import type { BaselineRule } from './rule.ts';
import { WindowHistory, type Before, type Learned } from './window-history.ts';
import { modifiedZ, ratioTo } from '../analysis/baseline.ts';
import type { BaselineNumbers } from '../domain/finding.ts';
import { numberOf } from '../match/value-matcher.ts';

export class UnusualWindows implements BaselineGroup {
  readonly #input: BaselineInput;
  readonly #group: Readonly<Record<string, string>>;
  readonly #history: WindowHistory;
  readonly #drafts: (FindingDraft & { endUs: number; numbers: BaselineNumbers })[] = [];

  constructor(input: BaselineInput, group: Readonly<Record<string, string>>) {
    this.#input = input;
    this.#group = group;
    this.#history = new WindowHistory(input.rule, input.zone);
  }

  take(rows: readonly number[], untilUs: number): number {
    const { rule, table } = this.#input;
    let taken = 0;
    for (const window of windowsOf(rule.windowUs, rows, table)) {
      if (window.startUs + rule.windowUs > untilUs) break;
      this.#look(window);
      taken += window.rows.length;
    }
    return taken;
  }

  #look({ startUs, rows }: Window): void {
    const { rule, table, texts } = this.#input;
    const figure = measured(rule, rows, table, texts);
    const { learned } = this.#history.before(startUs);
    const numbers = learned === undefined ? undefined : unusual(rule, figure, learned);
    this.#history.learn(startUs, figure);
    if (numbers === undefined) return;
    const endUs = startUs + rule.windowUs;
    const last = this.#drafts.at(-1);
    if (last?.endUs === startUs) {
      for (const row of rows) last.events.add(table, row);
      last.endUs = endUs;
      if (numbers.observed > last.numbers.observed) last.numbers = numbers;
      return;
    }
    // The last event of the window completes its figure.
    this.#drafts.push({ ...draftOf(table, rows, rows.at(-1) ?? 0), endUs, numbers });
  }

  findings(): readonly BaselineFinding[] {
    return this.#drafts.map(({ events, firstFireUs, firstFireNanos, numbers }) => ({
      group: this.#group,
      events,
      firstFireUs,
      firstFireNanos,
      peak: numbers.observed,
      numbers,
      history: numbers.windows,
    }));
  }

  markTexts(marks: Uint8Array): void {
    for (const { events } of this.#drafts) events.markTexts(marks);
  }
}

export interface ComparedWindow extends Before {
  readonly window: Window;
  readonly figure: number;
}

/** Each window with what is to be compared with it, in order of time. */
export function* comparedWindows(
  rule: BaselineRule,
  zone: string,
  rows: readonly number[],
  table: HitTable,
  texts: Texts,
): Generator<ComparedWindow> {
  const history = new WindowHistory(rule, zone);
  for (const window of windowsOf(rule.windowUs, rows, table)) {
    const figure = measured(rule, window.rows, table, texts);
    yield { window, figure, ...history.before(window.startUs) };
    history.learn(window.startUs, figure);
  }
}

interface Window {
  readonly startUs: number;
  readonly rows: number[];
}

function* windowsOf(windowUs: number, rows: readonly number[], table: HitTable): Generator<Window> {
  let open: Window | undefined;
  for (const row of rows) {
    const startUs = Math.floor((table.times[row] ?? 0) / windowUs) * windowUs;
    if (open?.startUs === startUs) open.rows.push(row);
    else {
      if (open) yield open;
      open = { startUs, rows: [row] };
    }
  }
  if (open) yield open;
}

function measured(
  rule: BaselineRule,
  rows: readonly number[],
  table: HitTable,
  texts: Texts,
): number {
  if (rule.measure.kind === 'count') return rows.length;
  const column = table.columns.findIndex(({ name }) => name === MEASURED);
  if (rule.measure.kind === 'distinct') {
    const values = new Set(rows.map((row) => table.value(column, row)));
    values.delete(NO_TEXT);
    return values.size;
  }
  let sum = 0;
  for (const row of rows) sum += numberOf(texts.text(table.value(column, row))) ?? 0;
  return sum;
}

function unusual(
  rule: BaselineRule,
  observed: number,
  learned: Learned,
): BaselineNumbers | undefined {
  // The median alone is cheap and settles most windows.
  if (rule.ratio !== undefined && observed <= rule.ratio * learned.sample.median()) {
    return undefined;
  }
  const numbers = baselineNumbers(rule, observed, learned);
  return rule.modifiedZ !== undefined && numbers.modifiedZ <= rule.modifiedZ ? undefined : numbers;
}

/** A figure against what was learned, whether it is unusual or not. */
export function baselineNumbers(
  { measure, windowUs }: BaselineRule,
  observed: number,
  { sample, seasonal }: Learned,
): BaselineNumbers {
  const usual = sample.usual();
  return {
    measure: measure.kind === 'count' ? 'count' : `${measure.kind} of ${measure.field}`,
    windowUs,
    observed,
    ratio: ratioTo(observed, usual),
    modifiedZ: modifiedZ(observed, usual),
    seasonal,
    ...usual,
  };
}
