// The officer's own rule texts: what each is kept under, and which of them a rule belongs to. A text may
// hold several rules, and rules without an id.

import { loadRuleSet, type LoadedRule } from '../../../shared/detection/rule-set.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { nodeHashes } from '../host.ts';
import { ownFile } from './case-rule-files.ts';

type OwnRule = ReturnType<CaseReader['work']['ownRules']>[number];

/** The id of its last rule; a text without any is known by its hash. */
export function keyOfText(text: string): string {
  const named = loadRuleSet([ownFile('', text)], nodeHashes).rules.filter(hasOwnId);
  const last = named.findLast(({ reported }) => reported) ?? named.at(-1);
  return last?.id ?? nodeHashes.sha256Hex(text).slice(0, 32);
}

function hasOwnId({ id, path, document }: LoadedRule): boolean {
  return id !== `${path}#${String(document)}`;
}

/** The text that a rule of this id stands in. */
export function ownTextWith(
  id: string,
  { work }: Pick<CaseReader | CaseWriter['read'], 'work'>,
): OwnRule | undefined {
  const all = work.ownRules();
  const isIn = (own: OwnRule): boolean => {
    const file = ownFile(own.id, own.text);
    if (id.startsWith(`${file.path}#`)) return true;
    if (!own.text.includes(id)) return false;
    return loadRuleSet([file], nodeHashes).rules.some((rule) => rule.id === id);
  };
  return all.find((own) => own.id === id) ?? all.find(isIn);
}
