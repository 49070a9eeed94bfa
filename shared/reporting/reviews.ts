// The machine-readable reports of the reviews. Keys are fixed; every value is worked out from the
// figures of the period, and of the period before it where there is one.

import { counted as count } from '../base/counted.ts';
import { formatUtc, timeUs } from '../base/time.ts';
import type { TimeUs } from '../base/time.ts';
import type { Alert } from '../domain/alert.ts';
import type { CitedEvent, ReportSource } from '../domain/report.ts';
import type { RiskScore } from '../domain/risk.ts';
import type { Severity } from '../domain/severity.ts';
import { anomalyJson, evidenceJson, REPORT_SCHEMA_VERSION } from './anomalies.ts';
import type { AnomalyJson, EvidenceJson } from './anomalies.ts';
import { gravestFirst } from './sections/summary.ts';
import { score } from './wording.ts';
import { dateInZone } from './zoned-time.ts';

export interface PeriodFigures {
  readonly startUs: TimeUs;
  /** Not included. */
  readonly endUs: TimeUs;
  readonly totalEntries: number;
  /** Entries at level ERROR or above, or whose outcome is a failure. */
  readonly errorEntries: number;
  readonly alerts: readonly Alert[];
  readonly risk: RiskScore;
}

export interface ReviewContext {
  readonly caseId: string;
  readonly rulesDigest: string;
  /** IANA name: dates are those of this zone. */
  readonly zone: string;
  readonly sources: readonly Pick<ReportSource, 'source' | 'verification'>[];
  readonly generatedAtUs: TimeUs;
  /** Events that the anomalies may cite; others are named by their number alone. */
  readonly events: readonly CitedEvent[];
}

interface Common {
  readonly schema_version: number;
  readonly case_id: string;
  readonly rules_digest: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly evidence: readonly EvidenceJson[];
  readonly cumulative_risk: number;
  readonly max_single_risk: number;
  readonly anomalies: readonly AnomalyJson[];
}

export interface HourlyAnomaly extends Common {
  readonly report_type: 'hourly_anomaly';
  readonly timestamp: string;
  readonly anomalies_detected: number;
  readonly risk_score: number;
  readonly critical_issues: number;
  readonly high_priority_issues: number;
  readonly immediate_actions_required: readonly string[];
}

export interface DailySummary extends Common {
  readonly report_type: 'daily_summary';
  readonly period: string;
  readonly total_entries: number;
  readonly anomalies_detected: number;
  readonly risk_score: number;
  readonly top_threats: readonly string[];
  readonly recommendations: readonly string[];
}

export type Trend = 'increasing' | 'decreasing' | 'stable' | 'no_baseline';
export type RiskTrend = 'improving' | 'worsening' | 'stable' | 'no_baseline';

export interface WeeklyTrends extends Common {
  readonly report_type: 'weekly_trends';
  readonly period: string;
  readonly trends: {
    readonly total_entries_trend: Trend;
    readonly error_rate_trend: Trend;
    readonly anomaly_trend: Trend;
    readonly risk_score_trend: RiskTrend;
  };
  readonly key_insights: readonly string[];
}

const STABLE_WITHIN = 0.1;
const TOP_THREATS = 5;
/** Sums of decimal fractions are compared with a little slack, so that exactly 10 % is stable. */
const SLACK = 1e-9;

/** `stable` is within 10 % of the period before. */
export function trendOf(now: number, before: number | null): Trend {
  if (before === null) return 'no_baseline';
  if (Math.abs(now - before) <= Math.abs(before) * STABLE_WITHIN + SLACK) return 'stable';
  return now > before ? 'increasing' : 'decreasing';
}

export function riskTrendOf(now: number, before: number | null): RiskTrend {
  const trend = trendOf(now, before);
  if (trend === 'increasing') return 'worsening';
  return trend === 'decreasing' ? 'improving' : trend;
}

function common(context: ReviewContext, figures: PeriodFigures): Common {
  const byId = new Map(context.events.map((event) => [event.id, event]));
  return {
    schema_version: REPORT_SCHEMA_VERSION,
    case_id: context.caseId,
    rules_digest: context.rulesDigest,
    period_start: formatUtc(figures.startUs),
    period_end: formatUtc(figures.endUs),
    evidence: context.sources.map(({ source, verification }) => evidenceJson(source, verification)),
    cumulative_risk: figures.risk.cumulative,
    max_single_risk: figures.risk.maxSingle,
    anomalies: figures.alerts.map((alert) => anomalyJson(alert, byId)),
  };
}

function ofSeverity(alerts: readonly Alert[], severity: Severity): readonly Alert[] {
  return alerts.filter((alert) => alert.finding.severity === severity);
}

/** Actions of the findings, gravest first, each once. */
function actionsOf(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(gravestFirst(alerts).flatMap((alert) => alert.finding.actions))];
}

