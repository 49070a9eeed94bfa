// The list of rules, a rule's text, and what is wrong with a text that is being written.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { LoadedRule, RuleSet } from '../../../shared/detection/rule-set.ts';
import { readsClock } from '../../../shared/detection/time-parts-used.ts';
import type { RuleTiming } from '../../../shared/domain/rule.ts';
import type { QueryHandlers } from '../handlers.ts';
import { setWithText, WRITTEN } from './rule-among.ts';
import type { RuleCatalogue } from './rule-catalogue.ts';
import { placeOf } from './rule-switches.ts';

export function ruleQueries(
  catalogue: RuleCatalogue,
): Pick<QueryHandlers, 'rules.list' | 'rules.get' | 'rules.check'> {
  return {
    'rules.list'() {
      const { rules, set, lastImport } = catalogue.current();
      return { rules: [...rules], digest: set.digest, ...(lastImport && { lastImport }) };
    },
    'rules.get'({ id, place }) {
      const { rules, set } = catalogue.current();
      const rule = rules.find(
        (each) => each.id === id && (place === undefined || each.place === place),
      );
      const loaded = rule && set.rules.find((each) => placeOf(each) === rule.place);
      if (!rule || !loaded) {
        throw new FailureError(failure('rule.unknown', `There is no rule ${id}.`));
      }
      const timing = timingOf(set, loaded);
      return {
        rule,
        text: loaded.text,
        editable: loaded.origin === 'own',
        ...(timing && { timing }),
      };
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

function timingOf(set: RuleSet, rule: LoadedRule): RuleTiming | undefined {
  const { tree } = rule;
  if (tree === undefined || tree.kind === 'filter' || tree.kind === 'integrity') return undefined;
  const { foldUs, suppressUs } = tree.head;
  const clock = clockOf(set, rule);
  return {
    foldUs: tree.kind === 'correlation' ? null : foldUs,
    suppressUs,
    zone: tree.head.zone ?? clock?.zone ?? null,
    readsClock: clock !== undefined,
  };
}

/** Where hours or days play a part: in the rule, or in one that it looks at. */
function clockOf(
  set: RuleSet,
  { tree, references }: LoadedRule,
): { readonly zone: string | undefined } | undefined {
  // Windows of a baseline begin at hours and days, and may be compared with like hours.
  const own =
    tree?.kind === 'baseline' ||
    (tree?.kind === 'event' && tree.detection !== undefined && readsClock(tree.detection));
  if (own) return { zone: tree.head.zone };
  for (const index of references) {
    const inner = set.rules[index];
    const clock = inner && clockOf(set, inner);
    if (clock) return clock;
  }
  return undefined;
}
