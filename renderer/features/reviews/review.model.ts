// Reviews for the screen: their schedule in words, and their report as lines.

import { scoreRisk, type ScoredFinding } from '../../../shared/analysis/risk.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { Review } from '../../../shared/contract/areas/reviews.ts';
import { SEVERITIES } from '../../../shared/domain/severity.ts';
import { formatClock, formatDate, formatSpan } from '../../ui/format.model.ts';

export const REVIEW_KINDS = ['hourly', 'daily', 'weekly'] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

export const REVIEW_PLAN: Readonly<
  Record<ReviewKind, { readonly when: string; readonly covers: string }>
> = {
  hourly: { when: 'every hour', covers: 'the last full hour' },
  daily: { when: '09:00', covers: 'the previous calendar day' },
  weekly: { when: 'Monday 09:00', covers: 'the previous week, Monday to Sunday' },
};

export interface ReportLine {
  readonly key: string;
  readonly values: readonly string[];
}

/** `critical_issues` as `Critical issues`. */
export function keyTitle(key: string): string {
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') {
    // Words of the machine-readable report, such as no_baseline.
    return /^[a-z]+(_[a-z]+)+$/.test(value) ? value.replaceAll('_', ' ') : value;
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? String(value) : String(Math.round(value * 1000) / 1000);
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return JSON.stringify(value);
}

const LEFT_OUT = new Set(['anomalies', 'evidence']);

/** The figures and lists of a machine-readable report; nested records become lines of their own. */
export function reportLines(report: Review['report']): readonly ReportLine[] {
  const lines: ReportLine[] = [];
  for (const [key, value] of Object.entries(report)) {
    if (LEFT_OUT.has(key)) continue;
    if (Array.isArray(value)) {
      const values = value.map(valueText).filter((text) => text !== '');
      lines.push({ key: keyTitle(key), values: values.length === 0 ? ['none'] : values });
    } else if (typeof value === 'object' && value !== null) {
      for (const [inner, innerValue] of Object.entries(value)) {
        lines.push({ key: keyTitle(inner), values: [valueText(innerValue)] });
      }
    } else lines.push({ key: keyTitle(key), values: [valueText(value)] });
  }
  return lines;
}

/** The days of a period that begins and ends at midnight, else its hours. */
export function periodText({ periodStartUs, periodEndUs }: Review, zone: string): string {
  const midnight = [periodStartUs, periodEndUs].every((us) => formatClock(us, zone) === '00:00:00');
  if (!midnight) return formatSpan(periodStartUs, periodEndUs, zone);
  const first = formatDate(periodStartUs, zone);
  const last = formatDate(timeUs(periodEndUs - 1), zone);
  return first === last ? first : `${first} – ${last}`;
}

/** A number of the report, undefined where it has none of that name. */
export function reportNumber(report: Review['report'], key: string): number | undefined {
  const value = report[key];
  return typeof value === 'number' ? value : undefined;
}

export interface ReviewFigures {
  readonly anomalies: number;
  readonly risk: number;
}

/** Every kind of report lists its anomalies; a weekly one names neither their number nor their risk. */
export function reviewFigures(report: Review['report']): ReviewFigures {
  const findings = scoredFindings(report);
  return {
    anomalies: reportNumber(report, 'anomalies_detected') ?? findings.length,
    risk: reportNumber(report, 'risk_score') ?? scoreRisk(findings).risk,
  };
}

function scoredFindings(report: Review['report']): readonly ScoredFinding[] {
  const { anomalies } = report;
  if (!Array.isArray(anomalies)) return [];
  return anomalies.flatMap((anomaly: unknown, at): readonly ScoredFinding[] => {
    if (typeof anomaly !== 'object' || anomaly === null) return [];
    const { severity, confidence } = anomaly as Record<string, unknown>;
    const known = SEVERITIES.find((each) => each === severity);
    if (known === undefined || typeof confidence !== 'number') return [];
    return [{ id: String(at), ruleTitle: '', severity: known, confidence }];
  });
}
