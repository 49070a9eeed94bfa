// Incidents, and the alerts each is made of.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { QueryHandlers } from '../handlers.ts';

/** Throws FailureError where there is none of that number. */
export function incidentWithAlerts(
  store: CaseReader,
  id: string,
): { incident: Incident; alerts: Alert[] } {
  const incident = store.work.incident(id);
  if (!incident) throw new FailureError(failure('incident.unknown', `There is no incident ${id}.`));
  const alerts = incident.alertIds.flatMap((alertId) => {
    const alert = store.alerts.get(alertId);
    return alert ? [alert] : [];
  });
  return { incident, alerts };
}

export function incidentQueries(
  store: CaseReader,
): Pick<QueryHandlers, 'incidents.list' | 'incidents.get'> {
  return {
    'incidents.list': () => ({ incidents: store.work.incidents() }),
    'incidents.get': ({ id }) => incidentWithAlerts(store, id),
  };
}
