// Incidents: opened from alerts or events, edited revision by revision, with the state of their
// report. A final report never changes; an amendment starts a new version.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { msOf } from '../../../shared/base/time.ts';
import { scoreRisk } from '../../../shared/analysis/risk.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { Incident, IncidentSections } from '../../../shared/domain/incident.ts';
import { severityRank, type Severity } from '../../../shared/domain/severity.ts';
import type { CommandHandlers } from '../handlers.ts';
import type { WriteContext } from '../write-context.ts';

type Commands = Pick<
  CommandHandlers,
  'incidents.open' | 'incidents.update' | 'incidents.setReportStatus'
>;

export function incidentCommands({ store, host, audit, who }: WriteContext): Commands {
  const incidentOf = (id: string): Incident => {
    const incident = store.read.work.incident(id);
    if (!incident) throw new FailureError(failure('incident.unknown', `There is no ${id}.`));
    return incident;
  };
  const save = (incident: Incident): Incident => {
    store.work.updateIncident(incident, host.nowUs(), who());
    return incident;
  };
  return {
    'incidents.open'({ title, alertIds, eventIds }) {
      if (alertIds.length + eventIds.length === 0) {
        throw new FailureError(
          failure('incident.empty', 'An incident starts from at least one alert or event.'),
        );
      }
      const alerts = alertIds.map((id) => {
        const alert = store.read.alerts.get(id);
        if (!alert) throw new FailureError(failure('alert.unknown', `There is no alert ${id}.`));
        if (alert.incidentId !== null) {
          throw new FailureError(
            failure(
              'alert.has-incident',
              `${alert.finding.ruleTitle} belongs to ${alert.incidentId}.`,
            ),
          );
        }
        return alert;
      });
      const now = host.nowUs();
      const year = new Date(msOf(now)).getUTCFullYear();
      const number = store.work.nextIncidentNumber(year);
      const id = `INC-${String(year)}-${String(number).padStart(3, '0')}`;
      const incident: Incident = {
        id,
        title: title.trim() === '' ? (alerts[0]?.finding.ruleTitle ?? 'Incident') : title.trim(),
        severity: gravest(alerts),
        status: 'open',
        openedAtUs: now,
        openedBy: who(),
        initialRisk: scoreRisk(alerts.map((alert) => alert.finding)).risk,
        sections: firstSections(alerts),
        alertIds,
        eventIds,
        revision: 1,
        report: { status: 'draft', version: 1, author: who(), reviewer: '', amendmentReason: '' },
      };
      store.work.addIncident(incident, year, number, who());
      for (const alert of alerts) store.alerts.setIncident(alert.finding.id, id);
      audit.add('incident opened', `${id}: ${incident.title}`);
      return incident;
    },
    'incidents.update'({ id, revision, title, severity, status, sections }) {
      const before = incidentOf(id);
      if (before.revision !== revision) {
        throw new FailureError(
          failure(
            'incident.newer-revision',
            `${id} was changed meanwhile (revision ${String(before.revision)}); load it again.`,
          ),
        );
      }
      if (before.report.status === 'final') {
        throw new FailureError(
          failure(
            'incident.final',
            `The report of ${id} is final; amend it to start a new version.`,
          ),
        );
      }
      audit.add('incident edited', `${id}: revision ${String(revision + 1)}`);
      return save({ ...before, title, severity, status, sections, revision: revision + 1 });
    },
    'incidents.setReportStatus'({ id, status, reviewer, reason }) {
      const before = incidentOf(id);
      const report = nextReport(before, status, reviewer, reason, who());
      audit.add('report status', `${id}: ${before.report.status} → ${report.status}`);
      return save({ ...before, revision: before.revision + 1, report });
    },
  };
}

function nextReport(
  incident: Incident,
  status: Incident['report']['status'],
  reviewer: string,
  reason: string,
  author: string,
): Incident['report'] {
  const { report } = incident;
  if (report.status === 'final') {
    if (status !== 'draft' || reason.trim() === '') {
      throw new FailureError(
        failure('incident.final', 'A final report stays; an amendment needs a reason.'),
      );
    }
    return {
      status: 'draft',
      version: report.version + 1,
      author,
      reviewer: '',
      amendmentReason: reason,
    };
  }
  if (status === 'final') {
    const name = reviewer.trim() === '' ? report.reviewer : reviewer.trim();
    const authorName = report.author.split(' · ')[0] ?? report.author;
    if (name === '' || name.toLowerCase() === authorName.toLowerCase()) {
      throw new FailureError(
        failure(
          'incident.reviewer',
          'A final report needs a reviewer who is another person than its author.',
        ),
      );
    }
    return { ...report, status, reviewer: name };
  }
  return {
    ...report,
    status,
    reviewer: reviewer.trim() === '' ? report.reviewer : reviewer.trim(),
  };
}

function gravest(alerts: readonly Alert[]): Severity {
  let severity: Severity = alerts.length === 0 ? 'medium' : 'informational';
  for (const { finding } of alerts) {
    if (severityRank(finding.severity) < severityRank(severity)) severity = finding.severity;
  }
  return severity;
}

/** What the evidence already says; the officer goes on from there. */
function firstSections(alerts: readonly Alert[]): IncidentSections {
  const systems = new Set<string>();
  for (const { finding } of alerts) {
    for (const [field, value] of Object.entries(finding.group)) {
      // A threat list's findings are grouped by the listed value itself.
      systems.add(field === 'value' ? `listed: ${value}` : `${field}: ${value}`);
    }
  }
  return {
    description: alerts.map(({ finding }) => finding.explanation).join('\n'),
    affectedSystems: [...systems].join('\n'),
    detectionMethod: [...new Set(alerts.map(({ finding }) => `Rule "${finding.ruleTitle}"`))].join(
      '\n',
    ),
    primaryCause: '',
    contributingFactors: '',
    impact: '',
    remediation: [...new Set(alerts.flatMap(({ finding }) => finding.actions))].join('\n'),
    lessons: '',
    openQuestions: '',
    followUps: [],
  };
}
