// What opening evidence led to, in a line: what was read, whether it is sound, what was found in it.

import type { Output } from '../../shared/contract/procedures.ts';
import { isOpenState } from '../../shared/domain/alert.ts';
import { SEVERITIES, type Severity } from '../../shared/domain/severity.ts';
import { worstVerdict, type Verdict } from '../../shared/domain/verdict.ts';

export interface FoundAlerts {
  readonly open: number;
  /** The gravest first, those that have none left out. */
  readonly bySeverity: readonly { readonly severity: Severity; readonly open: number }[];
  readonly rules: number;
  readonly notLoaded: number;
}

export interface OpeningOutcome {
  /** The only source, or how many there are. */
  readonly name: string;
  readonly events: number;
  readonly rejected: number;
  /** The worst of them; null where a check did not come to its end. */
  readonly verdict: Verdict | null;
  /** Where to look at the source with the worst verdict. */
  readonly worstSourceId: number | null;
  /** Null where detection did not come to its end. */
  readonly alerts: FoundAlerts | null;
}

type Imported = Output<'evidence.import'>;

/** As many files as one call takes. */
const PORTION = 1_000;

export function inPortions<T>(files: readonly T[]): readonly (readonly T[])[] {
  const portions: (readonly T[])[] = [];
  for (let at = 0; at < files.length; at += PORTION) portions.push(files.slice(at, at + PORTION));
  return portions;
}

/** What two portions of one opening came to. */
export function joined(before: Imported | undefined, more: Imported): Imported {
  if (before === undefined) return more;
  return {
    sources: [...before.sources, ...more.sources],
    notOpened: [...(before.notOpened ?? []), ...(more.notOpened ?? [])],
    seconds: before.seconds + more.seconds,
  };
}

type Read = Output<'evidence.import'>['sources'];
type Checked = Output<'evidence.verify'>['sources'];

export function openingOutcome(
  fresh: Read,
  checked: Checked,
  detected: Output<'detect.run'> | null,
): OpeningOutcome {
  const ids = new Set(fresh.map(({ source }) => source.id));
  const verdicts = checked.flatMap(({ source, verification }) =>
    ids.has(source.id) && verification ? [{ id: source.id, verdict: verification.verdict }] : [],
  );
  const complete = fresh.every(({ source }) => verdicts.some((each) => each.id === source.id));
  const worst = worstVerdict(verdicts.map((each) => each.verdict)) ?? null;
  const [only] = fresh;
  return {
    name: fresh.length === 1 && only ? only.source.name : `${fresh.length} sources`,
    events: fresh.reduce((sum, { source }) => sum + source.events, 0),
    rejected: fresh.reduce((sum, { source }) => sum + source.rejected, 0),
    verdict: complete ? worst : null,
    worstSourceId: verdicts.find((each) => each.verdict === worst)?.id ?? only?.source.id ?? null,
    alerts: detected && found(detected),
  };
}

function found(detected: Output<'detect.run'>): FoundAlerts {
  const open = detected.alerts.filter((alert) => isOpenState(alert.state));
  return {
    open: open.length,
    bySeverity: SEVERITIES.map((severity) => ({
      severity,
      open: open.filter((alert) => alert.finding.severity === severity).length,
    })).filter((each) => each.open > 0),
    rules: detected.rules,
    notLoaded: detected.notLoaded.length,
  };
}
