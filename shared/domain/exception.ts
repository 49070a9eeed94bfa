// An exception: what a rule must no longer find, said by a person for a reason and for a time. It
// works as a Sigma filter on the rule, so that others can read and use it.

import type { TimeUs } from '../base/time.ts';

/** What an event has where the exception holds: any of the values, compared as Sigma does. */
export interface ExceptionCondition {
  readonly field: string;
  readonly values: readonly string[];
}

export interface RuleException {
  readonly id: string;
  readonly ruleId: string;
  readonly ruleTitle: string;
  /** The Sigma filter, as YAML. */
  readonly text: string;
  readonly conditions: readonly ExceptionCondition[];
  readonly reason: string;
  readonly owner: string;
  readonly createdAtUs: TimeUs;
  /** `null` for one that does not end by itself. */
  readonly expiresAtUs: TimeUs | null;
  /** When a person ended it before its time. */
  readonly endedAtUs: TimeUs | null;
  /** The alert that it was made from. */
  readonly alertId: string;
}

export function isActive(
  exception: Pick<RuleException, 'expiresAtUs' | 'endedAtUs'>,
  nowUs: number,
): boolean {
  const { expiresAtUs, endedAtUs } = exception;
  return endedAtUs === null && (expiresAtUs === null || expiresAtUs > nowUs);
}
