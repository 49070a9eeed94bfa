// The order in which rules are offered for an event: those that found it, then those that could.

import type { RuleSummary } from '../../../shared/domain/rule.ts';
import { hasWords, searchWords } from '../../ui/search-words.model.ts';

export function rulesForEvent(
  rules: readonly RuleSummary[],
  found: ReadonlySet<string>,
  text: string,
): RuleSummary[] {
  const words = searchWords(text);
  const rank = (rule: RuleSummary): number => {
    if (found.has(rule.id)) return 0;
    if (!rule.loaded) return 3;
    return rule.applicable && rule.enabled ? 1 : 2;
  };
  return rules
    .filter((rule) =>
      hasWords(`${rule.title} ${rule.id} ${rule.tags.join(' ')}`.toLowerCase(), words),
    )
    .toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, 'en'));
}
