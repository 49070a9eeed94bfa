// What waits for somebody: counts by severity, and the gravest alerts by name.

import { useLayoutEffect, useRef, useState } from 'react';
import type { Overview } from '../../../shared/contract/areas/case.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import { severityRank } from '../../../shared/domain/severity.ts';
import { formatCount } from '../../ui/format.model.ts';
import { entitiesText } from '../../ui/entities.model.ts';
import { Panel } from '../../ui/Layout.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { SeverityTag, toneStyle } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { fitting, openCounts } from './overview.model.ts';

const LINE_PX = 29;

export function OpenAlertsPanel(props: { readonly overview: Overview }) {
  const { openAlerts, openBySeverity, detectedAtUs } = props.overview;
  const gravest = openAlerts.toSorted(
    (a, b) =>
      severityRank(a.finding.severity) - severityRank(b.finding.severity) ||
      a.finding.startUs - b.finding.startUs,
  );
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
        <AlertLines alerts={gravest} />
      )}
    </Panel>
  );
}

/** As many as the panel has room for; the last line then says how many more there are. */
function AlertLines(props: { readonly alerts: readonly Alert[] }) {
  const { alerts } = props;
  const list = useRef<HTMLUListElement>(null);
  const [lines, setLines] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const measure = () => setLines(Math.floor(element.clientHeight / LINE_PX));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { shown, more } = fitting(alerts.length, lines);
  return (
    <ul className="line-list alert-lines" ref={list}>
      {alerts.slice(0, shown).map(({ finding }) => {
        const entities = visibleText(entitiesText(finding.group));
        return (
          <li key={finding.id}>
            <SeverityTag severity={finding.severity} bare />
            <span className="alert-line" title={visibleText(finding.explanation)}>
              <a className="ellipsis" href={hashOf({ screen: 'alerts', id: finding.id })}>
                {finding.ruleTitle}
              </a>
              <span className="faint ellipsis log-text">{entities}</span>
            </span>
            <span className="faint num">
              <Time us={finding.startUs} precision="min" />
            </span>
          </li>
        );
      })}
      {more > 0 && (
        <li className="line-more">
          <a href={hashOf({ screen: 'alerts' })}>{formatCount(more)} more in the queue</a>
        </li>
      )}
    </ul>
  );
}
