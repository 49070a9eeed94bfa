// What the Overview says about risk and integrity, worked out without a screen.

import type { Overview } from '../../../shared/contract/areas/case.ts';
import type { RiskBand, RiskScore } from '../../../shared/domain/risk.ts';
import { SEVERITIES, type Severity } from '../../../shared/domain/severity.ts';
import { VERDICTS, type Verdict } from '../../../shared/domain/verdict.ts';

export interface RiskShown {
  /** The band whose colour is shown: never the green one while a CRITICAL alert is open. */
  readonly tone: RiskBand;
  readonly word: string;
  /** Why the colour is graver than the mean, empty where it is not. */
  readonly why: string;
}

export function riskShown(risk: RiskScore, openBySeverity: Overview['openBySeverity']): RiskShown {
  const criticals = openBySeverity['critical'] ?? 0;
  const word = risk.band.toUpperCase();
  if (criticals === 0 || risk.band === 'critical') return { tone: risk.band, word, why: '' };
  const alerts = criticals === 1 ? 'A CRITICAL alert is' : `${criticals} CRITICAL alerts are`;
  return {
    tone: risk.band === 'low' ? 'critical' : risk.band,
    word,
    why: `${alerts} open. The mean alone does not show that.`,
  };
}

export interface SeverityCount {
  readonly severity: Severity;
  readonly open: number;
}

/** All that raise alerts, gravest first, zeros too. */
export function openCounts(openBySeverity: Overview['openBySeverity']): readonly SeverityCount[] {
  return SEVERITIES.filter((severity) => severity !== 'informational').map((severity) => ({
    severity,
    open: openBySeverity[severity] ?? 0,
  }));
}

export interface VerdictCount {
  readonly verdict: Verdict;
  readonly sources: number;
}

export function verdictCounts(sources: Overview['sources']): {
  readonly counts: readonly VerdictCount[];
  readonly unchecked: number;
} {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    sources: sources.filter((each) => each.verification?.verdict === verdict).length,
  })).filter((each) => each.sources > 0);
  return { counts, unchecked: sources.filter((each) => each.verification === null).length };
}

/** Contributions to the risk, the largest first. */
export function largestContributions(risk: RiskScore): RiskScore['contributions'] {
  return risk.contributions.toSorted((a, b) => b.share - a.share);
}

/** How many of so many lines fit; one line is kept for saying how many do not. */
export function fitting(
  total: number,
  lines: number,
): { readonly shown: number; readonly more: number } {
  if (total <= lines) return { shown: total, more: 0 };
  const shown = Math.max(0, lines - 1);
  return { shown, more: total - shown };
}

/** A burst this many times the usual would press every other bucket flat on the axis. */
const BURST = 16;

/** How tall the bars of the event rate are drawn, so that quiet hours stay legible beside a burst. */
export function rateScale(rate: NonNullable<Overview['rate']>): 'linear' | 'root' {
  const buckets = Math.max(0, ...rate.series.map((each) => each.counts.length));
  const sums = Array.from({ length: buckets }, (_, at) =>
    rate.series.reduce((sum, each) => sum + (each.counts[at] ?? 0), 0),
  )
    .filter((count) => count > 0)
    .toSorted((a, b) => a - b);
  const median = sums[Math.floor(sums.length / 2)] ?? 0;
  return (sums.at(-1) ?? 0) > BURST * median ? 'root' : 'linear';
}

/** As many as anybody reads on the Overview; the evidence screen has all of them. */
const SOURCES_SHOWN = 40;

/** What has to be looked at first: the worst verdicts, then what was not checked, then the rest. */
export function worstFirst(sources: Overview['sources']): {
  readonly rows: Overview['sources'];
  readonly left: number;
} {
  const place = ({ verification }: Overview['sources'][number]): number =>
    verification === null ? UNCHECKED_PLACE : VERDICTS.indexOf(verification.verdict);
  const rows = sources
    .toSorted((one, other) => place(one) - place(other) || one.source.id - other.source.id)
    .slice(0, SOURCES_SHOWN);
  return { rows, left: sources.length - rows.length };
}
/** Behind what could not be checked, before what no seal protects. */
const UNCHECKED_PLACE = VERDICTS.indexOf('unverifiable') + 0.5;
