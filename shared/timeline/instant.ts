// What an officer types to go to a time, and how an instant is written in her zone.

import {
  type Precision,
  type TimeUs,
  US_PER_DAY,
  US_PER_HOUR,
  US_PER_MINUTE,
  US_PER_MS,
  US_PER_SECOND,
  parseRfc3339,
} from '../base/time.ts';
import { type Result, err, failure, ok } from '../base/result.ts';
import { type TimeRange, rangeOf } from './range.ts';
import { instantOf, offsetText, wallTime } from './zone.ts';

const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const WALL = /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/;
const EPOCH = /^\d{9,16}$/;

/**
 * Reads a date, a time of day, a wall time in the zone, RFC 3339 with a zone, or seconds to
 * microseconds since 1970, and gives the stretch it names: a day for a date, a second for a time
 * with seconds.
 * @param nearUs what a time of day alone refers to
 */
export function parseInstant(text: string, zone: string, nearUs: TimeUs): Result<TimeRange> {
  const trimmed = text.trim();
  const date = DATE.exec(trimmed);
  if (date && (date[2] !== undefined || Number(date[1]) >= 1601)) {
    return dateRange(Number(date[1]), date[2], date[3], zone, trimmed);
  }
  const wall = WALL.exec(trimmed);
  if (wall) {
    const parts = { year: Number(wall[1]), month: Number(wall[2]), day: Number(wall[3]) };
    if (!isDay(parts.year, parts.month, parts.day)) return unknown(trimmed);
    return clockRange(parts, wall.slice(4), zone, trimmed);
  }
  const clock = CLOCK.exec(trimmed);
  if (clock) {
    const { year, month, day } = wallTime(nearUs, zone);
    return clockRange({ year, month, day }, clock.slice(1), zone, trimmed);
  }
  if (EPOCH.test(trimmed)) {
    const unitUs = trimmed.length <= 11 ? US_PER_SECOND : trimmed.length <= 14 ? US_PER_MS : 1;
    return ok(rangeOf(Number(trimmed) * unitUs, Number(trimmed) * unitUs + unitUs));
  }
  const parsed = parseRfc3339(trimmed);
  if (parsed && !parsed.zoneAssumed) {
    return ok(rangeOf(parsed.timeUs, parsed.timeUs + PRECISION_US[parsed.precision]));
  }
  return unknown(trimmed);
}

const PRECISION_US: Readonly<Record<Precision, number>> = {
  ns: 1,
  us: 1,
  ms: US_PER_MS,
  s: US_PER_SECOND,
  min: US_PER_MINUTE,
};

function unknown(text: string): Result<TimeRange> {
  return err(
    failure(
      'time.unreadable',
      `"${text}" is not a time. Try 2026-06-03, 2026-06-03 14:05, 14:05:30 or 2026-06-03T14:05:30Z.`,
    ),
  );
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1;
}

function dateRange(
  year: number,
  monthText: string | undefined,
  dayText: string | undefined,
  zone: string,
  text: string,
): Result<TimeRange> {
  if (monthText === undefined) {
    return ok(rangeOf(instantOf({ year }, zone), instantOf({ year: year + 1 }, zone)));
  }
  const month = Number(monthText);
  if (dayText === undefined) {
    if (month < 1 || month > 12) return unknown(text);
    return ok(
      rangeOf(instantOf({ year, month }, zone), instantOf({ year, month: month + 1 }, zone)),
    );
  }
  const day = Number(dayText);
  if (!isDay(year, month, day)) return unknown(text);
  return ok(
    rangeOf(instantOf({ year, month, day }, zone), instantOf({ year, month, day: day + 1 }, zone)),
  );
}

function clockRange(
  date: { readonly year: number; readonly month: number; readonly day: number },
  [hourText, minuteText, secondText, fraction]: readonly (string | undefined)[],
  zone: string,
  text: string,
): Result<TimeRange> {
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Number(secondText ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return unknown(text);
  const micros = Number((fraction ?? '').padEnd(6, '0'));
  const from = instantOf({ ...date, hour, minute, second, micros }, zone);
  const widthUs = secondText === undefined ? US_PER_MINUTE : 10 ** (6 - (fraction?.length ?? 0));
  return ok(rangeOf(from, from + widthUs));
}

/**
 * `2026-06-03 14:05:30.123456`, with the digits that the record has and no more. The offset is
 * added where the time leaves the screen (copied text).
 */
export function formatInZone(
  instantUs: TimeUs,
  zone: string,
  precision: Precision,
  nanos = 0,
  withOffset = false,
): string {
  const wall = wallTime(instantUs, zone);
  const date = `${String(wall.year).padStart(4, '0')}-${two(wall.month)}-${two(wall.day)}`;
  let clock = `${two(wall.hour)}:${two(wall.minute)}`;
  const micros = String(wall.micros).padStart(6, '0');
  if (precision !== 'min') clock += `:${two(wall.second)}`;
  if (precision === 'ms') clock += `.${micros.slice(0, 3)}`;
  if (precision === 'us') clock += `.${micros}`;
  if (precision === 'ns') clock += `.${micros}${String(nanos).padStart(3, '0')}`;
  return withOffset ? `${date}T${clock}${offsetText(instantUs, zone)}` : `${date} ${clock}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A span in the two units that matter: `3 d 4 h`, `1 h 5 min`, `12.5 s`, `340 ms`, `7 µs`. */
export function formatSpan(us: number): string {
  const size = Math.abs(us);
  if (size < 1_000) return `${Math.round(size)} µs`;
  if (size < US_PER_SECOND) return `${trimmed(size / US_PER_MS)} ms`;
  if (size < US_PER_MINUTE) return `${trimmed(size / US_PER_SECOND)} s`;
  if (size < US_PER_HOUR) return twoUnits(size, US_PER_MINUTE, 'min', US_PER_SECOND, 's');
  if (size < US_PER_DAY) return twoUnits(size, US_PER_HOUR, 'h', US_PER_MINUTE, 'min');
  return twoUnits(size, US_PER_DAY, 'd', US_PER_HOUR, 'h');
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)));
}

function twoUnits(us: number, great: number, name: string, small: number, less: string): string {
  const units = Math.floor(us / great);
  const rest = Math.floor((us - units * great) / small);
  return rest === 0 ? `${units} ${name}` : `${units} ${name} ${rest} ${less}`;
}
