// Which rules are looked for while evidence is read: the built-in ones that are on, and the officer's
// own while they are few. All others are for detection after the import, which finds what was found
// here. Rules are read from their text once, by whoever plans the import; those who read the evidence
// are given what was read.

import type { RuleFile } from '../../../shared/detection/rule-set.ts';
import type { EngineHost } from '../host.ts';
import type { RuleSwitches } from '../rules/rule-switches.ts';
import type { WantedRules } from './event-matcher.ts';

/** What the case says of its rules. */
export interface CaseRules {
  /** Texts that are not built in: the officer's own rules, and the exceptions that hold now. */
  readonly own: readonly RuleFile[];
  /** Zone of rules that name none. */
  readonly zone: string;
  /** The whole text of the threat list. */
  readonly threatList: string;
  readonly switches: RuleSwitches;
}

/** Less evidence is matched by detection before the rules are read here. */
const WORTH_MATCHING_BYTES = 256 * 1024;

export function isWorthMatching(bytes: number): boolean {
  return bytes >= WORTH_MATCHING_BYTES;
}

export async function rulesOnTheWay(rules: CaseRules, host: EngineHost): Promise<WantedRules> {
  // Loaded only now: most imports of a watched folder are too small for it.
  const { wantedRules } = await import('./wanted-rules.ts');
  return wantedRules(rules, host);
}
