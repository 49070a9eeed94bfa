// A new exception from an alert: the Sigma filter that it is.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { exceptionFilter, filteredRules } from '../../../shared/detection/exception-filter.ts';
import { loadRuleSet, type RuleSet } from '../../../shared/detection/rule-set.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { ExceptionCondition } from '../../../shared/domain/exception.ts';
import { nodeHashes } from '../host.ts';
import { exceptionFile } from './exception-files.ts';

/**
 * The Sigma filter of an exception to the rule of an alert. Throws FailureError where the rule is
 * gone or looks at no events, and where the filter would not load.
 */
export function filterFor(
  set: RuleSet,
  alert: Alert,
  parts: {
    readonly id: string;
    readonly conditions: readonly ExceptionCondition[];
    readonly reason: string;
  },
): string {
  const { ruleId, ruleTitle } = alert.finding;
  const rule = set.rules.find((each) => each.id === ruleId);
  if (rule === undefined) {
    throw new FailureError(
      failure('rule.unknown', `The rule of this alert (${ruleTitle}) is no longer in the case.`),
    );
  }
  const rules = filteredRules(set, rule);
  if (rules.length === 0) {
    throw new FailureError(
      failure(
        'exception.no-events',
        `${ruleTitle} reports what verification found, not events; there is nothing to except.`,
      ),
    );
  }
  const text = exceptionFilter({
    id: parts.id,
    title: `Exception to: ${ruleTitle}`,
    description: parts.reason,
    conditions: parts.conditions,
    rules,
  });
  const problem = loadRuleSet([exceptionFile({ id: parts.id, text })], nodeHashes)
    .rules.flatMap((each) => each.diagnostics)
    .find((each) => each.severity === 'error');
  if (problem !== undefined) {
    throw new FailureError(
      failure(problem.code, `The exception does not load: ${problem.message}`),
    );
  }
  return text;
}
