// The whole result of the verification, for the file attached to a report.

import { formatUtc } from '../base/time.ts';
import type { ReportModel, ReportSource } from '../domain/report.ts';
import { verdictLines } from './wording.ts';
import { REPORT_SCHEMA_VERSION, timeJson } from './anomalies.ts';

function sourceJson({ source, verification, verifiedAtUs }: ReportSource): Record<string, unknown> {
  const lines = verdictLines(source, verification);
  return {
    exhibit: source.exhibit,
    name: source.name,
    sha256: source.sha256,
    kind: verification?.kind ?? null,
    verdict: lines.verdict,
    checked: verification?.checked ?? 0,
    counts: verification?.counts ?? null,
    shows: lines.shows,
    doesNotShow: lines.doesNotShow,
    verified_at: timeJson(verifiedAtUs),
    head: verification?.head ?? null,
    entries: verification?.entries ?? [],
  };
}

export function integrityJson(model: ReportModel): Record<string, unknown> {
  return {
    schema_version: REPORT_SCHEMA_VERSION,
    report_type: 'integrity',
    case_id: model.caseId,
    timestamp: formatUtc(model.generatedAtUs),
    sources: model.sources.map(sourceJson),
  };
}
