// Time stamps as records have them: text in the usual forms, or seconds, milliseconds,
// microseconds or nanoseconds since 1970. What is missing or impossible stays undated.

import {
  millisOfJsonDate,
  parseRfc3339,
  timeUs,
  US_PER_HOUR,
  US_PER_MINUTE,
  US_PER_MS,
  US_PER_SECOND,
  type ParsedTime,
  type Precision,
} from '../base/time.ts';
import type { EventTime, Fields, FieldValue } from '../domain/event.ts';
import { parseWrittenDate } from './written-date.ts';
import { offsetMinutesAtLocal } from './zone.ts';

export interface TimeOptions {
  /** IANA name of the zone of time stamps that name none. */
  readonly zone: string;
  /**
   * Numbers that would lie before 1973 are counters or durations far more often than instants;
   * they are read as times only where the officer named the field.
   */
  readonly anyNumber: boolean;
}

export const UNDATED: EventTime = {
  timeUs: null,
  nanos: 0,
  precision: 'us',
  text: '',
  zoneAssumed: false,
};

export function eventTimeOf(value: FieldValue | undefined, options: TimeOptions): EventTime {
  if (typeof value === 'string') return timeOfText(value, options);
  if (typeof value === 'number') return timeOfNumber(String(value), options);
  return UNDATED;
}

/** Of the first field that has a usable one; where none has, the text of the first that was none. */
export function firstTimeOf(
  fields: Fields,
  names: readonly string[],
  options: TimeOptions,
): EventTime {
  let unusable: EventTime | undefined;
  for (const name of names) {
    const time = eventTimeOf(fields[name], options);
    if (time.timeUs !== null) return time;
    // A dash stands for no value.
    if (time.text !== '' && time.text !== '-') unusable ??= time;
  }
  return unusable ?? UNDATED;
}

function timeOfText(text: string, options: TimeOptions): EventTime {
  const quick = wholeSecondUtc(text);
  if (quick !== undefined) {
    return { timeUs: timeUs(quick), nanos: 0, precision: 's', text, zoneAssumed: false };
  }
  const trimmed = text.trim();
  const parsed = parseText(trimmed);
  if (parsed) return placed(parsed, text, options.zone);
  if (DECIMAL.test(trimmed)) return { ...timeOfNumber(trimmed, options), text };
  const millis = millisOfJsonDate(trimmed);
  if (millis !== undefined) return { ...timeOfMillis(millis), text };
  return { ...UNDATED, text };
}

function placed(parsed: ParsedTime, text: string, zone: string): EventTime {
  const { nanos, precision, zoneAssumed } = parsed;
  if (!zoneAssumed) return { timeUs: parsed.timeUs, nanos, precision, text, zoneAssumed };
  const offset = offsetMinutesAtLocal(zone, Math.floor(parsed.timeUs / US_PER_MS));
  if (offset === undefined) return { ...UNDATED, text };
  const shifted = timeUs(parsed.timeUs - offset * US_PER_MINUTE);
  return { timeUs: shifted, nanos, precision, text, zoneAssumed };
}

// ── text ────────────────────────────────────────────────────────────────────────────────────

let cachedDay = '';
let cachedDayUs = 0;

/** `2026-06-01T00:02:14Z`, by far the most common form, without a regular expression. */
function wholeSecondUtc(text: string): number | undefined {
  if (text.length !== 20 || text.charCodeAt(19) !== 0x5a || text.charCodeAt(10) !== 0x54) {
    return undefined;
  }
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  const day = text.slice(0, 10);
  if (day !== cachedDay) {
    const parsed = parseRfc3339(`${day}T00:00:00Z`);
    if (!parsed) return undefined;
    cachedDay = day;
    cachedDayUs = parsed.timeUs;
  }
  return cachedDayUs + hour * US_PER_HOUR + minute * US_PER_MINUTE + second * US_PER_SECOND;
}

/** NaN where the text has no two digits there. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_ONLY = /^(\d{4})[-/](\d{2})[-/](\d{2})$/;
const SLASHED = /^(\d{4})\/(\d{2})\/(\d{2})([ T].*)$/;
/** ISO 8601 basic: `20240305T040131Z`. */
const COMPACT =
  /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})((?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)$/;
/** RFC 5322: `Mon, 02 Jan 2006 15:04:05 +0000`. */
const MAIL =
  /^(?:[A-Za-z]{3},\s*)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}:\d{2}(?::\d{2})?)\s*(GMT|UTC?|Z|[+-]\d{4})?$/;
