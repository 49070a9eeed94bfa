import { describe, expect, it } from 'vitest';
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
