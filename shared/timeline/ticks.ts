// Marks for a time axis in a zone: on round places of that zone's clock and calendar, with a short
// label each and, where the day or a greater unit changes, a longer one.

import {
  type TimeUs,
  US_PER_DAY,
  US_PER_HOUR,
  US_PER_MINUTE,
  US_PER_MS,
  US_PER_SECOND,
  timeUs,
} from '../base/time.ts';
import { type TimeRange, isWithin, spanUs } from './range.ts';
import { type WallTime, instantOf, wallTime, zoneOffsetUs } from './zone.ts';

export interface Tick {
  readonly timeUs: TimeUs;
  readonly label: string;
  /** True where a greater unit begins: a new day among hours, a new year among months. */
  readonly major: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH_US = 30.44 * US_PER_DAY;
const YEAR_US = 365.25 * US_PER_DAY;

const CLOCK_STEPS_US: readonly number[] = [
  ...[1, 10, 100, 1_000, 10_000, 100_000].flatMap((power) => [power, 2 * power, 5 * power]),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * US_PER_SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * US_PER_MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * US_PER_HOUR),
];
const DAY_STEPS = [1, 2, 7, 14];
const MONTH_STEPS = [1, 3, 6];

/** At most about `atMost` ticks inside the range, in order. */
export function timeTicks(range: TimeRange, zone: string, atMost: number): readonly Tick[] {
  const wanted = spanUs(range) / Math.max(1, atMost);
  const clockStep = CLOCK_STEPS_US.find((step) => step >= wanted);
  if (clockStep !== undefined) return clockTicks(range, zone, clockStep);
  const dayStep = DAY_STEPS.find((days) => days * US_PER_DAY >= wanted);
  if (dayStep !== undefined) return dayTicks(range, zone, dayStep);
  const monthStep = MONTH_STEPS.find((months) => months * MONTH_US >= wanted);
  if (monthStep !== undefined) return monthTicks(range, zone, monthStep);
  return monthTicks(range, zone, 12 * niceYears(wanted / YEAR_US));
}

function niceYears(atLeast: number): number {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (power * factor >= atLeast) return power * factor;
  }
}

function clockTicks(range: TimeRange, zone: string, stepUs: number): readonly Tick[] {
  const ticks: Tick[] = [];
  // Steps are counted on the wall clock; the offset is asked anew for each, so that a change of
  // summer time moves the ticks after it and none before.
  let localUs = Math.floor((range.fromUs + zoneOffsetUs(range.fromUs, zone)) / stepUs) * stepUs;
  let last = -Infinity;
  const steadyZone =
    zoneOffsetUs(range.fromUs, zone) === zoneOffsetUs(range.toUs, zone) &&
    spanUs(range) < US_PER_DAY;
  const steady = zoneOffsetUs(range.fromUs, zone);
  for (;;) {
    const instant = steadyZone ? timeUs(localUs - steady) : instantOfLocal(localUs, zone);
    if (instant >= range.toUs) break;
    if (isWithin(range, instant) && instant > last) {
      const wall = wallTime(instant, zone);
      const newDay = wall.hour === 0 && wall.minute === 0 && wall.second === 0 && wall.micros === 0;
      ticks.push({
        timeUs: instant,
        label: newDay ? dayLabel(wall) : clockLabel(wall, stepUs),
        major: newDay,
      });
      last = instant;
    }
    localUs += stepUs;
  }
  return ticks;
}

function instantOfLocal(localUs: number, zone: string): TimeUs {
  const wall = wallTime(timeUs(localUs), 'UTC');
  return instantOf(wall, zone);
}

function dayTicks(range: TimeRange, zone: string, stepDays: number): readonly Tick[] {
  const ticks: Tick[] = [];
  const start = wallTime(range.fromUs, zone);
  // Day numbers since the Monday 1970-01-05, so that weeks begin on Mondays.
  const startDay = Math.floor(Date.UTC(start.year, start.month - 1, start.day) / 86_400_000) - 4;
  let day = Math.floor(startDay / stepDays) * stepDays;
  for (;;) {
    const date = new Date((day + 4) * 86_400_000);
    const instant = instantOf(
      { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
      zone,
    );
    if (instant >= range.toUs) return ticks;
    if (isWithin(range, instant)) {
      const wall = wallTime(instant, zone);
      const newMonth = wall.day <= stepDays && stepDays < 7 ? wall.day === 1 : wall.day <= stepDays;
      ticks.push({ timeUs: instant, label: dayLabel(wall), major: newMonth });
    }
    day += stepDays;
  }
}

function monthTicks(range: TimeRange, zone: string, stepMonths: number): readonly Tick[] {
  const ticks: Tick[] = [];
  const start = wallTime(range.fromUs, zone);
  let month = Math.floor((start.year * 12 + start.month - 1) / stepMonths) * stepMonths;
  for (;;) {
    const year = Math.floor(month / 12);
    const instant = instantOf({ year, month: (month % 12) + 1, day: 1 }, zone);
    if (instant >= range.toUs) return ticks;
    if (isWithin(range, instant)) {
      const newYear = month % 12 === 0;
      const name = MONTHS[month % 12] ?? '';
      ticks.push({
        timeUs: instant,
        label: newYear ? String(year) : name,
        major: newYear && stepMonths < 12,
      });
    }
    month += stepMonths;
  }
}

function dayLabel(wall: WallTime): string {
  return `${wall.day} ${MONTHS[wall.month - 1] ?? ''}`;
}

function clockLabel(wall: WallTime, stepUs: number): string {
  const minutes = `${two(wall.hour)}:${two(wall.minute)}`;
  if (stepUs >= US_PER_MINUTE) return minutes;
  const seconds = `${minutes}:${two(wall.second)}`;
  if (stepUs >= US_PER_SECOND) return seconds;
  const micros = String(wall.micros).padStart(6, '0');
  // Far below a second the hour no longer helps: the title of the axis says which second it is.
  if (stepUs >= US_PER_MS) return `:${two(wall.second)}.${micros.slice(0, 3)}`;
  return `.${micros}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The whole of a range in words for the corner of an axis: `Tue 2 Jun 2026 – Sun 7 Jun 2026`. */
export function rangeTitle(range: TimeRange, zone: string): string {
  const from = wallTime(range.fromUs, zone);
  const to = wallTime(timeUs(range.toUs - 1), zone);
  const first = fullDay(from);
  const last = fullDay(to);
  if (spanUs(range) <= US_PER_SECOND) {
    return `${first}, ${two(from.hour)}:${two(from.minute)}:${two(from.second)}`;
  }
  if (first !== last) return `${first} – ${last}`;
  return spanUs(range) < US_PER_HOUR ? `${first}, ${two(from.hour)}:${two(from.minute)}` : first;
}

function fullDay(wall: WallTime): string {
  const weekday = new Date(Date.UTC(2000, wall.month - 1, wall.day));
  weekday.setUTCFullYear(wall.year, wall.month - 1, wall.day);
  const name = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][weekday.getUTCDay()] ?? '';
  return `${name} ${wall.day} ${MONTHS[wall.month - 1] ?? ''} ${wall.year}`;
}
