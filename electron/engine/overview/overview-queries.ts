// Everything the first screen shows, in one consistent view.

import { US_PER_DAY, timeUs } from '../../../shared/base/time.ts';
import { scoreRisk } from '../../../shared/analysis/risk.ts';
import type { Overview } from '../../../shared/contract/areas/case.ts';
import { isOpenState, type Alert } from '../../../shared/domain/alert.ts';
import { SEVERITIES, severityRank } from '../../../shared/domain/severity.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { anomaliesOf } from '../alerts/alert-queries.ts';
import { withVerdict } from '../evidence/evidence-queries.ts';
import type { QueryHandlers } from '../handlers.ts';
import { droppedEvents } from '../retention/dropped-events.ts';
import type { EngineHost } from '../host.ts';
import { nextReviewsOf } from '../reviews/review-queries.ts';
import { roundBuckets, type unfilteredRate } from '../events/timeline-queries.ts';
import type { RuleCatalogue } from '../rules/rule-catalogue.ts';

const RATE_BUCKETS = 240;

export function overviewQueries(
  store: CaseReader,
  host: EngineHost,
  catalogue: RuleCatalogue,
  rate: (range: Parameters<typeof unfilteredRate>[2]) => ReturnType<typeof unfilteredRate>,
): Pick<QueryHandlers, 'overview.get'> {
  return {
    'overview.get'(_input, scope) {
      const alerts = store.alerts.all();
      const open = alerts.filter((alert) => isOpenState(alert.state));
      const events = store.events.count();
      return {
        risk: scoreRisk(anomaliesOf(alerts)),
        riskByDay: riskByDay(alerts),
        openBySeverity: Object.fromEntries(
          SEVERITIES.map((severity) => [
            severity,
            open.filter((alert) => alert.finding.severity === severity).length,
          ]),
        ),
        openAlerts: [...open].sort(byUrgency),
        sources: store.sources.all().map((source) => withVerdict(store, source, scope)),
        rate: rateOf(store, rate),
        alertMarks: alerts
          .filter((alert) => alert.state !== 'false positive')
          .map(({ finding }) => ({
            id: finding.id,
            title: finding.ruleTitle,
            severity: finding.severity,
            startUs: finding.startUs,
            endUs: finding.endUs,
          })),
        events,
        detectedAtUs: store.work.lastDetection()?.atUs ?? null,
        rulesEnabled: catalogue.current().rules.filter((rule) => rule.enabled && rule.loaded)
          .length,
        nextReviews: nextReviewsOf(store, host),
        ...droppedEvents(store),
      } satisfies Overview;
    },
  };
}

function rateOf(
  store: CaseReader,
  rate: (range: Parameters<typeof unfilteredRate>[2]) => Overview['rate'],
): Overview['rate'] {
  const span = store.columns.span();
  return span ? rate(roundBuckets(span.first, timeUs(span.last + 1), RATE_BUCKETS)) : null;
}

function byUrgency(a: Alert, b: Alert): number {
  return (
    severityRank(a.finding.severity) - severityRank(b.finding.severity) ||
    a.finding.startUs - b.finding.startUs
  );
}

/** One point per UTC day that has a finding. */
function riskByDay(alerts: readonly Alert[]): Overview['riskByDay'] {
  const days = new Map<number, Alert[]>();
  for (const alert of alerts) {
    const day = Math.floor(alert.finding.endUs / US_PER_DAY) * US_PER_DAY;
    const list = days.get(day);
    if (list) list.push(alert);
    else days.set(day, [alert]);
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, ofDay]) => {
      const { risk, cumulative, maxSingle, contributions } = scoreRisk(anomaliesOf(ofDay));
      return { dayUs: timeUs(day), risk, cumulative, maxSingle, findings: contributions.length };
    });
}
