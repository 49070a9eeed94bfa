import { describe, expect, it } from 'vitest';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../../../shared/base/time.ts';
import { durationText } from '../../../shared/reporting/duration.ts';
import { gapsOf } from '../../../shared/reporting/sections/coverage.ts';
import { at } from './models.ts';

describe('gaps', () => {
  const chart = (counts: readonly number[]) => ({
    fromUs: at('2026-06-01T00:00:00Z'),
    toUs: at('2026-06-02T00:00:00Z'),
    bucketUs: US_PER_HOUR,
    counts,
    marks: [],
  });
  it('are two or more empty intervals between events, not before the first or after the last', () => {
    const start = at('2026-06-01T00:00:00Z');
    expect(gapsOf(chart([0, 0, 3, 0, 1, 0, 0, 0, 2, 0, 0]))).toEqual([
      { startUs: start + 5 * US_PER_HOUR, endUs: start + 8 * US_PER_HOUR },
    ]);
  });
  it('are none where there is no event', () => {
    expect(gapsOf(chart([0, 0, 0]))).toEqual([]);
    expect(gapsOf(chart([]))).toEqual([]);
  });
});

describe('lengths of time', () => {
  it('use the largest unit that divides them or that they fill twice', () => {
    expect(durationText(US_PER_HOUR)).toBe('1 hour');
    expect(durationText(90 * US_PER_MINUTE)).toBe('90 minutes');
    expect(durationText(3.7 * US_PER_DAY)).toBe('3.7 days');
    expect(durationText(1_500_000)).toBe('1.5 seconds');
    expect(durationText(40)).toBe('40 µs');
  });
});
