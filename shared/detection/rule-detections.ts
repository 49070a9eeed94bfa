// What has to hold for a rule to match, whoever read the rules from their text.

import type { LoadedRule, RuleList } from './rule-set.ts';
import type { Detection } from './rule.ts';

/** Of an event rule: its own detection, and those of its filters. */
export function detectionsOf(
  { rules }: RuleList,
  { tree, filters }: LoadedRule,
): readonly Detection[] {
  if (tree?.kind !== 'event' && tree?.kind !== 'baseline') return [];
  const ofFilters = filters.flatMap((index) => {
    const filter = rules[index]?.tree;
    return filter?.kind === 'filter' ? [filter.filter.detection] : [];
  });
  return tree.detection ? [tree.detection, ...ofFilters] : ofFilters;
}
