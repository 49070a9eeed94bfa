// What a baseline has learned of windows so far: figures of all of them, and of those of the same hour
// and weekday. Windows come in order of time; what is learned grows with the figures that differ, not
// with the windows.

import type { BaselineRule } from './rule.ts';
import { zoneClock, type ZoneClock } from './time-parts.ts';
import { Sample } from '../analysis/baseline.ts';
import { timeUs } from '../base/time.ts';

/** From this many windows of the same hour and weekday, only those are the baseline. */
const SEASONAL_FROM = 8;
/** With empty windows counted, a gap longer than this many windows is left out of the baseline. */
const LONGEST_GAP = 100_000;

export interface Learned {
  readonly sample: Sample;
  readonly seasonal: boolean;
}

export interface Before {
  /** Good until the next window is learned; undefined: too little. */
  readonly learned: Learned | undefined;
  /** How many windows there were. */
  readonly count: number;
}

export class WindowHistory {
  readonly #rule: BaselineRule;
  readonly #clock: ZoneClock;
  readonly #all = new Sample();
  readonly #like = new Map<number, Sample>();
  #expectedUs: number | undefined;

  constructor(rule: BaselineRule, zone: string) {
    this.#rule = rule;
    this.#clock = zoneClock(zone);
  }

  /** What a window is to be compared with. */
  before(startUs: number): Before {
    this.#passGap(startUs);
    const season = this.#like.get(this.#hourOf(startUs));
    const seasonal = season !== undefined && season.size >= SEASONAL_FROM;
    const sample = seasonal ? season : this.#all;
    const enough = seasonal || sample.size >= this.#rule.minimumHistory;
    return { learned: enough ? { sample, seasonal } : undefined, count: this.#all.size };
  }

  learn(startUs: number, figure: number): void {
    this.#passGap(startUs);
    this.#add(startUs, figure);
    this.#expectedUs = startUs + this.#rule.windowUs;
  }

  #passGap(startUs: number): void {
    const { countEmpty, windowUs } = this.#rule;
    const from = this.#expectedUs;
    if (!countEmpty || from === undefined) return;
    const gap = Math.min(Math.round((startUs - from) / windowUs), LONGEST_GAP);
    for (let i = 0; i < gap; i++) this.#add(from + i * windowUs, 0);
    this.#expectedUs = startUs;
  }

  #add(startUs: number, figure: number): void {
    this.#all.add(figure);
    const hour = this.#hourOf(startUs);
    const sample = this.#like.get(hour) ?? new Sample();
    this.#like.set(hour, sample);
    sample.add(figure);
  }

  #hourOf(startUs: number): number {
    return this.#clock.hourOfWeek(timeUs(startUs));
  }
}
