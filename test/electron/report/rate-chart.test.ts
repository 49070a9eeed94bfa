import { describe, expect, it } from 'vitest';
import { countStep, joinBuckets } from '../../../electron/report/rate-chart.ts';

describe('the rate chart', () => {
  it('joins buckets without losing an event', () => {
    const { counts, joined } = joinBuckets([1, 2, 3, 4, 5], 2);
    expect(joined).toBe(3);
    expect(counts).toEqual([6, 9]);
  });
  it('marks its axis in round numbers', () => {
    expect([0, 3, 7, 18, 40, 1300].map(countStep)).toEqual([1, 1, 2, 5, 10, 500]);
  });
});
