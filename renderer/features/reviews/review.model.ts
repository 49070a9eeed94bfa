// Reviews for the screen: their schedule in words, and their report as lines.

import type { Review } from '../../../shared/contract/areas/reviews.ts';

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
  if (typeof value === 'string') return value;
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

/** A number of the report, undefined where it has none of that name. */
export function reportNumber(report: Review['report'], key: string): number | undefined {
  const value = report[key];
  return typeof value === 'number' ? value : undefined;
}
