// The risk of a set of findings, and how an officer's verdicts move a rule's score.

import { SEVERITY_WEIGHT, type Severity } from '../domain/severity.ts';
import type { RiskBand, RiskContribution, RiskScore } from '../domain/risk.ts';

export interface ScoredFinding {
  readonly id: string;
  readonly ruleTitle: string;
  readonly severity: Severity;
  readonly confidence: number;
}

const BANDS: readonly {
  readonly below: number;
  readonly band: RiskBand;
  readonly response: string;
}[] = [
  { below: 0.3, band: 'low', response: 'Routine monitoring and documentation' },
  { below: 0.6, band: 'medium', response: 'Standard investigation and scheduled review' },
  { below: 0.8, band: 'high', response: 'Priority investigation, management notified' },
  { below: Number.POSITIVE_INFINITY, band: 'critical', response: 'Immediate incident response' },
];

/** Products of decimals such as 0.7 × 0.8 are meant as decimals: 0.56, not 0.5599999999999999. */
function decimal(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}

export function scoreRisk(findings: readonly ScoredFinding[]): RiskScore {
  const contributions = findings
    .map((finding): RiskContribution => ({
      findingId: finding.id,
      title: finding.ruleTitle,
      severity: finding.severity,
      confidence: finding.confidence,
      share: decimal(SEVERITY_WEIGHT[finding.severity] * clamp(finding.confidence)),
    }))
    .toSorted((a, b) => b.share - a.share || (a.findingId < b.findingId ? -1 : 1));
  let sum = 0;
  let untouched = 1;
  for (const { share } of contributions) {
    sum += share;
    untouched *= 1 - share;
  }
  const risk = contributions.length === 0 ? 0 : decimal(Math.min(1, sum / contributions.length));
  return {
    risk,
    cumulative: decimal(1 - untouched),
    maxSingle: contributions[0]?.share ?? 0,
    ...bandOf(risk),
    contributions,
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

export function bandOf(risk: number): { readonly band: RiskBand; readonly response: string } {
  const found = BANDS.find(({ below }) => risk < below) ?? BANDS[BANDS.length - 1];
  return { band: found?.band ?? 'critical', response: found?.response ?? '' };
}

/**
 * @param trueVerdicts how often the officer confirmed a finding of the rule
 * @param falseVerdicts how often one was a false positive
 */
export function adjustConfidence(
  confidence: number,
  trueVerdicts: number,
  falseVerdicts: number,
): number {
  return (confidence * (trueVerdicts + 4)) / (trueVerdicts + falseVerdicts + 4);
}
