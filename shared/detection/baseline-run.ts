// Baseline rules over their hits: each window is measured against the windows before it, each value
// against the values before it. Windows are aligned to the clock in UTC.

import type { EventColumns } from './correlation-finding.ts';
import { columnsOf, groupedRows } from './groups.ts';
import { NO_TEXT, type HitTable, type Texts } from './hit-table.ts';
import { MEASURED } from './hit-columns.ts';
import type { BaselineRule } from './rule.ts';
import { zoneClock } from './time-parts.ts';
import { modifiedZ, ratioTo, Sample } from '../analysis/baseline.ts';
import { timeUs } from '../base/time.ts';
import type { BaselineNumbers } from '../domain/finding.ts';
import { surroundingNetwork } from '../match/address.ts';
import { numberOf } from '../match/value-matcher.ts';

export interface BaselineFinding {
  readonly group: Readonly<Record<string, string>>;
  readonly events: EventColumns;
  readonly firstFireUs: number;
  /** The measure at its peak; 1 for a new or rare value. */
  readonly peak: number;
  readonly numbers: BaselineNumbers | undefined;
  /** For new and rare: how much history there was. */
  readonly history: number;
}

/** From this many windows of the same hour and weekday, only those are the baseline. */
const SEASONAL_FROM = 8;
/** With empty windows counted, a gap longer than this many windows is left out of the baseline. */
const LONGEST_GAP = 100_000;

export function runBaseline(
  rule: BaselineRule,
  foldUs: number,
  zone: string,
  table: HitTable,
  texts: Texts,
): readonly BaselineFinding[] {
  return groupedRows(table, texts).flatMap(({ group, rows }) => {
    const { measure } = rule;
    if (measure.kind === 'new' || measure.kind === 'rare') {
      return newValues(rule, measure, foldUs, group, rows, table, texts);
    }
    return unusualWindows(rule, zone, group, rows, table, texts);
  });
}

interface Window {
  readonly startUs: number;
  readonly rows: number[];
}

function unusualWindows(
  rule: BaselineRule,
  zone: string,
  group: Readonly<Record<string, string>>,
  rows: readonly number[],
  table: HitTable,
  texts: Texts,
): BaselineFinding[] {
  const findings: {
    rows: number[];
    firstFireUs: number;
    endUs: number;
    numbers: BaselineNumbers;
  }[] = [];
  for (const { window, figure, learned } of comparedWindows(rule, zone, rows, table, texts)) {
    const numbers = learned === undefined ? undefined : unusual(rule, figure, learned);
    if (numbers === undefined) continue;
    const endUs = window.startUs + rule.windowUs;
    const last = findings.at(-1);
    if (last !== undefined && last.endUs === window.startUs) {
      last.rows.push(...window.rows);
      last.endUs = endUs;
      if (numbers.observed > last.numbers.observed) last.numbers = numbers;
    } else {
      const firstFireUs = fireTime(window, table);
      findings.push({ rows: [...window.rows], firstFireUs, endUs, numbers });
    }
  }
  return findings.map(({ rows: contributing, firstFireUs, numbers }) => ({
    group,
    events: columnsOf(table, contributing),
    firstFireUs,
    peak: numbers.observed,
    numbers,
    history: numbers.windows,
  }));
}

interface Learned {
  readonly sample: Sample;
  readonly seasonal: boolean;
}

export interface ComparedWindow {
  readonly window: Window;
  readonly figure: number;
  /** What was learned before it, good until the next window is asked for; undefined: too little. */
  readonly learned: Learned | undefined;
  /** How many windows there were before it. */
  readonly before: number;
}

