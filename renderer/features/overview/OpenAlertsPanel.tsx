// What waits for somebody: counts by severity, and the gravest alerts by name.

import type { Overview } from '../../../shared/contract/procedures.ts';
import { severityRank } from '../../../shared/domain/severity.ts';
import { formatCount } from '../../ui/format.model.ts';
import { Panel } from '../../ui/Layout.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { SeverityTag, toneStyle } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { openCounts } from './overview.model.ts';

const SHOWN = 12;

export function OpenAlertsPanel(props: { readonly overview: Overview }) {
  const { openAlerts, openBySeverity, detectedAtUs } = props.overview;
  const gravest = openAlerts.toSorted(
    (a, b) =>
      severityRank(a.finding.severity) - severityRank(b.finding.severity) ||
      a.finding.startUs - b.finding.startUs,
  );
  const more = gravest.length - SHOWN;
  return (
    <Panel
      title="Open alerts"
      padded={false}
      className="overview-alerts"
      actions={<a href={hashOf({ screen: 'alerts' })}>Open the queue</a>}
    >
      <ul className="severity-counts">
        {openCounts(openBySeverity).map((each) => (
          <li
            key={each.severity}
            style={toneStyle(each.severity)}
            data-none={each.open === 0 || undefined}
          >
            <a href={hashOf({ screen: 'alerts', params: { severity: each.severity } })}>
              <span className="num">{formatCount(each.open)}</span>
              <span>{each.severity}</span>
            </a>
          </li>
        ))}
      </ul>
      {gravest.length === 0 ? (
        <EmptyState compact title="No open alert">
          {detectedAtUs === null
            ? 'Detection has not run yet.'
            : `The ${props.overview.rulesEnabled} enabled rules found nothing that is still open in ${formatCount(props.overview.events)} events of ${props.overview.sources.length} sources.`}
        </EmptyState>
      ) : (
        <ul className="line-list">
          {gravest.slice(0, SHOWN).map(({ finding }) => (
            <li key={finding.id}>
              <SeverityTag severity={finding.severity} bare />
              <a
                className="ellipsis"
                href={hashOf({ screen: 'alerts', id: finding.id })}
                title={finding.explanation}
              >
                {finding.ruleTitle}
              </a>
              <span className="faint">
                <Time us={finding.startUs} precision="min" />
              </span>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p className="line-more faint">and {formatCount(more)} more in the queue</p>}
    </Panel>
  );
}
