// One rule by itself: listed, with what it refers to and what filters it, and nothing else loaded. For
// tests kept with rules and for explanations.

import type { LoadedRule, RuleSet } from './rule-set.ts';

/** @param own stands in the rule's place */
export function ruleAlone(set: RuleSet, index: number, own?: LoadedRule): RuleSet {
  const wanted = new Set<number>();
  const want = (at: number) => {
    if (wanted.has(at)) return;
    wanted.add(at);
    const rule = set.rules[at];
    for (const each of [...(rule?.references ?? []), ...(rule?.filters ?? [])]) want(each);
  };
  want(index);
  const rules = set.rules.map((rule, at): LoadedRule => {
    if (at === index) return { ...(own ?? rule), reported: true };
    return wanted.has(at) ? { ...rule, reported: false } : { ...rule, ok: false, tree: undefined };
  });
  return { ...set, rules };
}
