import { describe, expect, it } from 'vitest';
import { isWorthThreads } from '../../electron/workers/match-threads.ts';

describe('threads that match rules', () => {
  it('are started for many events, and for fewer where there are many rules', () => {
    expect(isWorthThreads(10_000, 60)).toBe(false);
    expect(isWorthThreads(200_000, 60)).toBe(true);
    expect(isWorthThreads(100_000, 60)).toBe(false);
    expect(isWorthThreads(100_000, 3_000)).toBe(true);
    expect(isWorthThreads(10_000, 3_000)).toBe(false);
  });
});
