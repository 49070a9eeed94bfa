// The list of rules, a rule's text, and what is wrong with a text that is being written.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { loadRuleSet, type LoadedRule } from '../../../shared/detection/rule-set.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { QueryHandlers } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { caseRuleFiles, type RuleCatalogue } from './rule-catalogue.ts';

export function ruleQueries(
  store: CaseReader,
  catalogue: RuleCatalogue,
): Pick<QueryHandlers, 'rules.list' | 'rules.get' | 'rules.check'> {
  return {
    'rules.list'() {
      const { rules, set } = catalogue.current();
      return { rules: [...rules], digest: set.digest };
    },
    'rules.get'({ id }) {
      const { rules, set } = catalogue.current();
      const rule = rules.find((each) => each.id === id);
      const loaded = set.rules.find((each) => each.id === id);
      if (!rule || !loaded) {
        throw new FailureError(failure('rule.unknown', `There is no rule ${id}.`));
      }
      return { rule, text: loaded.text, editable: loaded.origin === 'own' };
    },
    'rules.check'({ text }) {
      const rules = rulesOfText(store, catalogue, text);
      return {
        diagnostics: rules.flatMap((rule) => rule.diagnostics),
        rules: rules.map(({ id, title, kind, ok }) => ({ id, title, kind, ok })),
      };
    },
  };
}

/** A text loaded among the rules of the case, so that it may refer to them. */
export function rulesOfText(
  store: CaseReader,
  catalogue: RuleCatalogue,
  text: string,
): readonly LoadedRule[] {
  const alone = loadRuleSet([{ path: 'new', text, origin: 'own', pack: '' }], nodeHashes);
  const ids = new Set(alone.rules.map((rule) => rule.id));
  const others = caseRuleFiles(store, catalogue.builtIn).filter(
    (file) => !loadRuleSet([file], nodeHashes).rules.some((rule) => ids.has(rule.id)),
  );
  const set = loadRuleSet([...others, { path: 'new', text, origin: 'own', pack: '' }], nodeHashes);
  return set.rules.filter((rule) => rule.path === 'new');
}
