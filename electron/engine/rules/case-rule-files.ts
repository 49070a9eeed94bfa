// The texts of a case's rules: the built-in packs, the officer's own, and her exceptions. Reads none.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { RuleFile } from '../../../shared/detection/rule-set.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { activeExceptionFiles } from '../exceptions/exception-files.ts';

export const OWN_PACK = 'own rules';

/**
 * The texts of the case's rules and of the exceptions that hold now; `written` stands for the officer's
 * text that is kept under `present`, where it is there already.
 */
export function caseRuleFiles(
  store: CaseReader | CaseWriter['read'],
  builtIn: readonly RuleFile[],
  nowUs: TimeUs,
  written?: { readonly present: string | undefined; readonly key: string; readonly text: string },
): RuleFile[] {
  const own = store.work
    .ownRules()
    .filter((rule) => written === undefined || rule.id !== written.present)
    .map((rule) => ownFile(rule.id, rule.text));
  const exceptions = activeExceptionFiles(store.exceptions.all(), nowUs);
  const added = written ? [ownFile(written.key, written.text)] : [];
  return [...builtIn, ...own, ...exceptions, ...added];
}

/** @param key what the text is kept under */
export function ownFile(key: string, text: string): RuleFile {
  return { path: `${OWN_PACK}/${key}.yml`, text, origin: 'own', pack: OWN_PACK };
}
