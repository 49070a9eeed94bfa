// What an incident rests on: its alerts and single events.

import type { Alert } from '../../../shared/domain/alert.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import { formatCount } from '../../ui/format.model.ts';
import { Section } from '../../ui/Layout.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { SeverityTag } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';

export function IncidentLinks(props: {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
}) {
  const { incident, alerts } = props;
  return (
    <div className="incident-links">
      <Section title="Alerts">
        {alerts.length === 0 ? (
          <p className="faint">Opened from events alone.</p>
        ) : (
          <ul>
            {alerts.map(({ finding, state }) => (
              <li key={finding.id}>
                <SeverityTag severity={finding.severity} bare />
                <a className="ellipsis" href={hashOf({ screen: 'alerts', id: finding.id })}>
                  {finding.ruleTitle}
                </a>
                <span className="faint">
                  <Time us={finding.startUs} precision="min" />
                </span>
                <span className="num">{formatCount(finding.eventIds.length)} events</span>
                <span>{state}</span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Single events">
        {incident.eventIds.length === 0 ? (
          <p className="faint">None beside those of the alerts.</p>
        ) : (
          <p className="event-links">
            {incident.eventIds.map((id) => (
              <a key={id} href={hashOf({ screen: 'timeline', params: { event: id } })}>
                event {formatCount(id)}
              </a>
            ))}
          </p>
        )}
      </Section>
      <Section title="Opened">
        <p>
          <Time us={incident.openedAtUs} /> by {incident.openedBy}
        </p>
      </Section>
    </div>
  );
}
