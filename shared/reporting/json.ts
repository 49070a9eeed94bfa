// The report for machines: the same facts as the PDF, under keys that do not change.

import { formatUtc } from '../base/time.ts';
import type { CitedEvent, ReportModel, ReportSource } from '../domain/report.ts';
import { anomalyJson, evidenceJson, REPORT_SCHEMA_VERSION, timeJson } from './anomalies.ts';
import { integrityJson } from './integrity-json.ts';

function sourceJson(
  { source, notLogged }: ReportSource,
  integrity: unknown,
): Record<string, unknown> {
  return {
    exhibit: source.exhibit,
    name: source.name,
    path: source.path,
    format: source.format,
    status: source.status,
    files: source.files,
    bytes: source.bytes,
    sha256: source.sha256,
    events: source.events,
    rejected: source.rejected,
    skipped: source.skipped,
    undated: source.undated,
    first_time: timeJson(source.firstTimeUs),
    last_time: timeJson(source.lastTimeUs),
    not_logged: notLogged,
    custody: source.custody,
    transfers: source.transfers,
    verification: integrity,
  };
}

function eventJson(event: CitedEvent): Record<string, unknown> {
  return {
    id: event.id,
    exhibit: event.exhibit,
    position: event.position,
    time: event.timeUs === null ? null : formatUtc(event.timeUs, event.precision, event.nanos),
    precision: event.precision,
    actor: event.actor,
    origin: event.origin,
    action: event.action,
    outcome: event.outcome,
    summary: event.summary,
    verdict: event.verdict,
    sha256: event.sha256,
    raw: event.raw,
  };
}

/** @param model with its secrets masked */
export function reportJson(model: ReportModel): Record<string, unknown> {
  const byId = new Map(model.events.map((event) => [event.id, event]));
  const integrity = integrityJson(model)['sources'];
  const verifications: readonly unknown[] = Array.isArray(integrity) ? integrity : [];
  return {
    schema_version: REPORT_SCHEMA_VERSION,
    report_type: model.kind,
    title: model.title,
    number: model.number,
    status: model.status,
    version: model.version,
    classification: model.classification,
    author: model.author,
    reviewer: model.reviewer,
    timestamp: formatUtc(model.generatedAtUs),
    case_id: model.caseId,
    case_name: model.caseName,
    period_start: timeJson(model.periodStartUs),
    period_end: timeJson(model.periodEndUs),
    zone: model.zone,
    app_version: model.appVersion,
    selftest: { ok: model.selftest.every(({ ok }) => ok), results: model.selftest },
    rules_digest: model.rulesDigest,
    rules: model.ruleCount,
    threat_list_entries: model.threatListEntries,
    evidence: model.sources.map(({ source, verification }) => evidenceJson(source, verification)),
    risk: model.risk.risk,
    risk_band: model.risk.band,
    cumulative_risk: model.risk.cumulative,
    max_single_risk: model.risk.maxSingle,
    response: model.risk.response,
    contributions: model.risk.contributions,
    anomalies_detected: model.alerts.length,
    anomalies: model.alerts.map((alert) => anomalyJson(alert, byId)),
    incident: model.incident,
    response_log: model.alerts.flatMap((alert) =>
      alert.steps.map((step) => ({
        anomaly: alert.finding.id,
        at: formatUtc(step.atUs),
        who: step.who,
        from: step.from,
        to: step.to,
        note: step.note,
      })),
    ),
    sources: model.sources.map((source, index) => sourceJson(source, verifications[index] ?? null)),
    events: model.events.map(eventJson),
    events_not_listed: model.eventsNotListed,
    quiet_rules: model.quietRules,
    command: model.command,
  };
}
