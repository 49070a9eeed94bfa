// Alerts and the risk they make up.

import { scoreRisk } from '../../../shared/analysis/risk.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { TimeUs } from '../../../shared/base/time.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { RiskScore } from '../../../shared/domain/risk.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { QueryHandlers } from '../handlers.ts';

/** What the officer has called a false positive is no anomaly. */
export function anomaliesOf(alerts: readonly Alert[]): Finding[] {
  return alerts.filter((alert) => alert.state !== 'false positive').map((alert) => alert.finding);
}

/** A finding belongs to the period of its last event. */
export function riskOfPeriod(
  store: CaseReader,
  fromUs: TimeUs | null,
  toUs: TimeUs | null,
): RiskScore {
  return scoreRisk(anomaliesOf(store.alerts.endingIn(fromUs, toUs)));
}

export function alertQueries(
  store: CaseReader,
): Pick<QueryHandlers, 'alerts.list' | 'alerts.get' | 'risk.get'> {
  return {
    'alerts.list': () => ({ alerts: store.alerts.all() }),
    'alerts.get'({ id }) {
      const alert = store.alerts.get(id);
      if (!alert) throw new FailureError(failure('alert.unknown', `There is no alert ${id}.`));
      return alert;
    },
    'risk.get': ({ fromUs, toUs }) => riskOfPeriod(store, fromUs, toUs),
  };
}
