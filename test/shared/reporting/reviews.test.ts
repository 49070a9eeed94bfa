import { describe, expect, it } from 'vitest';
import {
  dailySummary,
  hourlyAnomaly,
  riskTrendOf,
  trendOf,
  weeklyTrends,
} from '../../../shared/reporting/reviews.ts';
import type { PeriodFigures, ReviewContext } from '../../../shared/reporting/reviews.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import { alert, at, reportSource, risk } from './models.ts';

const context: ReviewContext = {
  caseId: 'case',
  rulesDigest: 'digest',
  zone: 'Europe/Berlin',
  sources: [reportSource()],
  generatedAtUs: at('2026-06-08T07:00:00Z'),
  events: [],
};

function figures(over: Partial<PeriodFigures> = {}, alerts: readonly Alert[] = []): PeriodFigures {
  return {
    // Monday to Sunday in Berlin.
    startUs: at('2026-05-31T22:00:00Z'),
    endUs: at('2026-06-07T22:00:00Z'),
    totalEntries: 1_000,
    errorEntries: 20,
    alerts,
    risk: risk(alerts),
    ...over,
  };
}

const COMMON = [
  'anomalies',
  'case_id',
  'cumulative_risk',
  'evidence',
  'max_single_risk',
  'period_end',
  'period_start',
  'report_type',
  'rules_digest',
  'schema_version',
];

describe('the hourly report', () => {
  const grave = [
    alert({ severity: 'critical', actions: ['stop', 'look'] }),
    alert({ actions: ['look', 'block'] }),
    alert({ severity: 'low', actions: ['note'] }),
  ];
  const json = hourlyAnomaly(context, figures({}, grave));
  it('has exactly the keys that are fixed', () => {
    expect(Object.keys(json).toSorted()).toEqual(
      [
        ...COMMON,
        'anomalies_detected',
        'critical_issues',
        'high_priority_issues',
        'immediate_actions_required',
        'risk_score',
        'timestamp',
      ].toSorted(),
    );
  });
  it('counts the grave findings and asks for their actions once each', () => {
    expect(json).toMatchObject({
      anomalies_detected: 3,
      critical_issues: 1,
      high_priority_issues: 1,
      immediate_actions_required: ['stop', 'look', 'block'],
    });
  });
});

describe('the daily report', () => {
  const json = dailySummary(context, figures({ startUs: at('2026-06-01T22:00:00Z') }, [alert()]));
  it('has exactly the keys that are fixed', () => {
    expect(Object.keys(json).toSorted()).toEqual(
      [
        ...COMMON,
        'anomalies_detected',
        'period',
        'recommendations',
        'risk_score',
        'top_threats',
        'total_entries',
      ].toSorted(),
    );
  });
  it('is of the day in the zone of the case', () => {
    expect(json.period).toBe('2026-06-02');
    expect(json.period_start).toBe('2026-06-01T22:00:00.000000Z');
  });
  it('names the threats by what they add', () => {
    expect(json.top_threats).toEqual(['Failed login burst']);
  });
});

describe('the weekly report', () => {
  it('has exactly the keys that are fixed', () => {
    const json = weeklyTrends(context, figures(), null);
    expect(Object.keys(json).toSorted()).toEqual(
      [...COMMON, 'key_insights', 'period', 'trends'].toSorted(),
    );
    expect(Object.keys(json.trends)).toEqual([
      'total_entries_trend',
      'error_rate_trend',
      'anomaly_trend',
      'risk_score_trend',
    ]);
  });
  it('runs from Monday to Sunday and has no baseline the first time', () => {
    const json = weeklyTrends(context, figures(), null);
    expect(json.period).toBe('2026-06-01 to 2026-06-07');
    expect(new Set(Object.values(json.trends))).toEqual(new Set(['no_baseline']));
  });
  it('compares with the week before', () => {
    const json = weeklyTrends(
      context,
      figures({ totalEntries: 1_200 }, [alert()]),
      figures({ errorEntries: 40 }),
    );
    expect(json.trends).toEqual({
      total_entries_trend: 'increasing',
      error_rate_trend: 'decreasing',
      anomaly_trend: 'increasing',
      risk_score_trend: 'worsening',
    });
    expect(json.key_insights.join(' ')).toContain(
      'New against the period before: Failed login burst',
    );
  });
});

describe('trends', () => {
  it('are stable within ten percent, the bound included', () => {
    expect(trendOf(110, 100)).toBe('stable');
    expect(trendOf(90, 100)).toBe('stable');
    expect(trendOf(0.33, 0.3)).toBe('stable');
    expect(trendOf(111, 100)).toBe('increasing');
    expect(trendOf(89, 100)).toBe('decreasing');
  });
  it('rise from nothing and stay at nothing', () => {
    expect(trendOf(1, 0)).toBe('increasing');
    expect(trendOf(0, 0)).toBe('stable');
  });
  it('of risk are worse when higher', () => {
    expect(riskTrendOf(0.8, 0.5)).toBe('worsening');
    expect(riskTrendOf(0.2, 0.5)).toBe('improving');
    expect(riskTrendOf(0.2, null)).toBe('no_baseline');
  });
});
