// Why the first event of a finding matched, worked out again from its record.

import type { WhyMatched } from '../../../shared/detection/finding-parts.ts';
import { withSource } from '../../../shared/detection/log-source.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import type { ThreatList } from '../../../shared/detection/threat-list.ts';
import { RuleExplainers, threatMatch } from '../../../shared/detection/why-matched.ts';
import { viewOf } from '../events/event-views.ts';
import type { ReadEngine } from '../read-engine.ts';

/** @param zone of rules that name none */
export function whyMatched(
  { views }: ReadEngine,
  set: RuleSet,
  zone: string,
  threatList: ThreatList,
): WhyMatched {
  const explainers = new RuleExplainers();
  return ({ index, eventId, group }) => {
    const rule = set.rules[index];
    if (rule?.tree?.kind !== 'event') return [];
    const event = withSource('auto', viewOf(views.get(eventId)));
    if (!rule.tree.threatList) return explainers.matchesOf(rule, index, event, zone);
    return threatList
      .matches(event)
      .filter(({ value }) => value === group['value'])
      .map((threat) => threatMatch(event, threat));
  };
}
