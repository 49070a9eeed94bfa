// A text that is being written, loaded among those rules of the case that it has to do with: what it
// refers to, and the filters that may leave out events of it. The others cannot change what it does.

import { loadRuleSet, type RuleFile, type RuleSet } from '../../../shared/detection/rule-set.ts';
import { nodeHashes } from '../host.ts';
import type { RuleCatalogue } from './rule-catalogue.ts';

/** The path of the text itself in the set. */
export const WRITTEN = 'new';

/** In place of the case's rules of the same ids. */
export function setWithText(catalogue: RuleCatalogue, text: string): RuleSet {
  const written: RuleFile = { path: WRITTEN, text, origin: 'own', pack: '' };
  const alone = loadRuleSet([written], nodeHashes);
  const { set } = catalogue.current();
  const ids = new Set(alone.rules.map((rule) => rule.id));
  const replaced = new Set(set.rules.filter(({ id }) => ids.has(id)).map(({ path }) => path));
  const files = new Map<string, RuleFile>();
  const seen = new Set<number>();
  const take = (index: number): void => {
    const rule = set.rules[index];
    if (rule === undefined || seen.has(index) || replaced.has(rule.path)) return;
    seen.add(index);
    const { path, text: own, origin, pack } = rule;
    files.set(path, { path, text: own, origin, pack });
    rule.references.forEach(take);
  };
  // Whatever the text mentions may be what it refers to; a rule too many changes nothing.
  set.rules.forEach(({ id, name, kind }, index) => {
    const isMentioned = text.includes(id) || (name !== undefined && text.includes(name));
    if (kind === 'filter' || isMentioned) take(index);
  });
  return loadRuleSet([...files.values(), written], nodeHashes);
}
