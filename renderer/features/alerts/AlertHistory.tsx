// Every step of an alert: from, to, who, when, and the note.

import type { Alert } from '../../../shared/domain/alert.ts';
import { EmptyState } from '../../ui/States.tsx';
import { Time } from '../../ui/Time.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

export function AlertHistory(props: { readonly alert: Alert }) {
  const { alert } = props;
  if (alert.steps.length === 0) {
    return (
      <EmptyState compact title="Nobody has worked on this alert yet">
        It was raised <Time us={alert.raisedAtUs} />.
      </EmptyState>
    );
  }
  return (
    <ol className="alert-history">
      {alert.steps.map((step) => (
        <li key={`${step.atUs} ${step.to}`}>
          <span className="faint">
            <Time us={step.atUs} />
          </span>
          <div>
            <p>
              {step.from} → <strong>{step.to}</strong>
            </p>
            {step.note !== '' && <p className="log-text">{visibleText(step.note)}</p>}
            <p className="faint">{step.who}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
