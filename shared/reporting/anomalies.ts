// Findings and exhibits in machine-readable form; the keys are the same in every report.

import { formatUtc } from '../base/time.ts';
import type { TimeUs } from '../base/time.ts';
import type { Alert } from '../domain/alert.ts';
import type { CitedEvent } from '../domain/report.ts';
import type { Source } from '../domain/source.ts';
import type { Verification } from '../domain/verdict.ts';

export const REPORT_SCHEMA_VERSION = 1;

export interface EventReference {
  readonly id: number;
  /** Absent where the report does not cite the event. */
  readonly source?: string;
  readonly position?: string;
  readonly sequence?: number;
  readonly line?: number;
  readonly time?: string | null;
}

export interface AnomalyJson {
  readonly id: string;
  readonly rule: { readonly id: string; readonly title: string; readonly version: string };
  readonly severity: string;
  readonly confidence: number;
  readonly window: { readonly start: string; readonly end: string };
  readonly first_fire: string;
  readonly count: number;
  readonly events: readonly EventReference[];
  readonly group: Readonly<Record<string, string>>;
  readonly explanation: string;
  readonly actions: readonly string[];
  readonly alternatives: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly baseline: Alert['finding']['baseline'] | null;
  readonly matches: Alert['finding']['matches'];
  readonly state: string;
}

export interface EvidenceJson {
  readonly exhibit: string;
  readonly name: string;
  readonly sha256: string;
  readonly head: { readonly sequence: number; readonly hash: string } | null;
}

export function timeJson(time: TimeUs | null): string | null {
  return time === null ? null : formatUtc(time);
}

export function eventReference(id: number, byId: ReadonlyMap<number, CitedEvent>): EventReference {
  const event = byId.get(id);
  if (event === undefined) return { id };
  const numbered = /^(sequence|line) (\d+)$/.exec(event.position);
  const place =
    numbered === null
      ? {}
      : numbered[1] === 'line'
        ? { line: Number(numbered[2]) }
        : { sequence: Number(numbered[2]) };
  return {
    id,
    source: event.exhibit,
    position: event.position,
    ...place,
    time: event.timeUs === null ? null : formatUtc(event.timeUs, event.precision, event.nanos),
  };
}

export function anomalyJson(
  { finding, state }: Alert,
  byId: ReadonlyMap<number, CitedEvent>,
): AnomalyJson {
  return {
    id: finding.id,
    rule: { id: finding.ruleId, title: finding.ruleTitle, version: finding.ruleVersion },
    severity: finding.severity,
    confidence: finding.confidence,
    window: { start: formatUtc(finding.startUs), end: formatUtc(finding.endUs) },
    first_fire: formatUtc(finding.firstFireUs),
    count: finding.count,
    events: finding.eventIds.map((id) => eventReference(id, byId)),
    group: finding.group,
    explanation: finding.explanation,
    actions: finding.actions,
    alternatives: finding.falsePositives,
    parameters: finding.parameters,
    baseline: finding.baseline ?? null,
    matches: finding.matches,
    state,
  };
}

export function evidenceJson(source: Source, verification: Verification | null): EvidenceJson {
  const head = verification?.head;
  return {
    exhibit: source.exhibit,
    name: source.name,
    sha256: source.sha256,
    head: head === undefined ? null : { sequence: head.sequence, hash: head.hash },
  };
}
