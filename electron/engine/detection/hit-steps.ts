// The steps that keep hits of rules, and drop those of rules that are no longer there; and which rules
// there are, for threads that have no way to the case.

import { settingsIn } from '../case/case-info.ts';
import { caseRuleFiles } from '../rules/case-rule-files.ts';
import type { Steps } from '../steps.ts';
import type { WriteContext } from '../write-context.ts';

export function hitSteps({
  store,
  host,
}: WriteContext): Pick<Steps, 'matchingRules' | 'saveHits' | 'forgetHits'> {
  return {
    matchingRules() {
      const { rulesZone: zone, threatList } = settingsIn(store.read);
      const own = caseRuleFiles(store.read, [], host.nowUs());
      return { own, zone, threatList, switches: store.read.work.ruleSwitches() };
    },
    saveHits({ keys, blocks }) {
      const set = store.hits.setOf(keys);
      for (const { id, hits } of blocks) store.hits.add(set, id, hits);
    },
    forgetHits({ keep }) {
      const kept = new Set(keep);
      for (const { id, keys } of store.read.hits.sets()) {
        if (!keys.some((key) => kept.has(key))) store.hits.drop(id);
      }
    },
  };
}
