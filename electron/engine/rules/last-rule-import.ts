// The newest import of rules, kept so that it can be taken back for as long as no rule of the officer's
// was saved or deleted since: then her own rules are again exactly what they were before it.

import { counted } from '../../../shared/base/counted.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { nodeHashes } from '../host.ts';
import type { Steps } from '../steps.ts';
import type { WriteContext } from '../write-context.ts';

type Saved = Parameters<Steps['saveRules']>[0];

/** Stores what was imported, and beside it what stood there before. */
export function saveImported(
  { store, host, audit, who }: WriteContext,
  { rules, from, count, note }: Saved,
): void {
  const present = new Map(store.read.work.ownRules().map(({ id, text }) => [id, text]));
  const atUs = host.nowUs();
  const before = rules.map(({ key }) => ({ key, text: present.get(key) ?? null }));
  for (const { key, text, version } of rules) store.work.saveRule(key, text, version, atUs, who());
  store.meta.set('lastRuleImport', { atUs, from, count, before });
  audit.add('rules imported', note);
}

/** From now on the import is a part of what she wrote herself. */
export function keepImported({ store }: WriteContext): void {
  if (store.meta.get('lastRuleImport')) store.meta.set('lastRuleImport', null);
}

export function lastRuleImport(
  store: Pick<CaseReader | CaseWriter['read'], 'meta'>,
): Output<'rules.list'>['lastImport'] {
  const last = store.meta.get('lastRuleImport');
  return last ? { atUs: last.atUs, from: last.from, rules: last.count } : undefined;
}

export function undoImport({ store, host, audit, who }: WriteContext): Output<'rules.undoImport'> {
  const last = store.meta.get('lastRuleImport');
  if (!last) {
    throw new FailureError(
      failure(
        'rules.no-import',
        'There is no import of rules to undo, or rules were changed since: delete those that are not wanted one by one.',
      ),
    );
  }
  let restored = 0;
  for (const { key, text } of last.before) {
    if (text === null) {
      store.work.removeRule(key);
      continue;
    }
    restored += 1;
    store.work.saveRule(key, text, nodeHashes.sha256Hex(text), host.nowUs(), who());
  }
  store.meta.set('lastRuleImport', null);
  const removed = last.before.length - restored;
  audit.add(
    'import of rules undone',
    `${last.from}: ${counted(removed, 'rule file')} removed, ${counted(restored, 'rule file')} as before`,
  );
  return { rules: last.count };
}
