// Reads the rules of a case and chooses those that are looked for while evidence is read.

import { matchedRules } from '../../../shared/detection/hit-keys.ts';
import { withReferences } from '../../../shared/detection/hit-columns.ts';
import { reportedRules } from '../../../shared/detection/rule-run.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import { nodeHashes, type EngineHost } from '../host.ts';
import { builtInRuleFiles } from '../rules/rule-files.ts';
import { isSwitchedOn } from '../rules/rule-switches.ts';
import type { WantedRules } from './event-matcher.ts';
import { loadedRules } from './loaded-rules.ts';
import type { CaseRules } from './rules-on-the-way.ts';

/** With more rules of the officer's than that an import would take noticeably longer. */
const MOST_OWN_RULES = 100;

export function wantedRules(
  { own, zone, threatList, switches }: CaseRules,
  { resourcesFolder, version }: Pick<EngineHost, 'resourcesFolder' | 'version'>,
): WantedRules {
  const set = loadedRules([...builtInRuleFiles(resourcesFolder), ...own]);
  const on = reportedRules(set, (rule) => isSwitchedOn(rule, switches));
  const wanted = withReferences(set, ofPacks(set, on));
  const matched = matchedRules(set, { zone, threatList, program: version }, nodeHashes);
  const keys = [...wanted].flatMap((index) => matched.get(index)?.key ?? []);
  return {
    rules: { rules: set.rules, matched, zone, threatList },
    keys: [...new Set(keys)],
  };
}

function ofPacks(set: RuleSet, indexes: readonly number[]): readonly number[] {
  const own = indexes.filter((index) => set.rules[index]?.origin === 'own');
  return own.length <= MOST_OWN_RULES ? indexes : indexes.filter((index) => !own.includes(index));
}
