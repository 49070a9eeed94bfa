// A Sigma filter from what an alert's events have in common: the rule is true only where not all of
// the chosen fields have one of the chosen values.

import { stringify } from 'yaml';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { ExceptionCondition } from '../domain/exception.ts';

/**
 * The rules whose events an exception must leave out: the rule itself, or, of a correlation, every
 * rule at the end of its references. Empty where the rule does not look at events.
 */
export function filteredRules(set: RuleSet, rule: LoadedRule): readonly LoadedRule[] {
  const found = new Set<LoadedRule>();
  const visit = (each: LoadedRule): void => {
    if (found.has(each)) return;
    if (each.tree?.kind === 'event' || each.tree?.kind === 'baseline') found.add(each);
    for (const index of each.references) {
      const referred = set.rules[index];
      if (referred !== undefined && referred !== each) visit(referred);
    }
  };
  visit(rule);
  return [...found];
}

export interface FilterParts {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly conditions: readonly ExceptionCondition[];
  readonly rules: readonly LoadedRule[];
}

/** One document for each log source that the rules have, because a filter names only one. */
export function exceptionFilter({
  id,
  title,
  description,
  conditions,
  rules,
}: FilterParts): string {
  const bySource = new Map<string, LoadedRule[]>();
  for (const rule of rules) {
    const key = JSON.stringify(rule.logSource);
    bySource.set(key, [...(bySource.get(key) ?? []), rule]);
  }
  const selection = Object.fromEntries(
    conditions.map(({ field, values }) => [
      field,
      values.length === 1 ? literal(values[0] ?? '') : values.map(literal),
    ]),
  );
  return [...bySource.values()]
    .map((group, index) =>
      stringify(
        {
          title,
          id: index === 0 ? id : `${id}-${String(index + 1)}`,
          description,
          logsource: group[0]?.logSource ?? {},
          filter: {
            rules: group.map((rule) => rule.id),
            selection,
            condition: 'not selection',
          },
        },
        { lineWidth: 0, defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' },
      ),
    )
    .join('---\n');
}

/** The value itself: what Sigma would read as a wildcard or an escape stands for itself. */
function literal(value: string): string {
  return value.replace(/[\\*?]/g, (character) => `\\${character}`);
}
