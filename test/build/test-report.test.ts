import { describe, expect, it } from 'vitest';
import { countTests } from '../../build/test-report.ts';

const file = (status: string, ...tests: readonly [string, string][]) => ({
  name: '/project/test/query/parse.test.ts',
  status,
  assertionResults: tests.map(([fullName, state]) => ({ fullName, status: state })),
});

describe('the counts of a test run', () => {
  it('tell passed, failed and skipped apart, and name what was skipped', () => {
    const report = {
      testResults: [
        file('failed', ['a', 'passed'], ['b', 'failed'], ['c', 'skipped']),
        file('passed', ['d', 'todo'], ['e', 'pending']),
      ],
    };
    expect(countTests(report)).toEqual({
      passed: 1,
      failed: 1,
      skipped: ['query/parse.test.ts › c', 'query/parse.test.ts › d', 'query/parse.test.ts › e'],
    });
  });

  it('count a file that could not be loaded as a failure', () => {
    expect(countTests({ testResults: [file('failed')] })?.failed).toBe(1);
  });

  it('are not made up where there is no report', () => {
    expect(countTests(undefined)).toBeUndefined();
    expect(countTests({})).toBeUndefined();
  });
});
