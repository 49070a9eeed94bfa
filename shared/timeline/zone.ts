// Wall clocks. Owns the way between an instant and what a clock in an IANA zone shows; the tables
// are the platform's (Intl). Refuses unknown zones by saying so.

import {
  type TimeUs,
  US_PER_MINUTE,
  US_PER_MS,
  US_PER_SECOND,
  msOf,
  timeUs,
} from '../base/time.ts';

export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 to 999,999. */
  readonly micros: number;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatFor(zone: string): Intl.DateTimeFormat | null {
  let format = formats.get(zone);
  if (format === undefined) {
    format = makeFormat(zone);
    formats.set(zone, format);
  }
  return format;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export function isKnownZone(zone: string): boolean {
  return formatFor(zone) !== null;
}

/**
 * Microseconds that a clock in the zone is ahead of UTC at an instant. An unknown zone counts as
 * UTC: whoever lets the officer choose one asks `isKnownZone` first.
 */
export function zoneOffsetUs(instantUs: TimeUs, zone: string): number {
  if (zone === 'UTC') return 0;
  const format = formatFor(zone);
  if (format === null) return 0;
  const secondMs = Math.floor(msOf(instantUs) / 1000) * 1000;
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  let beforeChrist = false;
  for (const { type, value } of format.formatToParts(secondMs)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
    else if (type === 'era') beforeChrist = value.startsWith('B');
  }
  const wall = new Date(0);
  wall.setUTCFullYear(beforeChrist ? 1 - parts.year : parts.year, parts.month - 1, parts.day);
  wall.setUTCHours(parts.hour, parts.minute, parts.second);
  return (wall.getTime() - secondMs) * US_PER_MS;
}

export function wallTime(instantUs: TimeUs, zone: string): WallTime {
  const shifted = instantUs + zoneOffsetUs(instantUs, zone);
  const seconds = Math.floor(shifted / US_PER_SECOND);
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    micros: shifted - seconds * US_PER_SECOND,
  };
}

/**
 * The instant at which a clock in the zone shows this. Where the hour is skipped, the instant the
 * clock would have reached without the change; where it comes twice, the first.
 * Parts beyond their usual values roll over (day 32 is the next month's first or second).
 */
export function instantOf(
  wall: Partial<WallTime> & { readonly year: number },
  zone: string,
): TimeUs {
  const date = new Date(0);
  date.setUTCFullYear(wall.year, (wall.month ?? 1) - 1, wall.day ?? 1);
  date.setUTCHours(wall.hour ?? 0, wall.minute ?? 0, wall.second ?? 0);
  const localUs = date.getTime() * US_PER_MS + (wall.micros ?? 0);
  const dayUs = 24 * 60 * US_PER_MINUTE;
  const before = zoneOffsetUs(timeUs(localUs - dayUs), zone);
  const after = zoneOffsetUs(timeUs(localUs + dayUs), zone);
  const early = localUs - Math.max(before, after);
  if (early + zoneOffsetUs(timeUs(early), zone) === localUs) return timeUs(early);
  const late = localUs - Math.min(before, after);
  if (late + zoneOffsetUs(timeUs(late), zone) === localUs) return timeUs(late);
  return timeUs(localUs - before);
}

/** `+02:00`, `Z` for UTC. */
export function offsetText(instantUs: TimeUs, zone: string): string {
  const minutes = Math.round(zoneOffsetUs(instantUs, zone) / US_PER_MINUTE);
  if (minutes === 0) return zone === 'UTC' ? 'Z' : '+00:00';
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}
