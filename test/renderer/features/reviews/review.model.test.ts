import { describe, expect, it } from 'vitest';
import {
  keyTitle,
  reportLines,
  reportNumber,
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
      { key: 'Report type', values: ['daily_summary'] },
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

  it('names keys as words', () => {
    expect(keyTitle('immediate_actions_required')).toBe('Immediate actions required');
  });
});
