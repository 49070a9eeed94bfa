// Times, counts, sizes and durations as text. Times are shown in one zone the officer chooses, with
// the digits the evidence had and no more. Numbers are written as everywhere (shared/base/counted.ts).

import {
  formatUtc,
  timeUs as asTimeUs,
  US_PER_DAY,
  US_PER_HOUR,
  US_PER_MINUTE,
  US_PER_SECOND,
  type Precision,
  type TimeUs,
} from '../../shared/base/time.ts';

export { counted as plural, grouped as formatCount } from '../../shared/base/counted.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
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

export function isZone(zone: string): boolean {
  if (zone === '') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // The platform's only way to say that it does not know a zone.
    return false;
  }
}

interface WallClock {
  readonly date: string;
  readonly minute: string;
  readonly second: string;
}

function wallClock(time: TimeUs, zone: string): WallClock {
  const seconds = Math.floor(time / US_PER_SECOND);
  const part: Record<string, string> = {};
  for (const { type, value } of formatterFor(zone).formatToParts(seconds * 1000)) {
    part[type] = value;
  }
  const year = (part['year'] ?? '').padStart(4, '0');
  return {
    date: `${year}-${part['month']}-${part['day']}`,
    minute: `${part['hour']}:${part['minute']}`,
    second: part['second'] ?? '00',
  };
}

/** `2026-06-02 14:03:07.000125` in the zone; no more digits than the precision has. */
export function formatTime(
  time: TimeUs,
  zone: string,
  precision: Precision = 's',
  nanos = 0,
): string {
  const { date, minute, second } = wallClock(time, zone);
  if (precision === 'min') return `${date} ${minute}`;
  const base = `${date} ${minute}:${second}`;
  if (precision === 's') return base;
  const micros = time - Math.floor(time / US_PER_SECOND) * US_PER_SECOND;
  const six = String(micros).padStart(6, '0');
  if (precision === 'ms') return `${base}.${six.slice(0, 3)}`;
  return precision === 'us' ? `${base}.${six}` : `${base}.${six}${String(nanos).padStart(3, '0')}`;
}

/** Of a time that is kept without one: digits are not made up where there are none behind seconds. */
export function precisionOf(time: TimeUs): Precision {
  return time % US_PER_SECOND === 0 ? 's' : 'us';
}

export function formatDate(time: TimeUs, zone: string): string {
  return wallClock(time, zone).date;
}

/** The time of day alone, for places where the date stands beside it. */
export function formatClock(time: TimeUs, zone: string): string {
  const { minute, second } = wallClock(time, zone);
  return `${minute}:${second}`;
}

/** `2026-06-02 14:03 – 14:20` on one day, both dates where they differ. */
export function formatSpan(from: TimeUs, to: TimeUs, zone: string): string {
  const a = wallClock(from, zone);
  const b = wallClock(to, zone);
  const long = to - from >= 2 * US_PER_DAY;
  if (long) return `${a.date} – ${b.date}`;
  const start = `${a.date} ${a.minute}`;
  if (a.date !== b.date) return `${start} – ${b.date} ${b.minute}`;
  if (a.minute === b.minute) {
    return a.second === b.second
      ? `${start}:${a.second}`
      : `${start}:${a.second} – ${b.minute}:${b.second}`;
  }
  return `${start} – ${b.minute}`;
}

/** `2026-06-02T14:03:07Z`. */
export function utcText(time: TimeUs, precision: Precision = 'us', nanos = 0): string {
  return formatUtc(time, precision, nanos);
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

const DURATION_UNITS: readonly (readonly [number, string])[] = [
  [US_PER_DAY, 'd'],
  [US_PER_HOUR, 'h'],
  [US_PER_MINUTE, 'min'],
  [US_PER_SECOND, 's'],
];

/** The two largest units: `2 d 4 h`, `3 min 20 s`, `450 ms`, `12 µs`. */
export function formatDuration(durationUs: number): string {
  const sign = durationUs < 0 ? '−' : '';
  let rest = Math.abs(durationUs);
  if (rest < 1000) return `${sign}${Math.round(rest)} µs`;
  if (rest < US_PER_SECOND) return `${sign}${Math.round(rest / 1000)} ms`;
  const parts: string[] = [];
  for (const [size, name] of DURATION_UNITS) {
    const whole = Math.floor(rest / size);
    if (whole > 0 || parts.length > 0) {
      if (whole > 0) parts.push(`${whole} ${name}`);
      rest -= whole * size;
      if (parts.length === 2 || (parts.length === 1 && whole === 0)) break;
    }
  }
  return sign + parts.join(' ');
}

/** `in 2 h 5 min`, `3 d ago`. */
export function formatDistance(time: TimeUs, nowMs: number): string {
  const distance = time - nowMs * 1000;
  if (Math.abs(distance) < US_PER_MINUTE) return distance < 0 ? 'just now' : 'in a moment';
  const text = formatDuration(Math.abs(distance) - (Math.abs(distance) % US_PER_MINUTE));
  return distance < 0 ? `${text} ago` : `in ${text}`;
}

/** Microseconds of a local date and time as an input field writes them, read in a zone. */
export function timeFromWallClock(text: string, zone: string): TimeUs | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map((each) => Number(each ?? 0));
  const guess = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (new Date(guess).getUTCDate() !== day || new Date(guess).getUTCHours() !== hour) {
    return undefined;
  }
  const wanted = new Date(guess).toISOString().slice(0, 19).replace('T', ' ');
  // Two rounds settle the offset also across a change of the clocks.
  let time = guess;
  for (let round = 0; round < 2; round += 1) {
    const shown = formatTime(asTimeUs(time * 1000), zone, 's');
    time += guess - Date.parse(`${shown.replace(' ', 'T')}Z`);
  }
  const settled = asTimeUs(time * 1000);
  return formatTime(settled, zone, 's') === wanted ? settled : undefined;
}
