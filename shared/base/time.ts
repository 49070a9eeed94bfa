// One unit for instants: whole microseconds since 1970-01-01T00:00:00Z, as a JavaScript number
// (exact up to the year 2255). What is finer sits beside it as a nanosecond remainder of 0 to 999.

declare const timeUsBrand: unique symbol;
export type TimeUs = number & { readonly [timeUsBrand]: true };

export const US_PER_MS = 1_000;
export const US_PER_SECOND = 1_000_000;
export const US_PER_MINUTE = 60 * US_PER_SECOND;
export const US_PER_HOUR = 60 * US_PER_MINUTE;
export const US_PER_DAY = 24 * US_PER_HOUR;

export function timeUs(value: number): TimeUs {
  return value as TimeUs;
}

export function timeUsFromMs(ms: number): TimeUs {
  return Math.round(ms * US_PER_MS) as TimeUs;
}

export function msOf(time: TimeUs): number {
  return Math.floor(time / US_PER_MS);
}

/** How fine the time in the evidence was; output never shows more digits than it had. */
export type Precision = 'ns' | 'us' | 'ms' | 's' | 'min';

/** RFC 3339 in UTC, ending in Z, with the digits the precision has. */
export function formatUtc(time: TimeUs, precision: Precision = 'us', nanos = 0): string {
  const seconds = Math.floor(time / US_PER_SECOND);
  const fraction = time - seconds * US_PER_SECOND;
  const base = new Date(seconds * 1000).toISOString().slice(0, 19);
  switch (precision) {
    case 'min':
    case 's':
      return `${base}Z`;
    case 'ms':
      return `${base}.${String(Math.floor(fraction / 1000)).padStart(3, '0')}Z`;
    case 'us':
      return `${base}.${String(fraction).padStart(6, '0')}Z`;
    case 'ns':
      return `${base}.${String(fraction).padStart(6, '0')}${String(nanos).padStart(3, '0')}Z`;
  }
}

export interface ParsedTime {
  readonly timeUs: TimeUs;
  /** 0 to 999. */
  readonly nanos: number;
  readonly precision: Precision;
  /** True where the text named no zone and the given one was used. */
  readonly zoneAssumed: boolean;
}

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}:?\d{2})?$/;

/**
 * RFC 3339 and the usual ISO 8601 variants. A date that does not exist (30 February, hour 25) is
 * `undefined`, never rolled over. A leap second is read as the second before it.
 * @param assumedOffsetMinutes the offset from UTC where the text names none
 */
export function parseRfc3339(text: string, assumedOffsetMinutes = 0): ParsedTime | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  let second = match[6] === undefined ? 0 : Number(match[6]);
  if (second === 60) second = 59;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1) return undefined;
  const digits = match[7] ?? '';
  const nine = digits.padEnd(9, '0');
  const zone = match[8];
  let offsetMinutes = assumedOffsetMinutes;
  if (zone === 'Z' || zone === 'z') offsetMinutes = 0;
  else if (zone !== undefined) {
    const hours = Number(zone.slice(1, 3));
    const minutes = Number(zone.slice(-2));
    if (hours > 23 || minutes > 59) return undefined;
    offsetMinutes = (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
  }
  const micros = Number(nine.slice(0, 6));
  const total =
    date.getTime() * US_PER_MS +
    (hour * 60 + minute - offsetMinutes) * US_PER_MINUTE +
    second * US_PER_SECOND +
    micros;
  if (!Number.isSafeInteger(total)) return undefined;
  let precision: Precision = 'min';
  if (match[6] !== undefined) {
    if (digits.length === 0) precision = 's';
    else if (digits.length <= 3) precision = 'ms';
    else precision = digits.length <= 6 ? 'us' : 'ns';
  }
  return {
    timeUs: total as TimeUs,
    nanos: Number(nine.slice(6)),
    precision,
    zoneAssumed: zone === undefined,
  };
}
