import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../../shared/domain/limits.ts';
import {
  formOf,
  settingsOf,
  settingsProblems,
  threatListEntries,
  threatListProblem,
} from '../../../../renderer/features/settings/settings.model.ts';

const settings = {
  zone: 'Europe/Berlin',
  rulesZone: 'UTC',
  threatList: '203.0.113.66\n198.51.100.0/25 # seen in March\n\nexample.com',
  immediateRisk: 0.7,
  dailyRisk: 0.5,
  limits: DEFAULT_LIMITS,
};

describe('the settings of a case', () => {
  it('come back unchanged from the form', () => {
    expect(settingsOf(formOf(settings))).toEqual(settings);
    expect(settingsProblems(formOf(settings))).toEqual({});
  });

  it('are refused field by field, with the reason', () => {
    const problems = settingsProblems({
      ...formOf(settings),
      zone: 'Mars/Olympus',
      immediateRisk: '1.5',
      dailyRisk: '',
    });
    expect(Object.keys(problems)).toEqual(['zone', 'immediateRisk', 'dailyRisk']);
    expect(problems.zone).toContain('Mars/Olympus');
    expect(problems.immediateRisk).toContain('from 0 to 1');
  });
});

describe('the limits of reading', () => {
  const withLimit = (name: keyof typeof DEFAULT_LIMITS, text: string) => ({
    ...formOf(settings),
    limits: { ...formOf(settings).limits, [name]: text },
  });

  it('are sizes in MiB and plain numbers', () => {
    const { limits } = settingsOf(withLimit('maxRecordBytes', '0.5'));
    expect(limits).toEqual({ ...DEFAULT_LIMITS, maxRecordBytes: 512 * 1024 });
  });

  it.each([
    ['maxRecordBytes', '0'],
    ['maxNesting', '500'],
    ['maxFiles', '1.5'],
    ['maxUnpackLevels', ''],
    ['maxExpansion', 'many'],
  ] as const)('refuse %s of %j with the bounds', (name, text) => {
    expect(settingsProblems(withLimit(name, text)).limits).toMatch(/number from .* to /);
  });
});

describe('a threat list', () => {
  it('counts addresses, networks and names, not comments or blank lines', () => {
    expect(threatListEntries(settings.threatList)).toBe(3);
    expect(threatListProblem(settings.threatList)).toBeUndefined();
  });

  it('names the lines that are none of these', () => {
    const problem = threatListProblem('203.0.113.66\n10.0.0.0/99\n');
    expect(problem).toContain('Line 2');
  });

  it('names three of many and counts the rest', () => {
    expect(threatListProblem('1/99\n2/99\n3/99\n4/99\n5/99')).toContain('And 2 more.');
  });
});
