// The order in which rules are offered for an event: those that found it, then those that could.

import type { RuleSummary } from '../../../shared/domain/rule.ts';

export function rulesForEvent(
  rules: readonly RuleSummary[],
  found: ReadonlySet<string>,
  text: string,
): RuleSummary[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rank = (rule: RuleSummary): number => {
    if (found.has(rule.id)) return 0;
    if (!rule.loaded) return 3;
    return rule.applicable && rule.enabled ? 1 : 2;
  };
  return rules
    .filter((rule) => {
      const searched = `${rule.title} ${rule.id} ${rule.tags.join(' ')}`.toLowerCase();
      return words.every((word) => searched.includes(word));
    })
    .toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, 'en'));
}
