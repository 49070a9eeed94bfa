// Work on alerts: along the workflow, one step back, to a person.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { isOpenState, type Alert } from '../../../shared/domain/alert.ts';
import type { CommandHandlers } from '../handlers.ts';
import type { WriteContext } from '../write-context.ts';

export function alertCommands({
  store,
  host,
  audit,
  who,
}: WriteContext): Pick<CommandHandlers, 'alerts.move' | 'alerts.undo' | 'alerts.assign'> {
  const alertOf = (id: string): Alert => {
    const alert = store.read.alerts.get(id);
    if (!alert) throw new FailureError(failure('alert.unknown', `There is no alert ${id}.`));
    return alert;
  };
  return {
    'alerts.move'({ ids, to, note }) {
      if (to === 'false positive' && note.trim() === '') {
        throw new FailureError(failure('alert.reason-missing', 'A false positive needs a reason.'));
      }
      for (const id of ids) {
        const alert = alertOf(id);
        if (alert.state === to) continue;
        if (to === 'false positive' && !isOpenState(alert.state)) {
          throw new FailureError(
            failure(
              'alert.not-open',
              `${alert.finding.ruleTitle} is ${alert.state}; take that step back first.`,
            ),
          );
        }
        store.alerts.move(id, alert.state, to, host.nowUs(), who(), note);
        audit.add('alert moved', `${id} ${alert.finding.ruleTitle}: ${alert.state} → ${to}`);
      }
      return { alerts: ids.map(alertOf) };
    },
    'alerts.undo'({ id }) {
      const before = alertOf(id);
      if (!store.alerts.undo(id)) {
        throw new FailureError(failure('alert.nothing-to-undo', 'There is no step to take back.'));
      }
      const after = alertOf(id);
      audit.add('alert step taken back', `${id}: ${before.state} → ${after.state}`);
      return after;
    },
    'alerts.assign'({ ids, assignee }) {
      for (const id of ids) {
        alertOf(id);
        store.alerts.assign(id, assignee);
        audit.add('alert assigned', `${id}: ${assignee === '' ? 'nobody' : assignee}`);
      }
      return { alerts: ids.map(alertOf) };
    },
  };
}
