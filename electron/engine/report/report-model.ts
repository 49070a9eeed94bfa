// Gathers what a report says from the case. Decides nothing about looks.

import { US_PER_HOUR, US_PER_SECOND, timeUs, type TimeUs } from '../../../shared/base/time.ts';
import { scoreRisk } from '../../../shared/analysis/risk.ts';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { Input } from '../../../shared/contract/procedures.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type {
  CitedEvent,
  RateChart,
  ReportModel,
  ReportSource,
} from '../../../shared/domain/report.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { caseInfo } from '../case/case-info.ts';
import { anomaliesOf } from '../alerts/alert-queries.ts';
import { roundBuckets } from '../events/timeline-queries.ts';
import { CHAINED_FORMAT } from '../evidence/verify-source.ts';
import type { EngineHost } from '../host.ts';
import { incidentWithAlerts } from '../incidents/incident-queries.ts';
import type { ReadEngine } from '../read-engine.ts';
import { runSelftest } from '../tools/selftest-job.ts';

export type ReportSubject = Input<'report.make'>['of'];

/** Lines of the evidence timeline; what goes beyond is counted in the report, and in the case. */
const MOST_CITED = 2_000;
const RATE_BUCKETS = 160;

interface Subject {
  readonly kind: ReportModel['kind'];
  readonly title: string;
  readonly incident: Incident | null;
  readonly alerts: readonly Alert[];
  readonly eventIds: readonly number[];
  readonly fromUs: TimeUs | null;
  readonly toUs: TimeUs | null;
}

export function reportModel(
  engine: ReadEngine,
  host: EngineHost,
  of: ReportSubject,
  command: string,
): ReportModel {
  const { store } = engine;
  const info = caseInfo(store);
  const subject = subjectOf(engine, of);
  const { cited, left } = citedEvents(engine, subject);
  const { rules, set } = engine.catalogue.current();
  const span = store.columns.span();
  const fired = new Set(subject.alerts.map((alert) => alert.finding.ruleId));
  const { incident } = subject;
  return {
    kind: subject.kind,
    title: subject.title,
    number: incident?.id ?? '',
    status: incident?.report.status ?? 'draft',
    version: incident?.report.version ?? 1,
    classification: 'Confidential',
    author: info.examiner,
    reviewer: incident?.report.reviewer ?? '',
    caseId: info.id,
    caseName: info.name,
    generatedAtUs: host.nowUs(),
    periodStartUs: subject.fromUs ?? span?.first ?? null,
    periodEndUs: subject.toUs ?? (span ? nextSecond(span.last) : null),
    zone: info.settings.zone,
    appVersion: host.version,
    selftest: runSelftest(),
    rulesDigest: set.digest,
    ruleCount: rules.filter((rule) => rule.enabled && rule.loaded).length,
    threatListEntries: parseThreatList(info.settings.threatList).entries,
    incident,
    risk: scoreRisk(anomaliesOf(subject.alerts)),
    alerts: subject.alerts,
    sources: reportSources(engine),
    rate: rateChart(engine, subject),
    events: cited,
    eventsNotListed: left,
    command,
    quietRules: rules
      .filter((rule) => rule.enabled && rule.loaded && rule.applicable && !fired.has(rule.id))
      .map((rule) => rule.title),
  };
}

/** A period that ends with the evidence ends after its last event, at a whole second. */
function nextSecond(time: TimeUs): TimeUs {
  return timeUs((Math.floor(time / US_PER_SECOND) + 1) * US_PER_SECOND);
}

