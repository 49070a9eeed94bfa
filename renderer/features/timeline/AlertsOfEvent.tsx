// The alerts an event contributes to, and why their rules matched.

import { useState } from 'react';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import { useQuery } from '../../client/use-query.ts';
import { LinkButton } from '../../ui/Button.tsx';
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
          {open === alert.id && <Why alertId={alert.id} />}
        </li>
      ))}
    </ul>
  );
}

function Why({ alertId }: { readonly alertId: string }) {
  const alert = useQuery('alerts.get', { id: alertId }, { topics: ['alerts'] });
  if (alert.error) return <p className="detail-why">{alert.error.message}</p>;
  if (!alert.data) return <p className="detail-why faint">Loading</p>;
  const { finding } = alert.data;
  return (
    <div className="detail-why">
      <p className="log-text">{visibleText(finding.explanation)}</p>
      {finding.matches.length > 0 && (
        <ul>
          {finding.matches.slice(0, 12).map((match, index) => (
            <li key={index}>
              <span className="faint">{match.selection}:</span>{' '}
              <span className="mono log-text">{visibleText(match.field)}</span>{' '}
              <mark className="log-text">{visibleText(match.value)}</mark>{' '}
              {match.pattern !== match.value && (
                <span className="faint log-text">matches {visibleText(match.pattern)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {finding.matches.length > 12 && (
        <p className="faint">and {finding.matches.length - 12} more, listed in the alert</p>
      )}
    </div>
  );
}
