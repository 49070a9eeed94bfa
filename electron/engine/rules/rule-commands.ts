// The officer's own rules, and which rules are on. A built-in rule is copied, never changed.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import type { CommandHandlers } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import type { WriteContext } from '../write-context.ts';
import { caseRuleFiles } from './case-rule-files.ts';
import { keepImported, undoImport } from './last-rule-import.ts';
import { keyOfText, ownTextWith } from './own-rules.ts';
import { builtInRuleFiles } from './rule-files.ts';
import { isSwitchedOn, switchKey, switchKeysOf } from './rule-switches.ts';

type RuleCommand = 'rules.save' | 'rules.undoImport' | 'rules.remove' | 'rules.setEnabled';

export function ruleCommands(context: WriteContext): Pick<CommandHandlers, RuleCommand> {
  const { store, host, audit, who } = context;
  const builtIn = builtInRuleFiles(host.resourcesFolder);
  const builtInIds = new Set(loadRuleSet(builtIn, nodeHashes).rules.map((rule) => rule.id));

  return {
    'rules.save'({ id, text }) {
      const alone = loadRuleSet([{ path: 'new', text, origin: 'own', pack: '' }], nodeHashes);
      const borrowed = alone.rules.find((rule) => builtInIds.has(rule.id));
      if (borrowed) {
        throw new FailureError(
          failure(
            'rule.built-in',
            `The id ${borrowed.id} belongs to a built-in rule; give the copy an id of its own.`,
          ),
        );
      }
      const present = id === null ? undefined : ownTextWith(id, store.read)?.id;
      const key = keyOfText(text);
      const set = loadRuleSet(
        caseRuleFiles(store.read, builtIn, host.nowUs(), { present, key, text }),
        nodeHashes,
      );
      const loaded = set.rules.filter((rule) => rule.text === text && rule.origin === 'own');
      const refused = loaded
        .flatMap((rule) => rule.diagnostics)
        .find((d) => d.severity === 'error');
      if (refused) {
        throw new FailureError(
          failure(refused.code, `Line ${String(refused.line)}: ${refused.message}`),
        );
      }
      const rule = loaded.findLast((each) => each.reported);
      if (!rule?.ok) {
        throw new FailureError(failure('rule.empty', 'There is no rule in this text.'));
      }
      const taken = store.read.work.ownRules().some((each) => each.id === key);
      if (taken && present !== key) {
        throw new FailureError(
          failure('rule.exists', `There is a rule with the id ${key} already.`),
        );
      }
      if (present !== undefined && present !== key) store.work.removeRule(present);
      store.work.saveRule(key, text, rule.version, host.nowUs(), who());
      keepImported(context);
      audit.add('rule saved', `${rule.title} (${rule.id}), SHA-256 ${rule.version}`);
      return {
        rule: {
          id: rule.id,
          title: rule.title,
          kind: rule.kind,
          severity: rule.severity,
          origin: rule.origin,
          pack: rule.pack,
          enabled: isSwitchedOn(rule, store.read.work.ruleSwitches()),
          loaded: true,
          diagnostics: [...rule.diagnostics],
          description: rule.description,
          tags: [...rule.tags],
          findings: store.read.alerts.countPerRule().get(rule.id) ?? 0,
          applicable: true,
        },
      };
    },
    'rules.remove'({ id }) {
      const own = ownTextWith(id, store.read);
      if (own === undefined) {
        throw new FailureError(
          failure('rule.unknown', `There is no rule of your own with the id ${id}.`),
        );
      }
      store.work.removeRule(own.id);
      keepImported(context);
      audit.add('rule removed', own.id);
      return {};
    },
    'rules.undoImport': () => undoImport(context),
    'rules.setEnabled'({ id, place, enabled }) {
      const keys =
        place === undefined
          ? switchKeysOf(id, store.read.work.ruleSwitches())
          : [switchKey(id, place)];
      for (const key of keys) store.work.setSwitch(key, enabled);
      const which = place === undefined ? id : `${id} in ${place}`;
      audit.add(enabled ? 'rule switched on' : 'rule switched off', which);
      return {};
    },
  };
}
