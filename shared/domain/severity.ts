// Severities with their weights and response times, as the customer's table sets them.

import { US_PER_HOUR, US_PER_MINUTE } from '../base/time.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** 0 is gravest. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** The share a finding of this severity adds to the risk score, before its confidence. */
export const SEVERITY_WEIGHT: Readonly<Record<Severity, number>> = {
  critical: 1,
  high: 0.7,
  medium: 0.4,
  low: 0.2,
  informational: 0,
};

/** Microseconds within which an alert is to be acknowledged; informational raises none. */
export const RESPONSE_TIME_US: Readonly<Record<Exclude<Severity, 'informational'>, number>> = {
  critical: 15 * US_PER_MINUTE,
  high: US_PER_HOUR,
  medium: 4 * US_PER_HOUR,
  low: 24 * US_PER_HOUR,
};
