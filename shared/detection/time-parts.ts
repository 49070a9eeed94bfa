// The hour, weekday and so on of an instant in a zone. The zone's offset is asked for once per
// quarter hour of evidence, because asking costs more than everything else together.

import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, type TimeUs } from '../base/time.ts';

export const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof TIME_PARTS)[number];

export interface ZoneClock {
  readonly zone: string;
  part(time: TimeUs, part: TimePart): number;
  /** 0 to 167: weekday (Monday first) and hour together. */
  hourOfWeek(time: TimeUs): number;
}

const QUARTER_US = 15 * US_PER_MINUTE;
const OFFSETS_KEPT = 20_000;

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The zone must be one that `isZone` accepts. */
export function zoneClock(zone: string): ZoneClock {
  const offsets = new Map<number, number>();
  const format =
    zone === 'UTC'
      ? undefined
      : new Intl.DateTimeFormat('en-US', {
          timeZone: zone,
          hourCycle: 'h23',
          year: 'numeric',
          month: 'numeric',
          day: 'numeric',
          hour: 'numeric',
          minute: 'numeric',
          second: 'numeric',
          era: 'short',
        });

  const offsetUs = (time: TimeUs): number => {
    if (format === undefined) return 0;
    const quarter = Math.floor(time / QUARTER_US);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const atMs = (quarter * QUARTER_US) / 1_000;
    const parts = new Map<string, string>();
    for (const { type, value } of format.formatToParts(atMs)) parts.set(type, value);
    const number = (type: string) => Number(parts.get(type));
    const local = new Date(0);
    const year = parts.get('era')?.startsWith('B') === true ? 1 - number('year') : number('year');
    local.setUTCFullYear(year, number('month') - 1, number('day'));
    local.setUTCHours(number('hour'), number('minute'), number('second'));
    const offset = (local.getTime() - atMs) * 1_000;
    if (offsets.size >= OFFSETS_KEPT) offsets.clear();
    offsets.set(quarter, offset);
    return offset;
  };

  return {
    zone,
    part(time, part) {
      const local = time + offsetUs(time);
      if (part === 'minute') return Math.floor(modulo(local, US_PER_HOUR) / US_PER_MINUTE);
      if (part === 'hour') return Math.floor(modulo(local, US_PER_DAY) / US_PER_HOUR);
      const date = new Date(Math.floor(local / 1_000));
      if (part === 'day') return date.getUTCDate();
      if (part === 'month') return date.getUTCMonth() + 1;
      return part === 'year' ? date.getUTCFullYear() : isoWeek(date);
    },
    hourOfWeek(time) {
      const local = time + offsetUs(time);
      // 1 January 1970 was a Thursday.
      const weekday = modulo(Math.floor(local / US_PER_DAY) + 3, 7);
      return weekday * 24 + Math.floor(modulo(local, US_PER_DAY) / US_PER_HOUR);
    },
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** ISO 8601: the week that has the year's first Thursday is week 1. */
function isoWeek(date: Date): number {
  const thursday = new Date(date.getTime());
  thursday.setUTCDate(date.getUTCDate() + 3 - ((date.getUTCDay() + 6) % 7));
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday.getTime() - start) / (7 * 86_400_000));
}