function subjectOf(engine: ReadEngine, of: ReportSubject): Subject {
  const { store } = engine;
  switch (of.kind) {
    case 'incident': {
      const { incident, alerts } = incidentWithAlerts(store, of.id);
      return {
        kind: 'incident',
        title: incident.title,
        incident,
        alerts,
        eventIds: incident.eventIds,
        fromUs: null,
        toUs: null,
      };
    }
    case 'alert': {
      const alert = store.alerts.get(of.id);
      if (!alert) throw new FailureError(failure('alert.unknown', `There is no alert ${of.id}.`));
      return {
        kind: 'alert',
        title: alert.finding.ruleTitle,
        incident: null,
        alerts: [alert],
        eventIds: [],
        fromUs: null,
        toUs: null,
      };
    }
    case 'period':
      return {
        kind: 'period',
        title: `Review of ${caseInfo(store).name}`,
        incident: null,
        alerts: store.alerts
          .endingIn(of.fromUs, of.toUs)
          .filter((alert) => alert.state !== 'false positive'),
        eventIds: [],
        fromUs: of.fromUs,
        toUs: of.toUs,
      };
  }
}

/** Every contributing event while there is room; then an equal share of each finding's events. */
export function citedEvents(
  engine: ReadEngine,
  subject: Pick<Subject, 'alerts' | 'eventIds'>,
): { readonly cited: CitedEvent[]; readonly left: number } {
  const lists = [subject.eventIds, ...subject.alerts.map((alert) => alert.finding.eventIds)].filter(
    (list) => list.length > 0,
  );
  const all = new Set(lists.flat());
  const chosen = new Set<number>();
  for (let place = 0; chosen.size < Math.min(MOST_CITED, all.size); place++) {
    for (const list of lists) {
      const id = list[place];
      if (id !== undefined && chosen.size < MOST_CITED) chosen.add(id);
    }
  }
  const cited = engine.rows
    .details([...chosen])
    .sort((a, b) => (a.timeUs ?? Infinity) - (b.timeUs ?? Infinity) || a.id - b.id)
    .map(citedEvent);
  return { cited, left: all.size - chosen.size };
}

function citedEvent(event: EventDetail): CitedEvent {
  return {
    id: event.id,
    exhibit: event.exhibit,
    position: placeOf(event),
    timeUs: event.timeUs,
    precision: event.precision,
    nanos: event.nanos,
    actor: event.user,
    origin: event.ip,
    action: event.action,
    outcome: event.outcome,
    summary: event.summary,
    raw: event.raw,
    verdict: event.verdict?.verdict ?? '',
    sha256: event.sha256,
  };
}

function placeOf(event: EventDetail): string {
  const sequence = event.fields['sequence_number'];
  if (typeof sequence === 'number' || typeof sequence === 'string') {
    return `sequence ${String(sequence)}`;
  }
  return `byte ${String(event.position)} of ${event.file}`;
}

export function reportSources({ store }: ReadEngine): ReportSource[] {
  return store.sources.all().map((source) => {
    const stored = store.sources.verification(source.id);
    return {
      source,
      verification: stored?.verification ?? null,
      verifiedAtUs: stored?.atUs ?? null,
      notLogged: formatById(source.format || CHAINED_FORMAT)?.notLogged ?? '',
    };
  });
}

/** The whole evidence, or the stretch around an incident's findings. */
function rateChart(engine: ReadEngine, subject: Subject): RateChart {
  const span = engine.store.columns.span();
  const findings = subject.alerts.map((alert) => alert.finding);
  let fromUs = subject.fromUs ?? span?.first ?? timeUs(0);
  let toUs = subject.toUs ?? (span ? timeUs(span.last + 1) : timeUs(1));
  if (subject.kind !== 'period' && findings.length > 0) {
    const first = Math.min(...findings.map((finding) => finding.startUs));
    const last = Math.max(...findings.map((finding) => finding.endUs));
    const margin = Math.max(2 * (last - first), 6 * US_PER_HOUR);
    fromUs = timeUs(Math.max(fromUs, first - margin));
    toUs = timeUs(Math.min(toUs, last + margin));
  }
  const range = roundBuckets(fromUs, toUs, RATE_BUCKETS);
  const histogram = engine.rate(range);
  return {
    fromUs: range.fromUs,
    toUs: range.toUs,
    bucketUs: histogram.bucketUs,
    counts: histogram.series[0]?.counts ?? [],
    marks: findings.map((finding) => ({
      startUs: finding.startUs,
      endUs: finding.endUs,
      label: finding.ruleTitle,
    })),
  };
}
