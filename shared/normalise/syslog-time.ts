// Time stamps of BSD syslog: `Jan  2 15:04:05`, without year and zone. The year is the latest one
// in which the stamp does not lie after the day the file was last changed, so a file that runs over
// New Year is read right; a file that holds more than a year cannot be. Reads no clock.

import { US_PER_DAY } from '../base/time.ts';
import type { EventTime } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from './event-time.ts';

/** With the year behind the day, as some devices write it. */
export const BSD_TIME =
  /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** 29 February may be up to eight years back. */
const YEARS_BACK = 8;

export interface SyslogTimeOptions {
  readonly zone: string;
  /** The day no event can lie after, `2026-03-05`; without it the year stays unknown. */
  readonly latestDay: string | undefined;
}

export function syslogTime(text: string, { zone, latestDay }: SyslogTimeOptions): EventTime {
  const match = BSD_TIME.exec(text);
  if (!match) return eventTimeOf(text, { zone, anyNumber: false });
  const [, monthName = '', day = '', statedYear, clock = ''] = match;
  const month = MONTHS.indexOf(monthName) + 1;
  const placedIn = (year: string): EventTime => {
    const date = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
    return { ...eventTimeOf(`${date}T${clock}`, { zone, anyNumber: false }), text };
  };
  if (statedYear !== undefined) return placedIn(statedYear);
  if (latestDay === undefined) return { ...UNDATED, text };
  const latest = eventTimeOf(`${latestDay}T00:00:00Z`, { zone, anyNumber: false }).timeUs;
  if (latest === null) return { ...UNDATED, text };
  const latestYear = Number(latestDay.slice(0, 4));
  for (let back = 0; back <= YEARS_BACK; back += 1) {
    const time = placedIn(String(latestYear - back).padStart(4, '0'));
    // A day more for the rest of that day, and one for zones.
    if (time.timeUs !== null && time.timeUs < latest + 2 * US_PER_DAY) return time;
    const leapDay = month === 2 && Number(day) === 29;
    if (time.timeUs === null && !leapDay) break;
  }
  return { ...UNDATED, text };
}
