// The rules of this case: built-in packs and the officer's own, which of them are on, and which
// apply to the evidence at hand.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { LogSource } from '../../../shared/domain/event.ts';
import { isActive, type RuleException } from '../../../shared/domain/exception.ts';
import type { RuleSummary } from '../../../shared/domain/rule.ts';
import { seesEvents } from '../../../shared/detection/log-source.ts';
import { loadRuleSet, type LoadedRule, type RuleSet } from '../../../shared/detection/rule-set.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { nodeHashes } from '../host.ts';
import { caseRuleFiles, OWN_PACK } from './case-rule-files.ts';
import { lastRuleImport } from './last-rule-import.ts';
import { builtInRuleFiles } from './rule-files.ts';
import { isSwitchedOn, placeOf } from './rule-switches.ts';

export interface Catalogue {
  readonly set: RuleSet;
  readonly rules: readonly RuleSummary[];
  /** What can still be undone. */
  readonly lastImport: ReturnType<typeof lastRuleImport>;
  isEnabled(rule: LoadedRule): boolean;
}

export function createRuleCatalogue(
  store: CaseReader,
  resourcesFolder: string,
  logSources: () => readonly (LogSource | undefined)[],
  nowUs: () => TimeUs,
) {
  const builtIn = builtInRuleFiles(resourcesFolder);
  let current: Catalogue | undefined;
  let version = -1;
  let set: RuleSet | undefined;
  let setKey = '';
  let changesAtUs = Number.POSITIVE_INFINITY;

  const build = (): Catalogue => {
    const files = caseRuleFiles(store, builtIn, nowUs());
    const key = JSON.stringify(files.filter((file) => file.origin === 'own'));
    if (!set || key !== setKey) {
      set = loadRuleSet(files, nodeHashes);
      setKey = key;
    }
    const switches = store.work.ruleSwitches();
    const findings = store.alerts.countPerRule();
    const costs = store.work.ruleCosts();
    const present = logSources();
    const { rules } = set;
    const isEnabled = (rule: LoadedRule) => isSwitchedOn(rule, switches);
    return {
      set,
      isEnabled,
      lastImport: lastRuleImport(store),
      rules: rules
        // Of the officer's own she sees all, or she could not change them.
        .filter((rule) => rule.reported || rule.pack === OWN_PACK)
        .map((rule) => ({
          id: rule.id,
          place: placeOf(rule),
          title: rule.title,
          kind: rule.kind,
          severity: rule.severity,
          origin: rule.origin,
          pack: rule.pack,
          enabled: isEnabled(rule),
          loaded: rule.ok,
          diagnostics: [...rule.diagnostics],
          description: rule.description,
          tags: [...rule.tags],
          findings: findings.get(rule.id) ?? 0,
          applicable: applies(rule, rules, present),
          cost: costs[rule.id],
        })),
    };
  };

  return {
    current(): Catalogue {
      const now = store.dataVersion();
      // An exception ends by itself, without a change to the case.
      if (!current || now !== version || nowUs() >= changesAtUs) {
        current = build();
        version = now;
        changesAtUs = nextEnd(store.exceptions.all(), nowUs());
      }
      return current;
    },
    /** Whether the case has events that a rule of any set could see. */
    applies: (rule: LoadedRule, rules: readonly LoadedRule[]) => applies(rule, rules, logSources()),
    builtIn,
    nowUs,
  };
}

/** When the next exception that holds ends by itself. */
function nextEnd(exceptions: readonly RuleException[], nowUs: TimeUs): number {
  const ends = exceptions
    .filter((each) => isActive(each, nowUs))
    .map((each) => each.expiresAtUs ?? Number.POSITIVE_INFINITY);
  return Math.min(Number.POSITIVE_INFINITY, ...ends);
}

export type RuleCatalogue = ReturnType<typeof createRuleCatalogue>;

/** Integrity rules apply to any evidence; a correlation applies where one of its rules does. */
function applies(
  rule: LoadedRule,
  rules: readonly LoadedRule[],
  present: readonly (LogSource | undefined)[],
): boolean {
  if (rule.kind === 'integrity') return present.length > 0;
  if (rule.references.length > 0) {
    return rule.references.some((index) => {
      const referred = rules[index];
      return referred !== undefined && referred !== rule && applies(referred, rules, present);
    });
  }
  return present.some((source) => source === undefined || seesEvents(rule.logSource, source));
}
