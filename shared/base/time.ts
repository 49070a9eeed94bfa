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
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * RFC 3339 and the usual ISO 8601 variants. A date that does not exist (30 February, hour 25) is
 * `undefined`, never rolled over. A leap second is read as the second before it; digits
 * behind the nanosecond are dropped.
 * @param assumedOffsetMinutes the offset from UTC where the text names none
 */
export function parseRfc3339(text: string, assumedOffsetMinutes = 0): ParsedTime | undefined {
  const usual = parseUsualForm(text);
  if (usual) return usual;
  return parseAnyForm(text, assumedOffsetMinutes);
}

let cachedDay = '';
let cachedDayUs = 0;

/**
 * `2026-06-01T00:02:14`, with or without a fraction, and `Z` or `+00:00`: what programs write, read
 * without a regular expression. Whatever is another form or no time is left to that.
 */
function parseUsualForm(text: string): ParsedTime | undefined {
  const { length } = text;
  if (length < 20 || length > 35) return undefined;
  if (text.charCodeAt(10) !== 0x54 || text.charCodeAt(13) !== COLON) return undefined;
  if (text.charCodeAt(16) !== COLON) return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  let at = 19;
  let digits = 0;
  let fraction = 0;
  if (text.charCodeAt(at) === 0x2e) {
    at += 1;
    for (let digit = digitAt(text, at); digit >= 0; digit = digitAt(text, at)) {
      fraction = fraction * 10 + digit;
      digits += 1;
      at += 1;
    }
    if (digits === 0 || digits > 9) return undefined;
  }
  let offsetMinutes = 0;
  const sign = text.charCodeAt(at);
  if (sign === 0x5a) {
    if (length !== at + 1) return undefined;
  } else {
    if (sign !== 0x2b && sign !== 0x2d) return undefined;
    if (length !== at + 6 || text.charCodeAt(at + 3) !== COLON) return undefined;
    const hours = twoDigits(text, at + 1);
    const minutes = twoDigits(text, at + 4);
    if (!(hours < 24 && minutes < 60)) return undefined;
    offsetMinutes = (sign === 0x2d ? -1 : 1) * (hours * 60 + minutes);
  }
  const day = text.slice(0, 10);
  if (day !== cachedDay) {
    const parsed = parseAnyForm(`${day}T00:00:00Z`, 0);
    if (!parsed) return undefined;
    cachedDay = day;
    cachedDayUs = parsed.timeUs;
  }
  const nine = fraction * (POWERS_OF_TEN[9 - digits] ?? 1);
  const nanos = nine % 1_000;
  const total =
    cachedDayUs +
    (hour * 60 + minute - offsetMinutes) * US_PER_MINUTE +
    second * US_PER_SECOND +
    (nine - nanos) / 1_000;
  if (!Number.isSafeInteger(total)) return undefined;
  const precision = digits === 0 ? 's' : digits <= 3 ? 'ms' : digits <= 6 ? 'us' : 'ns';
  return { timeUs: total as TimeUs, nanos, precision, zoneAssumed: false };
}

const COLON = 0x3a;
const POWERS_OF_TEN = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** -1 where there is no digit. */
function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 0x30;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** NaN where the text has no two digits there. */
function twoDigits(text: string, at: number): number {
  const tens = digitAt(text, at);
  const ones = digitAt(text, at + 1);
  return tens >= 0 && ones >= 0 ? tens * 10 + ones : Number.NaN;
}

function parseAnyForm(text: string, assumedOffsetMinutes: number): ParsedTime | undefined {
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
  const digits = (match[7] ?? '').slice(0, 9);
  const nine = digits.padEnd(9, '0');
  const zone = match[8];
  let offsetMinutes = assumedOffsetMinutes;
  if (zone === 'Z' || zone === 'z') offsetMinutes = 0;
  else if (zone !== undefined) {
    const hours = Number(zone.slice(1, 3));
    const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
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

/** `/Date(1704067200000)/` or `/Date(1704067200000+0200)/`. */
const JSON_DATE = /^\/Date\((-?\d{1,17})(?:[+-]\d{4})?\)\/$/;

/**
 * Milliseconds since 1970, as text, of a date as .NET and Windows PowerShell put it into JSON
 * ("Stand-Alone JSON Serialization", Microsoft Learn): the offset tells a zone, not another instant.
 */
export function millisOfJsonDate(text: string): string | undefined {
  return text.startsWith('/Date(') ? JSON_DATE.exec(text)?.[1] : undefined;
}
