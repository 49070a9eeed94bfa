// Which rules are looked for while evidence is read: the built-in ones that are on, and the officer's
// own while they are few. All others are for detection after the import, which finds what was found
// here.

import { matchedRules } from '../../../shared/detection/hit-keys.ts';
import { reportedRules } from '../../../shared/detection/rule-run.ts';
import { withReferences } from '../../../shared/detection/hit-columns.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import { nodeHashes } from '../host.ts';
import { loadedRules, type MatchingRules } from './block-matcher.ts';
import type { WantedRules } from './event-matcher.ts';

/** The rules of the case as the writer has them. */
export interface CaseRules extends Omit<MatchingRules, 'program'> {
  /** What the officer switched, by rule id. */
  readonly switches: ReadonlyMap<string, boolean>;
}

/** Less evidence is matched by detection before the rules are read here. */
const WORTH_MATCHING_BYTES = 256 * 1024;
/** With more rules of the officer's than that an import would take noticeably longer. */
const MOST_OWN_RULES = 100;

export function isWorthMatching(bytes: number): boolean {
  return bytes >= WORTH_MATCHING_BYTES;
}

/** @param program see `KeySettings` */
export function rulesOnTheWay({ switches, ...rules }: CaseRules, program: string): WantedRules {
  const set = loadedRules(rules.files);
  const on = reportedRules(set, (rule) => switches.get(rule.id) ?? !rule.offAtFirst);
  const wanted = withReferences(set, ofPacks(set, on));
  const matched = matchedRules(set, { ...rules, program }, nodeHashes);
  const keys = [...wanted].flatMap((index) => matched.get(index)?.key ?? []);
  return { rules: { ...rules, program }, keys: [...new Set(keys)] };
}

function ofPacks(set: RuleSet, indexes: readonly number[]): readonly number[] {
  const own = indexes.filter((index) => set.rules[index]?.origin === 'own');
  return own.length <= MOST_OWN_RULES ? indexes : indexes.filter((index) => !own.includes(index));
}
