import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../../shared/base/time.ts';
import { withVerdict } from '../../../electron/cli/samples.ts';
import type { RiskScore } from '../../../../shared/domain/risk.ts';
import {
  fitting,
  largestContributions,
  openCounts,
  rateScale,
  riskShown,
  worstFirst,
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

describe('the list of open alerts', () => {
  it('shows all that fit', () => {
    expect(fitting(5, 5)).toEqual({ shown: 5, more: 0 });
    expect(fitting(0, 0)).toEqual({ shown: 0, more: 0 });
  });

  it('keeps a line for saying how many do not', () => {
    expect(fitting(16, 12)).toEqual({ shown: 11, more: 5 });
    expect(fitting(16, 0)).toEqual({ shown: 0, more: 16 });
  });
});

describe('the heights of the event rate', () => {
  const rate = (...series: number[][]) => ({
    fromUs: timeUs(0),
    toUs: timeUs(4),
    bucketUs: 1,
    series: series.map((counts, at) => ({ name: String(at), counts })),
    total: 0,
    undated: 0,
  });

  it('are plain counts while the buckets can be read beside each other', () => {
    expect(rateScale(rate([3, 9, 40, 12]))).toBe('linear');
    expect(rateScale(rate([]))).toBe('linear');
    expect(rateScale(rate())).toBe('linear');
  });

  it('go by the square root where a burst would press the rest flat', () => {
    expect(rateScale(rate([12, 0, 1300, 14]))).toBe('root');
    expect(rateScale(rate([6, 0, 700, 7], [6, 0, 600, 7]))).toBe('root');
  });
});

describe('the integrity of many exhibits', () => {
  it('begins with what has to be looked at', () => {
    const of = (id: number, ...[verdict]: Parameters<typeof withVerdict>) =>
      withVerdict(verdict, { id });
    const sources = [
      of(1, 'verified'),
      of(2, 'unprotected'),
      { ...of(3, 'verified'), verification: null },
      of(4, 'missing'),
      of(5, 'unverifiable'),
      of(6, 'altered'),
    ];
    const { rows, left } = worstFirst(sources);
    expect(rows.map(({ source }) => source.id)).toEqual([6, 4, 5, 3, 2, 1]);
    expect(left).toBe(0);
  });
  it('says how many it leaves out', () => {
    const sources = Array.from({ length: 300 }, (_, id) => withVerdict('verified', { id }));
    const { rows, left } = worstFirst(sources);
    expect(rows.length + left).toBe(300);
    expect(left).toBeGreaterThan(0);
  });
});
