// Exceptions on their way into detection: each is a Sigma filter, and so a rule file.

import type { RuleFile } from '../../../shared/detection/rule-set.ts';
import { isActive, type RuleException } from '../../../shared/domain/exception.ts';

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
