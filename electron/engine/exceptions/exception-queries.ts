// The list of exceptions, and what one could be made of: the fields that all events of an alert
// have, with few values.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { isActive } from '../../../shared/domain/exception.ts';
import { fieldValues } from '../../../shared/match/fields.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { viewOf, type EventViews } from '../events/event-views.ts';
import type { QueryHandlers } from '../handlers.ts';
import type { EngineHost } from '../host.ts';

/** A long alert is judged by its first events; the preview looks at all of them. */
const LOOKED_AT = 2_000;
/** A field with more values than this says nothing that is common to the events. */
const FEW_VALUES = 12;
const NEVER_COMMON: ReadonlySet<string> = new Set(['event.id']);

export function exceptionQueries(
  store: CaseReader,
  host: EngineHost,
  views: EventViews,
): Pick<QueryHandlers, 'exceptions.list' | 'exceptions.suggest'> {
  return {
    'exceptions.list'() {
      const nowUs = host.nowUs();
      return {
        exceptions: store.exceptions
          .all()
          .map((exception) => ({ exception, active: isActive(exception, nowUs) })),
      };
    },
    'exceptions.suggest'({ alertId }) {
      const alert = store.alerts.get(alertId);
      if (!alert) throw new FailureError(failure('alert.unknown', `There is no alert ${alertId}.`));
      const { eventIds, matches } = alert.finding;
      const ofRule = new Set(matches.map((match) => match.field).filter((field) => field !== ''));
      const names = new Set<string>([...ofRule, ...ECS_COLUMNS]);
      const looked = eventIds.slice(0, LOOKED_AT);
      const values = new Map<string, Set<string>>([...names].map((name) => [name, new Set()]));
      for (const id of looked) {
        const view = viewOf(views.get(id));
        for (const [name, seen] of values) {
          const found = (fieldValues(view, name) ?? []).filter(isPlain).map(String);
          for (const value of found) seen.add(value);
          // What one event lacks is not common to all.
          if (found.length === 0 || seen.size > FEW_VALUES) values.delete(name);
        }
      }
      return {
        fields: [...values]
          .filter(([name]) => !NEVER_COMMON.has(name))
          .map(([field, seen]) => ({
            field,
            values: [...seen].toSorted(),
            fromRule: ofRule.has(field),
          }))
          .toSorted((a, b) => a.values.length - b.values.length || (a.field < b.field ? -1 : 1)),
        looked: looked.length,
        events: eventIds.length,
      };
    },
  };
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}
