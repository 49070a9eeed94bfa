// Times as reports print them: UTC always, the officer's zone beside it with its offset. Never shows
// more digits than the evidence had.

import { formatUtc, US_PER_MINUTE, US_PER_SECOND } from '../base/time.ts';
import type { Precision, TimeUs } from '../base/time.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      era: 'short',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Minutes that the zone is ahead of UTC at that instant (whole minutes; older offsets are cut). */
export function zoneOffsetMinutes(time: TimeUs, zone: string): number {
  const seconds = Math.floor(time / US_PER_SECOND);
  const part: Record<string, string> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(new Date(seconds * 1000))) {
    part[type] = value;
  }
  const year = part['era'] === 'BC' ? 1 - Number(part['year']) : Number(part['year']);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(part['month']) - 1, Number(part['day']));
  local.setUTCHours(Number(part['hour']), Number(part['minute']), Number(part['second']));
  return Math.trunc((local.getTime() / 1000 - seconds) / 60);
}

/** `+02:00`. */
export function zoneOffsetText(time: TimeUs, zone: string): string {
  return offsetText(zoneOffsetMinutes(time, zone));
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}

export function isUtc(zone: string): boolean {
  return /^(Etc\/)?(UTC|UCT|Zulu|Universal|GMT)$/i.test(zone);
}

/** RFC 3339 with the zone's offset: `2026-06-02T12:12:00.000000+02:00`. */
export function formatZoned(
  time: TimeUs,
  zone: string,
  precision: Precision = 'us',
  nanos = 0,
): string {
  const offset = zoneOffsetMinutes(time, zone);
  const shifted = (time + offset * US_PER_MINUTE) as TimeUs;
  return formatUtc(shifted, precision, nanos).slice(0, -1) + offsetText(offset);
}

/** `2026-06-02` in the zone. */
export function dateInZone(time: TimeUs, zone: string): string {
  return formatZoned(time, zone, 's').slice(0, 10);
}

/** UTC, and the zone's time after it where the zone is another one. */
export function bothTimes(time: TimeUs, zone: string, precision: Precision = 's'): string {
  const utc = formatUtc(time, precision);
  return isUtc(zone) ? utc : `${utc} (${formatZoned(time, zone, precision)})`;
}
