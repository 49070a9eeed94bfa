// The texts of a case's rules: the built-in packs, the officer's own, and her exceptions. Reads none.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { RuleFile } from '../../../shared/detection/rule-set.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { activeExceptionFiles } from '../exceptions/exception-files.ts';

export const OWN_PACK = 'own rules';

/**
 * The texts of the case's rules and of the exceptions that hold now; `replaced` stands for the officer's
 * rule of that id.
 */
export function caseRuleFiles(
  store: CaseReader | CaseWriter['read'],
  builtIn: readonly RuleFile[],
  nowUs: TimeUs,
  replaced?: { readonly id: string | null; readonly text: string },
): RuleFile[] {
  const own = store.work
    .ownRules()
    .filter((rule) => rule.id !== replaced?.id)
    .map((rule) => ownFile(rule.id, rule.text));
  const exceptions = activeExceptionFiles(store.exceptions.all(), nowUs);
  const written = replaced ? [ownFile(replaced.id ?? 'new', replaced.text)] : [];
  return [...builtIn, ...own, ...exceptions, ...written];
}

function ownFile(id: string, text: string): RuleFile {
  return { path: `${OWN_PACK}/${id}.yml`, text, origin: 'own', pack: OWN_PACK };
}
