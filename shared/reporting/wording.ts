// The sentences of a report that are made, not written by the officer. They say what was checked and
// found, and never who did it or why.

import { counted as count, grouped } from '../base/counted.ts';
import { formatUtc } from '../base/time.ts';
import type { RiskScore } from '../domain/risk.ts';
import type { ReportModel, ReportSource } from '../domain/report.ts';
import type { Source } from '../domain/source.ts';
import type { Verdict, Verification } from '../domain/verdict.ts';
import { SEVERITY_WEIGHT } from '../domain/severity.ts';
import { isOpenState } from '../domain/alert.ts';

export function score(value: number): string {
  return value.toFixed(2);
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size.toFixed(1)} ${units[unit] ?? ''} (${grouped(bytes)} bytes)`;
}

export const VERDICT_MEANING: Readonly<Record<Verdict, string>> = {
  verified: 'matches its recorded digests',
  altered:
    'does not match its recorded digest: changed after sealing, damaged in copying, or a wrong reference',
  missing: 'named by a digest or a sequence, not in the material received',
  unverifiable: 'could not be checked with what was at hand',
  unprotected: 'only hashed since import',
};

export const RULE_SCORE_MEANING =
  'The rule score (0 to 1) says how clearly the condition of a rule was met, by the formula the rule names. It is not a probability.';

/** How the three figures of a period came about, with the numbers to redo them. */
export function riskExplanation(risk: RiskScore): readonly string[] {
  const n = risk.contributions.length;
  if (n === 0) {
    return [
      'No finding in the period, so all three figures are 0. This says nothing about events that the rules in use do not look for.',
    ];
  }
  const sum = risk.contributions.reduce((total, part) => total + part.share, 0);
  return [
    `Risk ${score(risk.risk)} is the sum of weight × rule score over all findings, divided by their number: ${score(sum)} ÷ ${n}. A mean falls when a minor finding joins a grave one, so two figures that cannot fall stand beside it.`,
    `Largest single ${score(risk.maxSingle)} is the highest weight × rule score of one finding. Cumulative ${score(risk.cumulative)} is 1 − Π(1 − weight × rule score).`,
    `Weights: critical ${SEVERITY_WEIGHT.critical.toFixed(1)}, high ${SEVERITY_WEIGHT.high}, medium ${SEVERITY_WEIGHT.medium}, low ${SEVERITY_WEIGHT.low}. ${RULE_SCORE_MEANING}`,
  ];
}

/** True where nothing open forbids showing a low figure as harmless. */
export function mayReassure(model: ReportModel): boolean {
  return !model.alerts.some(
    (alert) => alert.finding.severity === 'critical' && isOpenState(alert.state),
  );
}

export function span(source: Source): string {
  if (source.firstTimeUs === null || source.lastTimeUs === null) return 'no dated event';
  return `${formatUtc(source.firstTimeUs, 's')} to ${formatUtc(source.lastTimeUs, 's')}`;
}

export function coverageLine({ source, notLogged }: ReportSource): string {
  const rejected =
    source.rejected === 0 ? 'no record rejected' : `${count(source.rejected, 'record')} rejected`;
  const missing = notLogged.trim() === '' ? '' : ` Does not log: ${notLogged.replace(/\.$/, '')}.`;
  return `${source.exhibit} ${source.name}: ${span(source)}, ${count(source.events, 'event')}, ${rejected}.${missing}`;
}

/** A negative is never bare: it carries what was looked at. */
export function noneFound(what: string, sources: readonly ReportSource[]): readonly string[] {
  if (sources.length === 0) return [`${what}: none found, and no exhibit was looked at.`];
  return [`${what}: none found. Looked at:`, ...sources.map(coverageLine)];
}

export interface VerdictLines {
  readonly verdict: Verdict;
  readonly result: string;
  readonly shows: string;
  readonly doesNotShow: string;
}

export function verdictLines(source: Source, verification: Verification | null): VerdictLines {
  if (verification === null) {
    return {
      verdict: 'unprotected',
      result: `${source.exhibit} was not verified; it has only been hashed since import.`,
      shows:
        'That the material read for this report is the material with the SHA-256 printed here.',
      doesNotShow: 'Whether it was changed before it was imported.',
    };
  }
  const parts = (['verified', 'altered', 'missing', 'unverifiable', 'unprotected'] as const)
    .filter((verdict) => verification.counts[verdict] > 0)
    .map((verdict) => `${grouped(verification.counts[verdict])} ${verdict}`);
  const unit = verification.kind === 'hash-chain' ? 'entry' : 'file';
  const checked = count(verification.checked, unit, unit === 'entry' ? 'entries' : 'files');
  return {
    verdict: verification.verdict,
    result: `${checked} checked${parts.length === 0 ? '' : `: ${parts.join(', ')}`}. ${capital(verification.verdict)} means: ${VERDICT_MEANING[verification.verdict]}.`,
    shows: verification.shows,
    doesNotShow: verification.doesNotShow,
  };
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A sentence with the full stop it may lack. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