/** Each window with what is to be compared with it, in order of time. */
export function* comparedWindows(
  rule: BaselineRule,
  zone: string,
  rows: readonly number[],
  table: HitTable,
  texts: Texts,
): Generator<ComparedWindow> {
  const clock = zoneClock(zone);
  const all = new Sample();
  const like = new Map<number, Sample>();
  const learn = (startUs: number, figure: number) => {
    all.add(figure);
    const hour = clock.hourOfWeek(timeUs(startUs));
    const sample = like.get(hour) ?? new Sample();
    like.set(hour, sample);
    sample.add(figure);
  };
  let expectedUs: number | undefined;
  for (const window of windowsOf(rule.windowUs, rows, table)) {
    if (rule.countEmpty && expectedUs !== undefined) {
      const gap = Math.round((window.startUs - expectedUs) / rule.windowUs);
      for (let i = 0; i < Math.min(gap, LONGEST_GAP); i++) learn(expectedUs + i * rule.windowUs, 0);
    }
    expectedUs = window.startUs + rule.windowUs;
    const figure = measured(rule, window, table, texts);
    const season = like.get(clock.hourOfWeek(timeUs(window.startUs)));
    const seasonal = season !== undefined && season.size >= SEASONAL_FROM;
    const sample = seasonal ? season : all;
    const enough = seasonal || sample.size >= rule.minimumHistory;
    yield {
      window,
      figure,
      learned: enough ? { sample, seasonal } : undefined,
      before: all.size,
    };
    learn(window.startUs, figure);
  }
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

function measured(rule: BaselineRule, window: Window, table: HitTable, texts: Texts): number {
  if (rule.measure.kind === 'count') return window.rows.length;
  const column = table.columns.findIndex(({ name }) => name === MEASURED);
  if (rule.measure.kind === 'distinct') {
    const values = new Set(window.rows.map((row) => table.value(column, row)));
    values.delete(NO_TEXT);
    return values.size;
  }
  let sum = 0;
  for (const row of window.rows) sum += numberOf(texts.text(table.value(column, row))) ?? 0;
  return sum;
}

/** The last event of the window completes its figure. */
function fireTime(window: Window, table: HitTable): number {
  return table.times[window.rows.at(-1) ?? 0] ?? 0;
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

function newValues(
  rule: BaselineRule,
  measure: { readonly kind: 'new' | 'rare'; readonly field: string; readonly asNetwork: boolean },
  foldUs: number,
  group: Readonly<Record<string, string>>,
  rows: readonly number[],
  table: HitTable,
  texts: Texts,
): BaselineFinding[] {
  const column = table.columns.findIndex(({ name }) => name === MEASURED);
  const seen = new Map<string, number>();
  const findings: { value: string; rows: number[]; lastUs: number; history: number }[] = [];
  const open = new Map<string, (typeof findings)[number]>();
  let earlier = 0;
  for (const row of rows) {
    const text = texts.text(table.value(column, row));
    const value = text === '' ? undefined : measure.asNetwork ? surroundingNetwork(text) : text;
    if (value === undefined) continue;
    const timesSeen = seen.get(value) ?? 0;
    const timeUsOf = table.times[row] ?? 0;
    const finding = open.get(value);
    const odd = measure.kind === 'new' ? timesSeen === 0 : timesSeen < rule.share * earlier;
    if (finding !== undefined && timeUsOf - finding.lastUs < foldUs) {
      finding.rows.push(row);
      finding.lastUs = timeUsOf;
    } else if (odd && earlier >= rule.minimumHistory) {
      const started = { value, rows: [row], lastUs: timeUsOf, history: earlier };
      findings.push(started);
      open.set(value, started);
    } else open.delete(value);
    seen.set(value, timesSeen + 1);
    earlier++;
  }
  const name = measure.asNetwork ? `network of ${measure.field}` : measure.field;
  return findings.map(({ value, rows: contributing, history }) => ({
    group: { ...group, [name]: value },
    events: columnsOf(table, contributing),
    firstFireUs: table.times[contributing[0] ?? 0] ?? 0,
    peak: contributing.length,
    numbers: undefined,
    history,
  }));
}
