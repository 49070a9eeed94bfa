// Making and ending exceptions. The officer's reason and the date it ends stand in the audit trail.

import { randomUUID } from 'node:crypto';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import type { RuleException } from '../../../shared/domain/exception.ts';
import type { CommandHandlers } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { caseRuleFiles } from '../rules/case-rule-files.ts';
import { builtInRuleFiles } from '../rules/rule-files.ts';
import type { WriteContext } from '../write-context.ts';
import { filterFor } from './exception-rules.ts';

export function exceptionCommands({
  store,
  host,
  audit,
  who,
}: WriteContext): Pick<CommandHandlers, 'exceptions.add' | 'exceptions.end'> {
  return {
    'exceptions.add'({ alertId, conditions, reason, owner, expiresAtUs }) {
      const nowUs = host.nowUs();
      if (reason.trim() === '') {
        throw new FailureError(failure('exception.reason-missing', 'An exception needs a reason.'));
      }
      if (expiresAtUs !== null && expiresAtUs <= nowUs) {
        throw new FailureError(
          failure('exception.past', 'The day on which the exception ends has passed already.'),
        );
      }
      const alert = store.read.alerts.get(alertId);
      if (!alert) throw new FailureError(failure('alert.unknown', `There is no alert ${alertId}.`));
      const files = caseRuleFiles(store.read, builtInRuleFiles(host.resourcesFolder), nowUs);
      const id = randomUUID();
      const text = filterFor(loadRuleSet(files, nodeHashes), alert, { id, conditions, reason });
      const exception: RuleException = {
        id,
        ruleId: alert.finding.ruleId,
        ruleTitle: alert.finding.ruleTitle,
        text,
        conditions,
        reason: reason.trim(),
        owner: owner.trim() === '' ? who() : owner.trim(),
        createdAtUs: nowUs,
        expiresAtUs,
        endedAtUs: null,
        alertId,
      };
      store.exceptions.add(exception);
      const until = expiresAtUs === null ? 'no end' : new Date(expiresAtUs / 1_000).toISOString();
      audit.add(
        'exception made',
        `${id}, ${exception.ruleTitle}: ${JSON.stringify(conditions)}, until ${until}, owner ${exception.owner}: ${exception.reason}`,
      );
      return exception;
    },
    'exceptions.end'({ id }) {
      if (!store.exceptions.end(id, host.nowUs())) {
        throw new FailureError(
          failure('exception.unknown', `There is no exception ${id} that could be ended.`),
        );
      }
      audit.add('exception ended', id);
      return {};
    },
  };
}
