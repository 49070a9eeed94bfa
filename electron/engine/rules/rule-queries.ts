// The list of rules, a rule's text, and what is wrong with a text that is being written.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { QueryHandlers } from '../handlers.ts';
import { setWithText, WRITTEN } from './rule-among.ts';
import type { RuleCatalogue } from './rule-catalogue.ts';

export function ruleQueries(
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
      const { rules: all } = setWithText(catalogue, text);
      const rules = all.filter((rule) => rule.path === WRITTEN);
      return {
        diagnostics: rules.flatMap((rule) => rule.diagnostics),
        rules: rules.map(({ id, title, kind, ok }) => ({ id, title, kind, ok })),
      };
    },
  };
}
