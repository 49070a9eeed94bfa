// The risk of a period, always three figures: a mean alone falls when a harmless finding joins.

import type { Severity } from './severity.ts';

export const RISK_BANDS = ['low', 'medium', 'high', 'critical'] as const;
export type RiskBand = (typeof RISK_BANDS)[number];

export interface RiskContribution {
  readonly findingId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: number;
  /** weight × confidence. */
  readonly share: number;
}

export interface RiskScore {
  /** Σ(weight × confidence) ÷ n, 0 with none. */
  readonly risk: number;
  /** 1 − Π(1 − weight × confidence). */
  readonly cumulative: number;
  readonly maxSingle: number;
  readonly band: RiskBand;
  /** What the band asks for, in a phrase. */
  readonly response: string;
  readonly contributions: readonly RiskContribution[];
}
