import { describe, expect, it } from 'vitest';
import { runSelftest } from '../../../electron/engine/tools/selftest-job.ts';

describe('the self-test', () => {
  it('finds every known answer, in each of its areas', () => {
    const results = runSelftest();
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect([...new Set(results.map(({ area }) => area))]).toEqual([
      'hashing',
      'merkle',
      'signatures',
      'chain',
      'sigma',
    ]);
  });
});
