// Exceptions as the command line prints them.

import type { ExceptionCondition, RuleException } from '../../../shared/domain/exception.ts';
import { utcText, utcTextOrNull } from '../times.ts';

export interface ExceptionShape {
  readonly id: string;
  readonly active: boolean;
  readonly rule: { readonly id: string; readonly title: string };
  /** The alert that it was made from. */
  readonly alert: string;
  readonly conditions: readonly ExceptionCondition[];
  readonly reason: string;
  readonly owner: string;
  readonly created: string;
  /** `null` for one that does not end by itself. */
  readonly expires: string | null;
  /** When a person ended it before its time. */
  readonly ended: string | null;
  /** The Sigma filter that it works as, as YAML. */
  readonly filter: string;
}

export function exceptionShape(listed: {
  readonly exception: RuleException;
  readonly active: boolean;
}): ExceptionShape {
  const { exception, active } = listed;
  return {
    id: exception.id,
    active,
    rule: { id: exception.ruleId, title: exception.ruleTitle },
    alert: exception.alertId,
    conditions: exception.conditions.map(({ field, values }) => ({ field, values: [...values] })),
    reason: exception.reason,
    owner: exception.owner,
    created: utcText(exception.createdAtUs),
    expires: utcTextOrNull(exception.expiresAtUs),
    ended: utcTextOrNull(exception.endedAtUs),
    filter: exception.text,
  };
}
