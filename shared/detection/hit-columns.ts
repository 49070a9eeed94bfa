// Which values each rule keeps of its hits: those of its own groups and measures, and those that
// correlations over it ask for.

import type { Column } from './hit-table.ts';
import { Needs } from './needs.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';

/** Columns that a rule keeps for its own findings begin with this. */
export const OWN = 'own:';
/** The column of the field that a baseline measures. */
export const MEASURED = 'measured';

/** The rules and everything that they refer to. */
export function withReferences(set: RuleSet, indexes: Iterable<number>): ReadonlySet<number> {
  const wanted = new Set<number>();
  const want = (index: number) => {
    if (wanted.has(index)) return;
    wanted.add(index);
    for (const reference of set.rules[index]?.references ?? []) want(reference);
  };
  for (const index of indexes) want(index);
  return wanted;
}

/** What the correlations among these rules need of the others. */
export function needsOf(set: RuleSet, wanted: Iterable<number>): Needs {
  const needs = new Needs(set);
  for (const index of wanted) needs.addCorrelation(index);
  return needs;
}

export function hitColumns(rule: LoadedRule, index: number, needs: Needs): readonly Column[] {
  return [...ownColumns(rule), ...needs.columns(index)];
}

function ownColumns(rule: LoadedRule): Column[] {
  const { tree } = rule;
  if (tree?.kind === 'event' && tree.threatList) return [{ name: `${OWN}value`, fields: [] }];
  if (tree?.kind !== 'event' && tree?.kind !== 'baseline') return [];
  const columns = tree.head.groupBy.map(({ name, fields }) => ({ name: `${OWN}${name}`, fields }));
  if (tree.kind === 'baseline' && tree.baseline.measure.kind !== 'count') {
    columns.push({ name: MEASURED, fields: [tree.baseline.measure.field] });
  }
  return columns;
}