/** The common log form: `02/Jan/2006:15:04:05 +0000`. */
const COMMON_LOG =
  /^(\d{2})\/([A-Za-z]{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(?:\s*([+-]\d{4}))?$/;
/** Spelled zones after an otherwise plain time. */
const NAMED_UTC = /^(.*\d)\s*(?:UTC|GMT)$/;

function parseText(text: string): ParsedTime | undefined {
  const plain = parseRfc3339(text);
  if (plain) return plain;
  let match = NAMED_UTC.exec(text);
  if (match && !MAIL.test(text)) return parseRfc3339(`${match[1] ?? ''}Z`);
  match = DAY_ONLY.exec(text);
  // A date alone is an interval of a day, not the instant at its start.
  if (match) return undefined;
  match = SLASHED.exec(text);
  if (match)
    return parseRfc3339(`${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}${match[4] ?? ''}`);
  match = COMPACT.exec(text);
  if (match) {
    const [, year = '', month = '', day = '', hour = '', minute = '', second = '', rest = ''] =
      match;
    return parseRfc3339(`${year}-${month}-${day}T${hour}:${minute}:${second}${rest}`);
  }
  match = MAIL.exec(text) ?? COMMON_LOG.exec(text);
  if (!match) return parseWrittenDate(text);
  const [, day = '', month = '', year = '', clock = '', zone] = match;
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  if (number === 0) return undefined;
  const offset = zone === undefined ? '' : /^[+-]/.test(zone) ? zone : 'Z';
  const date = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return parseRfc3339(`${date}T${clock}${offset}`);
}

// ── numbers ─────────────────────────────────────────────────────────────────────────────────

const DECIMAL = /^-?\d{1,25}(?:\.\d+)?$/;
/** 1e8 seconds is March 1973. */
const EARLIEST_LIKELY_SECONDS = 1e8;

/**
 * The unit follows from the size: up to 1e11 seconds (the year 5138), to 1e14 milliseconds, to
 * 1e17 microseconds, beyond that nanoseconds. Between 1973 and 5138 no two units overlap.
 */
function timeOfNumber(text: string, options: TimeOptions): EventTime {
  if (!DECIMAL.test(text)) return { ...UNDATED, text };
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const size = Number(whole);
  if (size < EARLIEST_LIKELY_SECONDS && !options.anyNumber) return { ...UNDATED, text };
  const exponent = size < 1e11 ? 0 : size < 1e14 ? 3 : size < 1e17 ? 6 : 9;
  if (fraction === '' && exponent < 9) {
    const us = size * 10 ** (6 - exponent) * (negative ? -1 : 1);
    if (!Number.isSafeInteger(us)) return { ...UNDATED, text };
    const precision = precisionOf(exponent);
    return { timeUs: timeUs(us === 0 ? 0 : us), nanos: 0, precision, text, zoneAssumed: false };
  }
  // As nanoseconds, digit by digit: a JavaScript number would round them.
  const kept = fraction.slice(0, 9 - exponent).padEnd(9 - exponent, '0');
  const nanos = BigInt(whole + kept) * (negative ? -1n : 1n);
  const rest = ((nanos % 1000n) + 1000n) % 1000n;
  const micros = Number((nanos - rest) / 1000n);
  if (!Number.isSafeInteger(micros)) return { ...UNDATED, text };
  const digits = exponent + Math.min(fraction.length, 9 - exponent);
  return {
    timeUs: timeUs(micros),
    nanos: Number(rest),
    precision: precisionOf(digits),
    text,
    zoneAssumed: false,
  };
}

/** The unit is given: however small the number, it is no other one. */
function timeOfMillis(text: string): EventTime {
  const us = Number(text) * US_PER_MS;
  if (!Number.isSafeInteger(us)) return { ...UNDATED, text };
  return { timeUs: timeUs(us), nanos: 0, precision: 'ms', text, zoneAssumed: false };
}

function precisionOf(decimalDigits: number): Precision {
  if (decimalDigits === 0) return 's';
  if (decimalDigits <= 3) return 'ms';
  return decimalDigits <= 6 ? 'us' : 'ns';
}
