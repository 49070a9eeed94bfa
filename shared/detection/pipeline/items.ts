// The detection items inside a rule, and the rule with another detection in the old one's place.

import type { Item } from './pipeline.ts';
import type { Detection, RuleTree, Selection } from '../rule.ts';

export function isItem(selection: Selection): selection is Item {
  return selection.kind !== 'all' && selection.kind !== 'any';
}

export function itemsWithin(detection: Detection): readonly Item[] {
  const within = (selection: Selection): readonly Item[] =>
    isItem(selection) ? [selection] : selection.items.flatMap(within);
  return [...detection.selections.values()].flatMap(within);
}

export function detectionOf(tree: RuleTree): Detection | undefined {
  if (tree.kind === 'filter') return tree.filter.detection;
  return tree.kind === 'event' || tree.kind === 'baseline' ? tree.detection : undefined;
}

export function withDetection(tree: RuleTree, detection: Detection): RuleTree {
  if (tree.kind === 'filter') return { ...tree, filter: { ...tree.filter, detection } };
  if (tree.kind === 'event' || tree.kind === 'baseline') return { ...tree, detection };
  return tree;
}
