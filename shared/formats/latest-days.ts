// The day that no record of a file lies after, for stamps without a year: the day the file was last
// changed. A file that was added to has another one from there on; what was read before keeps its own.
// Written in layouts as `2026-03-05`, and `2026-03-05 2026-06-01@4096` where it is another from byte 4096.

import type { FileFacts } from './format.ts';
import { MOST_CHANGES, type FromByte } from './in-force.ts';

const DAY = String.raw`\d{4}-\d{2}-\d{2}`;
/** As part of a pattern that is matched from its start; a year is one that somebody named. */
export const LATEST_DAYS = String.raw`(?:unknown|\d{4}(?:-\d{2}-\d{2})?)(?: ${DAY}@\d{1,15})*`;
const NAMED_YEAR = /^\d{4}$/;

export interface DayInForce extends FromByte {
  /** Absent where it is not known. */
  readonly latestDay: string | undefined;
}

/** `undefined` where the calendar has no such day, or places are not in their order. */
export function latestDays(text: string): readonly DayInForce[] | undefined {
  const days: DayInForce[] = [];
  for (const part of text.split(' ')) {
    const [day = '', place = '0'] = part.split('@');
    const latestDay = day === 'unknown' ? undefined : NAMED_YEAR.test(day) ? `${day}-12-31` : day;
    if (latestDay !== undefined && Number.isNaN(Date.parse(latestDay))) return undefined;
    const fromByte = Number(place);
    if (fromByte < (days.at(-1)?.fromByte ?? 0)) return undefined;
    days.push({ fromByte, latestDay });
  }
  return days;
}

/**
 * The days of a file that was added to: the same where somebody named the year, or where it was last
 * changed on the same day. `undefined` where there are more than can be listed.
 */
export function withLaterDay(
  text: string,
  fromByte: number,
  { changedOn }: FileFacts,
): string | undefined {
  const days = latestDays(text);
  if (NAMED_YEAR.test(text) || changedOn === undefined) return text;
  if (changedOn <= (days?.at(-1)?.latestDay ?? '')) return text;
  if (!days || days.length >= MOST_CHANGES) return undefined;
  return `${text} ${changedOn}@${String(fromByte)}`;
}
