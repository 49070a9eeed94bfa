// Exceptions on their way into detection: the active ones as rule files, and a new one from an alert.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { exceptionFilter, filteredRules } from '../../../shared/detection/exception-filter.ts';
import { loadRuleSet, type RuleFile, type RuleSet } from '../../../shared/detection/rule-set.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import {
  isActive,
  type ExceptionCondition,
  type RuleException,
} from '../../../shared/domain/exception.ts';
import { nodeHashes } from '../host.ts';

export const EXCEPTION_PACK = 'exceptions';

export function exceptionFile({ id, text }: Pick<RuleException, 'id' | 'text'>): RuleFile {
  return { path: `${EXCEPTION_PACK}/${id}.yml`, text, origin: 'own', pack: EXCEPTION_PACK };
}

export function activeExceptionFiles(
  exceptions: readonly RuleException[],
  nowUs: number,
): RuleFile[] {
  return exceptions.filter((each) => isActive(each, nowUs)).map(exceptionFile);
}

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
