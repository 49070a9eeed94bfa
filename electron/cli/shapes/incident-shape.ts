// Incidents as the command line prints them.

import type { Incident } from '../../../shared/domain/incident.ts';
import { utcText } from '../times.ts';

export function incidentShape(incident: Incident) {
  return {
    id: incident.id,
    title: incident.title,
    severity: incident.severity,
    status: incident.status,
    openedAt: utcText(incident.openedAtUs),
    openedBy: incident.openedBy,
    initialRisk: incident.initialRisk,
    sections: incident.sections,
    alerts: incident.alertIds,
    events: incident.eventIds,
    revision: incident.revision,
    report: incident.report,
  };
}
