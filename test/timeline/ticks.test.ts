import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { US_PER_DAY, US_PER_HOUR, formatUtc, timeUs } from '../../shared/base/time.ts';
import {
  alignedTo,
  bucketIndexAt,
  niceBucketUs,
  niceStepUs,
} from '../../shared/timeline/buckets.ts';
import { rangeOf, spanUs } from '../../shared/timeline/range.ts';
import { rangeTitle, timeTicks } from '../../shared/timeline/ticks.ts';

const at = (text: string): number => Date.parse(text) * 1000;

describe('bucket widths', () => {
  it('are round and never more buckets than asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.integer({ min: 1, max: 2000 }),
        (ms, most) => {
          const range = rangeOf(0, ms * 1000);
          const bucket = niceBucketUs(range, most);
          expect(spanUs(range) / bucket).toBeLessThanOrEqual(most);
          expect(niceStepUs(bucket)).toBe(bucket);
        },
      ),
    );
  });
  it('reach from a microsecond to many years', () => {
    expect(niceStepUs(0.4)).toBe(1);
    expect(niceStepUs(3)).toBe(5);
    expect(niceStepUs(61_000_000)).toBe(120_000_000);
    expect(niceStepUs(300 * 365 * US_PER_DAY)).toBe(500 * 365 * US_PER_DAY);
  });
  it('cover the whole range once aligned', () => {
    const range = rangeOf(-7, 23);
    expect(alignedTo(range, 10)).toEqual({ fromUs: -10, toUs: 30 });
  });
  it('say which bucket an instant is in, and when none', () => {
    const buckets = { fromUs: 100, bucketUs: 10, count: 3 };
    expect([99, 100, 109, 110, 129, 130].map((us) => bucketIndexAt(buckets, us))).toEqual([
      -1, 0, 0, 1, 2, -1,
    ]);
  });
});

describe('axis ticks', () => {
  it('stand on round places of the clock of the zone, not of UTC', () => {
    const day = rangeOf(at('2026-06-03T00:00Z'), at('2026-06-04T00:00Z'));
    const kolkata = timeTicks(day, 'Asia/Kolkata', 8);
    expect(kolkata.map((tick) => tick.label)).toEqual([
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
      '21:00',
      '4 Jun',
      '03:00',
    ]);
    expect(formatUtc(kolkata[6]?.timeUs ?? timeUs(0), 's')).toBe('2026-06-03T18:30:00Z');
  });
  it('stay on the clock across the change to summer time', () => {
    const night = rangeOf(at('2026-03-28T22:00Z'), at('2026-03-29T04:00Z'));
    const labels = timeTicks(night, 'Europe/Berlin', 8).map((tick) => tick.label);
    expect(labels).toEqual(['23:00', '29 Mar', '01:00', '03:00', '04:00', '05:00']);
  });
  it('mark the beginning of a greater unit', () => {
    const years = rangeOf(at('2024-05-01T00:00Z'), at('2026-08-01T00:00Z'));
    const major = timeTicks(years, 'UTC', 12).filter((tick) => tick.major);
    expect(major.map((tick) => tick.label)).toEqual(['2025', '2026']);
  });
  it('come in order, inside the range, and about as many as asked, at every scale', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.double({ min: 0.7, max: 14.5, noNaN: true }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Tokyo'),
        (seconds, magnitude, zone) => {
          const from = seconds * 1_000_000;
          const range = rangeOf(from, from + Math.ceil(10 ** magnitude));
          const ticks = timeTicks(range, zone, 10);
          expect(ticks.length).toBeLessThanOrEqual(14);
          for (const [index, tick] of ticks.entries()) {
            expect(tick.timeUs).toBeGreaterThanOrEqual(range.fromUs);
            expect(tick.timeUs).toBeLessThan(range.toUs);
            const before = ticks[index - 1];
            if (before) expect(tick.timeUs).toBeGreaterThan(before.timeUs);
          }
        },
      ),
    );
  });
  it('title a range with its days, and a second with its time', () => {
    const week = rangeOf(at('2026-06-01T00:00Z'), at('2026-06-08T00:00Z'));
    expect(rangeTitle(week, 'UTC')).toBe('Mon 1 Jun 2026 – Sun 7 Jun 2026');
    const hour = rangeOf(at('2026-06-01T00:00Z'), at('2026-06-01T00:00Z') + US_PER_HOUR);
    expect(rangeTitle(hour, 'UTC')).toBe('Mon 1 Jun 2026');
    const instant = rangeOf(at('2026-06-01T05:06:07Z'), at('2026-06-01T05:06:07Z') + 400);
    expect(rangeTitle(instant, 'UTC')).toBe('Mon 1 Jun 2026, 05:06:07');
  });
});
