import { describe, expect, it } from 'vitest';
import type { RiskScore } from '../../../../shared/domain/risk.ts';
import {
  largestContributions,
  openCounts,
  riskShown,
} from '../../../../renderer/features/overview/overview.model.ts';

const calm: RiskScore = {
  risk: 0.1,
  cumulative: 0.9,
  maxSingle: 0.9,
  band: 'low',
  response: 'Routine monitoring',
  contributions: [],
};

describe('the colour of the risk', () => {
  it('is that of the band while no CRITICAL alert is open', () => {
    expect(riskShown(calm, { high: 3 })).toEqual({ tone: 'low', word: 'LOW', why: '' });
  });

  it('is never green while a CRITICAL alert is open, and says why', () => {
    const shown = riskShown(calm, { critical: 1 });
    expect(shown.tone).toBe('critical');
    expect(shown.word).toBe('LOW');
    expect(shown.why).toContain('A CRITICAL alert is open');
  });

  it('keeps the band where that is not green', () => {
    expect(riskShown({ ...calm, band: 'high' }, { critical: 2 })).toMatchObject({
      tone: 'high',
      why: expect.stringContaining('2 CRITICAL alerts are open') as string,
    });
  });
});

describe('the figures beside it', () => {
  it('lists every severity that raises alerts, also those with none', () => {
    expect(openCounts({ high: 2, informational: 9 })).toEqual([
      { severity: 'critical', open: 0 },
      { severity: 'high', open: 2 },
      { severity: 'medium', open: 0 },
      { severity: 'low', open: 0 },
    ]);
  });

  it('explains with the largest contribution first', () => {
    const of = (findingId: string, share: number) => ({
      findingId,
      title: findingId,
      severity: 'high' as const,
      confidence: 1,
      share,
    });
    const risk = { ...calm, contributions: [of('a', 0.2), of('b', 0.7)] };
    expect(largestContributions(risk).map((each) => each.findingId)).toEqual(['b', 'a']);
  });
});
