// The list of rules: what state each is in, which are shown, in which groups.

import type { Diagnostic, RuleSummary } from '../../../shared/domain/rule.ts';
import { severityRank } from '../../../shared/domain/severity.ts';
import { hasWords, searchWords } from '../../ui/search-words.model.ts';

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

/** What tells a rule from every other: two may have one id. */
export function keyOf({ id, place }: Pick<RuleSummary, 'id' | 'place'>): string {
  return place ?? id;
}

/** The ids that more than one rule has. */
export function sharedIds(rules: readonly RuleSummary[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { id } of rules) (seen.has(id) ? shared : seen).add(id);
  return shared;
}

/** What the address says beside the id where that is not enough. */
export function placeParam(
  rule: RuleSummary,
  shared: ReadonlySet<string>,
): { readonly in?: string } {
  return rule.place !== undefined && shared.has(rule.id) ? { in: rule.place } : {};
}

/** The rule that an address means. */
export function ruleAt(
  rules: readonly RuleSummary[],
  id: string | null,
  place: string | undefined,
): RuleSummary | undefined {
  const ofId = rules.filter((rule) => rule.id === id);
  return ofId.find((rule) => rule.place === place) ?? ofId[0];
}

/** What a rule's unsaved text is kept under. */
export function draftKey(id: string, place: string | undefined): string {
  return place === undefined ? id : `${id} ${place}`;
}

export const RULE_FILTERS = [
  'all',
  'findings',
  'no hits',
  'not loaded',
  'warnings',
  'not applicable',
  'off',
  'own',
] as const;
export type RuleFilter = (typeof RULE_FILTERS)[number];

export const FILTER_TITLES: Readonly<Record<RuleFilter, string>> = {
  all: 'All rules',
  findings: 'With findings',
  'no hits': 'No hits',
  'not loaded': 'Not loaded',
  warnings: 'With warnings',
  'not applicable': 'Not applicable',
  off: 'Switched off',
  own: 'My own',
};

export const RULE_ORDERS = ['pack', 'hits', 'cost', 'title'] as const;
export type RuleOrder = (typeof RULE_ORDERS)[number];

export const ORDER_TITLES: Readonly<Record<RuleOrder, string>> = {
  pack: 'By pack',
  hits: 'Most hits first',
  cost: 'Costliest first',
  title: 'By title',
};

export function asFilter(text: string | undefined): RuleFilter {
  return RULE_FILTERS.find((each) => each === text) ?? 'all';
}

export function passes(rule: RuleSummary, filter: RuleFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'findings':
      return rule.findings > 0;
    case 'no hits':
      // It took part in the last run, and there was something that it could have found.
      return rule.loaded && rule.applicable && rule.cost?.hits === 0;
    case 'not loaded':
      return !rule.loaded;
    case 'warnings':
      return rule.loaded && rule.diagnostics.length > 0;
    case 'not applicable':
      return rule.loaded && !rule.applicable;
    case 'off':
      return !rule.enabled;
    case 'own':
      return rule.origin === 'own';
  }
}

/** How many rules pass each filter. */
export function filterCounts(rules: readonly RuleSummary[]): Readonly<Record<RuleFilter, number>> {
  const counts = Object.fromEntries(RULE_FILTERS.map((each) => [each, 0])) as Record<
    RuleFilter,
    number
  >;
  for (const rule of rules) {
    for (const filter of RULE_FILTERS) if (passes(rule, filter)) counts[filter] += 1;
  }
  return counts;
}

/** Why a rule did not load: its first error. */
export function refusalOf(rule: RuleSummary): Diagnostic | undefined {
  return rule.diagnostics.find((each) => each.severity === 'error');
}

export type RuleListRow =
  | {
      readonly kind: 'pack';
      readonly pack: string;
      readonly rules: number;
      readonly findings: number;
    }
  | { readonly kind: 'rule'; readonly rule: RuleSummary };

const collator = new Intl.Collator('en', { numeric: true });
const byTitle = (one: RuleSummary, other: RuleSummary) => collator.compare(one.title, other.title);

/** What is searched of a rule, made once for each: thousands are searched with every letter typed. */
const searched = new WeakMap<RuleSummary, string>();
function searchedText(rule: RuleSummary): string {
  let text = searched.get(rule);
  if (text === undefined) {
    const problems = rule.diagnostics.map(({ message }) => message).join(' ');
    text =
      `${rule.title} ${rule.description} ${rule.tags.join(' ')} ${rule.id} ${rule.severity} ${problems}`.toLowerCase();
    searched.set(rule, text);
  }
  return text;
}

/**
 * Own rules first, then packs by name; within a pack the gravest first. In any other order there are
 * no packs.
 */
export function listRows(
  rules: readonly RuleSummary[],
  text: string,
  filter: RuleFilter,
  order: RuleOrder = 'pack',
): readonly RuleListRow[] {
  const words = searchWords(text);
  const shown = rules.filter((rule) => passes(rule, filter) && hasWords(searchedText(rule), words));
  if (order !== 'pack') {
    return shown.toSorted(IN_ORDER[order]).map((rule) => ({ kind: 'rule', rule }));
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
        Number(isOwn(second)) - Number(isOwn(first)) || collator.compare(one, other),
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
            severityRank(one.severity) - severityRank(other.severity) || byTitle(one, other),
        )
        .map((rule) => ({ kind: 'rule' as const, rule })),
    ]);
}

/** Rules that took no part in the last run come last. */
const IN_ORDER: Readonly<
  Record<Exclude<RuleOrder, 'pack'>, (one: RuleSummary, other: RuleSummary) => number>
> = {
  hits: (one, other) => (other.cost?.hits ?? -1) - (one.cost?.hits ?? -1) || byTitle(one, other),
  cost: (one, other) => (other.cost?.us ?? -1) - (one.cost?.us ?? -1) || byTitle(one, other),
  title: byTitle,
};
