// Dates as people and spreadsheets write them: `1/13/2026 1:00:01 PM`, `13.01.2026 13:00:01`,
// `Jan 13, 2026 1:00:01 PM`, `January 13, 2026, 13:00:01 (UTC+01:00)`. With dots the day comes first;
// with slashes the month does where AM or PM follows, else whichever number is no month tells. Where
// neither does, there is no telling, and the text is no time: a column of such dates may tell it, not
// a single one. A year of two digits is one where the day is known, because it stands in the middle or
// dots are between.

import { parseRfc3339, type ParsedTime } from '../base/time.ts';

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})([.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?\s*(?:\(?(Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|UTC|GMT)\)?)?`;
const NUMBERS = new RegExp(String.raw`^(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2}),?\s+${CLOCK}$`);
const NAMED = new RegExp(
  String.raw`^([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}),? (\d{4}),?(?: @| at)?\s+${CLOCK}$`,
);
const ISO_HALF_DAY = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:T|,? )${CLOCK}$`);
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(?=(\d{4}|\d{2})\b)/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MOST_MONTHS = 12;
const SHORT_YEAR = 2;

export type DateOrder = 'day-first' | 'month-first';

/** `undefined` where the text is no such date, or could be either of two. */
export function parseWrittenDate(text: string): ParsedTime | undefined {
  const first = text.charCodeAt(0);
  const isDigit = first >= 0x30 && first <= 0x39;
  let match = isDigit ? NUMBERS.exec(text) : NAMED.exec(text);
  if (match && !isDigit) {
    const [, month = '', day = '', year = ''] = match;
    return timeOf([year, String(MONTHS.indexOf(month) + 1), day], match.slice(4));
  }
  if (match) {
    const [, one = '', between, two = '', year = ''] = match;
    const order = between === '.' ? 'day-first' : orderOf(one, two, year, match[9] !== undefined);
    if (order === undefined) return undefined;
    const [day, month] = order === 'day-first' ? [one, two] : [two, one];
    return timeOf([fullYear(year), month, day], match.slice(5));
  }
  match = isDigit ? ISO_HALF_DAY.exec(text) : null;
  if (match?.[8] === undefined) return undefined;
  const [, year = '', month = '', day = ''] = match;
  return timeOf([year, month, day], match.slice(4));
}

/** Two digits stand for 1969 to 2068, as POSIX reads them. */
function fullYear(year: string): string {
  if (year.length !== SHORT_YEAR) return year;
  return Number(year) < 69 ? `20${year}` : `19${year}`;
}

function orderOf(one: string, two: string, year: string, halfDay: boolean): DateOrder | undefined {
  // `26/03/05` may as well begin with the year; only a day in the middle tells that it does not.
  if (year.length === SHORT_YEAR) return Number(two) > MOST_MONTHS ? 'month-first' : undefined;
  if (Number(one) > MOST_MONTHS) return 'day-first';
  return halfDay || Number(two) > MOST_MONTHS ? 'month-first' : undefined;
}

/** What the dates of a column tell about the order of all of them; nothing where they disagree. */
export function orderOfDates(values: readonly string[]): DateOrder | undefined {
  const orders = new Set<DateOrder>();
  for (const value of values) {
    const match = SLASHED.exec(value.trim());
    const order =
      match &&
      orderOf(match[1] ?? '', match[2] ?? '', match[3] ?? '', /\d\s*[AaPp]\.?[Mm]\b/.test(value));
    if (order) orders.add(order);
  }
  const [only] = orders;
  return orders.size === 1 ? only : undefined;
}

/** A date with slashes as one with dots, of which the order is known. */
export function withOrder(text: string, order: DateOrder | undefined): string {
  if (order === undefined) return text;
  return text.trim().replace(SLASHED, order === 'day-first' ? '$1.$2.' : '$2.$1.');
}

function timeOf(
  [year = '', month = '', day = '']: readonly string[],
  [hour = '', minute = '', second, fraction = '', half, zone = '']: readonly (string | undefined)[],
): ParsedTime | undefined {
  const two = (digits: string): string => digits.padStart(2, '0');
  let hours = Number(hour);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return undefined;
    hours = (hours % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  }
  const clock = `${two(String(hours))}:${minute}${second === undefined ? '' : `:${second}${fraction}`}`;
  const offset = zone === 'UTC' || zone === 'GMT' ? 'Z' : zone.replace(/^(?:UTC|GMT)/, '');
  return parseRfc3339(`${year}-${two(month)}-${two(day)}T${clock}${offset}`);
}