export function hourlyAnomaly(context: ReviewContext, figures: PeriodFigures): HourlyAnomaly {
  const critical = ofSeverity(figures.alerts, 'critical');
  const high = ofSeverity(figures.alerts, 'high');
  return {
    report_type: 'hourly_anomaly',
    timestamp: formatUtc(context.generatedAtUs),
    anomalies_detected: figures.alerts.length,
    risk_score: figures.risk.risk,
    critical_issues: critical.length,
    high_priority_issues: high.length,
    immediate_actions_required: actionsOf([...critical, ...high]),
    ...common(context, figures),
  };
}

/** Rule titles by the sum of what their findings add, largest first. */
function topThreats(figures: PeriodFigures): readonly string[] {
  const sums = new Map<string, number>();
  for (const part of figures.risk.contributions) {
    sums.set(part.title, (sums.get(part.title) ?? 0) + part.share);
  }
  return [...sums]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, TOP_THREATS)
    .map(([title]) => title);
}

/** A period without evidence is not a quiet one: what the sources cover is said instead. */
function noEvidence(context: ReviewContext): readonly string[] {
  return [
    'No entries lie in this period, so nothing can be said about its risk.',
    ...context.sources.map(({ source }) => {
      const { exhibit, name, firstTimeUs, lastTimeUs } = source;
      return firstTimeUs === null || lastTimeUs === null
        ? `${exhibit} ${name} has no dated entries.`
        : `${exhibit} ${name} covers ${formatUtc(firstTimeUs, 's')} to ${formatUtc(lastTimeUs, 's')}.`;
    }),
  ];
}

export function dailySummary(context: ReviewContext, figures: PeriodFigures): DailySummary {
  return {
    report_type: 'daily_summary',
    period: dateInZone(figures.startUs, context.zone),
    total_entries: figures.totalEntries,
    anomalies_detected: figures.alerts.length,
    risk_score: figures.risk.risk,
    top_threats: topThreats(figures),
    recommendations:
      figures.totalEntries === 0
        ? [...noEvidence(context), ...actionsOf(figures.alerts)]
        : [
            `Risk band ${figures.risk.band}: ${figures.risk.response}`,
            ...actionsOf(figures.alerts),
          ],
    ...common(context, figures),
  };
}

function errorRate(figures: PeriodFigures): number {
  return figures.totalEntries === 0 ? 0 : figures.errorEntries / figures.totalEntries;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function insights(
  context: ReviewContext,
  figures: PeriodFigures,
  before: PeriodFigures | null,
): readonly string[] {
  const lines: string[] = figures.totalEntries === 0 ? [...noEvidence(context)] : [];
  const then = (text: (period: PeriodFigures) => string): string =>
    before === null ? 'no period before to compare with' : `${text(before)} in the period before`;
  lines.push(
    `${count(figures.totalEntries, 'entry', 'entries')} (${then((period) => String(period.totalEntries))}), of which ${percent(errorRate(figures))} are errors (${then((period) => percent(errorRate(period)))}).`,
    `${count(figures.alerts.length, 'finding')} (${then((period) => String(period.alerts.length))}); risk ${score(figures.risk.risk)} (${then((period) => score(period.risk.risk))}), band ${figures.risk.band}.`,
  );
  const titles = new Set(figures.alerts.map((alert) => alert.finding.ruleTitle));
  if (before !== null) {
    const known = new Set(before.alerts.map((alert) => alert.finding.ruleTitle));
    const fresh = [...titles].filter((title) => !known.has(title)).toSorted();
    const gone = [...known].filter((title) => !titles.has(title)).toSorted();
    if (fresh.length > 0) lines.push(`New against the period before: ${fresh.join(', ')}.`);
    if (gone.length > 0) lines.push(`Not seen again: ${gone.join(', ')}.`);
  }
  const grave = ofSeverity(figures.alerts, 'critical');
  if (grave.length > 0) {
    const names = [...new Set(grave.map((alert) => alert.finding.ruleTitle))].join(', ');
    lines.push(`${count(grave.length, 'critical finding')}: ${names}.`);
  }
  return lines;
}

export function weeklyTrends(
  context: ReviewContext,
  figures: PeriodFigures,
  before: PeriodFigures | null,
): WeeklyTrends {
  const lastDay = dateInZone(timeUs(Math.max(figures.startUs, figures.endUs - 1)), context.zone);
  return {
    report_type: 'weekly_trends',
    period: `${dateInZone(figures.startUs, context.zone)} to ${lastDay}`,
    trends: {
      total_entries_trend: trendOf(figures.totalEntries, before?.totalEntries ?? null),
      error_rate_trend: trendOf(errorRate(figures), before === null ? null : errorRate(before)),
      anomaly_trend: trendOf(figures.alerts.length, before?.alerts.length ?? null),
      risk_score_trend: riskTrendOf(figures.risk.risk, before?.risk.risk ?? null),
    },
    key_insights: insights(context, figures, before),
    ...common(context, figures),
  };
}
