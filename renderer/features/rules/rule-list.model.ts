// The list of rules: what state each is in, which are shown, in which groups.

import type { RuleSummary } from '../../../shared/domain/rule.ts';
import { severityRank } from '../../../shared/domain/severity.ts';

/** What stands between a rule and a finding, the gravest first. */
export type RuleState = 'not loaded' | 'off' | 'not applicable' | 'on';

export function stateOf(rule: RuleSummary): RuleState {
  if (!rule.loaded) return 'not loaded';
  if (!rule.enabled) return 'off';
  return rule.applicable ? 'on' : 'not applicable';
}

export const STATE_MEANING: Readonly<Record<RuleState, string>> = {
  'not loaded': 'The rule has a mistake and takes no part in detection. The problems are listed.',
  off: 'The rule is switched off and takes no part in detection.',
  'not applicable':
    'This case has no events of the log source that the rule reads. That is not the same as no hits.',
  on: 'The rule takes part in detection.',
};

export const RULE_FILTERS = ['all', 'findings', 'cost', 'problems', 'off', 'own'] as const;
export type RuleFilter = (typeof RULE_FILTERS)[number];

export const FILTER_TITLES: Readonly<Record<RuleFilter, string>> = {
  all: 'All rules',
  findings: 'With findings',
  cost: 'Costliest first',
  problems: 'Not working here',
  off: 'Switched off',
  own: 'My own',
};

export function passes(rule: RuleSummary, filter: RuleFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'findings':
      return rule.findings > 0;
    case 'cost':
      return rule.cost !== undefined;
    case 'problems':
      return rule.diagnostics.length > 0 || !rule.loaded || !rule.applicable;
    case 'off':
      return !rule.enabled;
    case 'own':
      return rule.origin === 'own';
  }
}

export type RuleListRow =
  | {
      readonly kind: 'pack';
      readonly pack: string;
      readonly rules: number;
      readonly findings: number;
    }
  | { readonly kind: 'rule'; readonly rule: RuleSummary };

/**
 * Own rules first, then packs by name; within a pack the gravest first. Asked for what costs most, no
 * packs: the costliest first.
 */
export function listRows(
  rules: readonly RuleSummary[],
  text: string,
  filter: RuleFilter,
): readonly RuleListRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const shown = rules.filter((rule) => {
    if (!passes(rule, filter)) return false;
    const searched =
      `${rule.title} ${rule.description} ${rule.tags.join(' ')} ${rule.id} ${rule.severity}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
  if (filter === 'cost') {
    return shown
      .toSorted((one, other) => (other.cost?.us ?? 0) - (one.cost?.us ?? 0))
      .map((rule) => ({ kind: 'rule', rule }));
  }
  const packs = new Map<string, RuleSummary[]>();
  for (const rule of shown) {
    const pack = packs.get(rule.pack);
    if (pack) pack.push(rule);
    else packs.set(rule.pack, [rule]);
  }
  const isOwn = (members: readonly RuleSummary[]) => members[0]?.origin === 'own';
  return [...packs]
    .toSorted(
      ([one, first], [other, second]) =>
        Number(isOwn(second)) - Number(isOwn(first)) || one.localeCompare(other, 'en'),
    )
    .flatMap(([pack, members]) => [
      {
        kind: 'pack' as const,
        pack,
        rules: members.length,
        findings: members.reduce((sum, rule) => sum + rule.findings, 0),
      },
      ...members
        .toSorted(
          (one, other) =>
            severityRank(one.severity) - severityRank(other.severity) ||
            one.title.localeCompare(other.title, 'en'),
        )
        .map((rule) => ({ kind: 'rule' as const, rule })),
    ]);
}
