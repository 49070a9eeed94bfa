// Ranges an officer picks by name. "Last" is counted from the end of the evidence, never from the
// clock on the wall: archives are old.

import { US_PER_DAY, US_PER_HOUR, timeUs } from '../../../shared/base/time.ts';
import { type TimeRange, rangeOf } from '../../../shared/timeline/range.ts';
import { instantOf, wallTime } from '../../../shared/timeline/zone.ts';

export interface NamedRange {
  readonly title: string;
  /** Null: all of the evidence. */
  readonly range: TimeRange | null;
}

export function namedRanges(extent: TimeRange, zone: string): readonly NamedRange[] {
  const end = extent.toUs;
  const last = wallTime(timeUs(end - 1), zone);
  const lastDay = rangeOf(
    instantOf({ year: last.year, month: last.month, day: last.day }, zone),
    instantOf({ year: last.year, month: last.month, day: last.day + 1 }, zone),
  );
  const before = (us: number): TimeRange => rangeOf(end - us, end);
  return [
    { title: 'All evidence', range: null },
    { title: 'Last hour of evidence', range: before(US_PER_HOUR) },
    { title: 'Last day of evidence', range: lastDay },
    { title: 'Last 7 days of evidence', range: before(7 * US_PER_DAY) },
    { title: 'Last 30 days of evidence', range: before(30 * US_PER_DAY) },
  ];
}
