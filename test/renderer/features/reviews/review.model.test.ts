import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../../shared/base/time.ts';
import {
  keyTitle,
  periodText,
  reportLines,
  reportNumber,
  reviewFigures,
} from '../../../../renderer/features/reviews/review.model.ts';

const report = {
  report_type: 'daily_summary',
  anomalies_detected: 3,
  risk_score: 0.56789,
  top_threats: ['Failed login burst'],
  recommendations: [],
  trends: { risk_score_trend: 'stable' },
  anomalies: [{ id: 'x' }],
};

describe('the report of a review on the screen', () => {
  it('shows figures, lists and nested values under readable names', () => {
    expect(reportLines(report)).toEqual([
      { key: 'Report type', values: ['daily summary'] },
      { key: 'Anomalies detected', values: ['3'] },
      { key: 'Risk score', values: ['0.568'] },
      { key: 'Top threats', values: ['Failed login burst'] },
      { key: 'Recommendations', values: ['none'] },
      { key: 'Risk score trend', values: ['stable'] },
    ]);
  });

  it('reads a figure only where there is one', () => {
    expect(reportNumber(report, 'anomalies_detected')).toBe(3);
    expect(reportNumber(report, 'report_type')).toBeUndefined();
    expect(reportNumber(report, 'missing')).toBeUndefined();
  });

  it('works out the figures of a weekly report from its anomalies', () => {
    const anomalies = [
      { severity: 'high', confidence: 0.8 },
      { severity: 'critical', confidence: 1 },
    ];
    const weekly = { report_type: 'weekly_trends', anomalies };
    expect(reviewFigures(weekly)).toEqual({ anomalies: 2, risk: 0.78 });
    expect(reviewFigures({ ...weekly, anomalies: [] })).toEqual({ anomalies: 0, risk: 0 });
    expect(reviewFigures(report)).toEqual({ anomalies: 3, risk: 0.56789 });
  });

  it('names the days of a period that are whole, else its hours', () => {
    const review = (from: string, to: string) => ({
      id: 1,
      kind: 'daily' as const,
      periodStartUs: timeUs(Date.parse(from) * 1_000),
      periodEndUs: timeUs(Date.parse(to) * 1_000),
      ranAtUs: timeUs(0),
      late: false,
      byHand: true,
      report: {},
    });
    const day = review('2026-06-02T00:00:00Z', '2026-06-03T00:00:00Z');
    expect(periodText(day, 'UTC')).toBe('2026-06-02');
    const week = review('2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z');
    expect(periodText(week, 'UTC')).toBe('2026-06-01 – 2026-06-07');
    const hour = review('2026-06-02T08:00:00Z', '2026-06-02T09:00:00Z');
    expect(periodText(hour, 'UTC')).toBe('2026-06-02 08:00 – 09:00');
    expect(periodText(day, 'Europe/Vienna')).toMatch(/02:00/);
  });

  it('names keys as words', () => {
    expect(keyTitle('immediate_actions_required')).toBe('Immediate actions required');
  });
});
