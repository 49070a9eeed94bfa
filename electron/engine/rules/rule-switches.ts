// Which rules the officer has switched on or off. A switch is kept under the rule's id; where several
// rules have one id, that of each under the id and the rule's place. Other rules keep their own default.

import type { LoadedRule } from '../../../shared/detection/rule-set.ts';

export type RuleSwitches = ReadonlyMap<string, boolean>;

/** Two rules may have one id; each has a place of its own. */
export function placeOf({ path, document }: Pick<LoadedRule, 'path' | 'document'>): string {
  return `${path}#${String(document)}`;
}

/** What the switch of a rule is kept under, where its id alone does not say which rule is meant. */
export function switchKey(id: string, place: string): string {
  // No id holds a line feed: it is a line of a rule's text.
  return `${id}\n${place}`;
}

export function isSwitchedOn(rule: LoadedRule, switches: RuleSwitches): boolean {
  return (
    switches.get(switchKey(rule.id, placeOf(rule))) ?? switches.get(rule.id) ?? !rule.offAtFirst
  );
}

/** The keys to set so that the switch of an id acts on every rule that has it. */
export function switchKeysOf(id: string, switches: RuleSwitches): readonly string[] {
  const placed = [...switches.keys()].filter((key) => key.startsWith(switchKey(id, '')));
  return [id, ...placed];
}
