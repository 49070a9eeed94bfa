// The alerts an event contributes to, and why their rules matched.

import { useState } from 'react';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import { useExplanation } from '../../client/use-explanation.ts';
import { useQuery } from '../../client/use-query.ts';
import { LinkButton } from '../../ui/Button.tsx';
import { Explanation } from '../../ui/Explanation.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { SeverityTag } from '../../ui/Tags.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

export function AlertsOfEvent({ event }: { readonly event: EventDetail }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <ul className="detail-alerts" aria-label="Alerts of this event">
      {event.alerts.map((alert) => (
        <li key={alert.id}>
          <div>
            <SeverityTag severity={alert.severity} />
            <a className="ellipsis" href={hashOf({ screen: 'alerts', id: alert.id })}>
              {alert.title}
            </a>
            <LinkButton
              aria-expanded={open === alert.id}
              onClick={() => setOpen(open === alert.id ? null : alert.id)}
            >
              Why
            </LinkButton>
          </div>
          {open === alert.id && <Why alertId={alert.id} ruleId={alert.ruleId} eventId={event.id} />}
        </li>
      ))}
    </ul>
  );
}

function Why(props: {
  readonly alertId: string;
  readonly ruleId: string;
  readonly eventId: number;
}) {
  const alert = useQuery('alerts.get', { id: props.alertId }, { topics: ['alerts'] });
  const { explanation, error } = useExplanation(props.ruleId, props.eventId);
  if (alert.error) return <p className="detail-why">{alert.error.message}</p>;
  if (!alert.data) return <p className="detail-why faint">Loading</p>;
  return (
    <div className="detail-why">
      <p className="log-text">{visibleText(alert.data.finding.explanation)}</p>
      {explanation && <Explanation explanation={explanation} />}
      {error && <p className="soft log-text">{visibleText(error.message)}</p>}
    </div>
  );
}
