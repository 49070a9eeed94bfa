// Takes rule files of this machine as the officer's own: each is kept whole, what cannot be kept is named
// with its place and the reason. A rule of the product is not replaced; one of her own is, by the same id.

import { basename, dirname, relative } from 'node:path';
import { counted } from '../../../shared/base/counted.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { loadRuleSet, type LoadedRule, type RuleFile } from '../../../shared/detection/rule-set.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { throwIfCancelled } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { pathOf } from '../scope.ts';
import { OWN_PACK, ownFile } from './case-rule-files.ts';
import { keyOfText } from './own-rules.ts';
import { builtInRuleFiles, ruleFilesAt } from './rule-files.ts';

type Refused = Output<'rules.import'>['refused'][number];

/** A file that was chosen, on its way to becoming the officer's own. */
interface Candidate {
  /** Below what was chosen. */
  readonly name: string;
  readonly key: string;
  readonly file: RuleFile;
}

export function importRulesJob(engine: ReadEngine): JobHandler<'rules.import'> {
  return async (input, { host, scope, steps, signal, progress }) => {
    const chosen = input.files.map((token) => pathOf(scope, token));
    const given = new Map<string, { readonly name: string; readonly file: RuleFile }>();
    for (const path of chosen) {
      const note = basename(path);
      progress({ phase: 'read', done: given.size, total: null, unit: 'files', note });
      throwIfCancelled(signal);
      for (const file of ruleFilesAt(path)) {
        given.set(file.path, { name: relative(dirname(path), file.path), file });
      }
    }
    if (given.size === 0) {
      throw new FailureError(
        failure('rules.none', 'There is no rule file (.yml or .yaml) in what was chosen.'),
      );
    }
    const total = given.size;
    progress({ phase: 'load', done: 0, total, unit: 'files', note: '' });
    const own = engine.store.work.ownRules();
    const refused: Refused[] = [];
    const candidates = new Map<string, Candidate>();
    for (const { name, file } of given.values()) {
      const key = keyOfText(file.text);
      const other = candidates.get(key)?.name;
      const reason = file.refused ?? (other && `The id ${key} is also that of a rule in ${other}.`);
      if (reason === undefined) candidates.set(key, { name, key, file: ownFile(key, file.text) });
      else refused.push({ file: name, title: name, line: 1, column: 1, reason });
    }
    const builtIn = builtInRuleFiles(host.resourcesFolder);
    const kept = keepable([...candidates.values()], builtIn, own, refused);
    throwIfCancelled(signal);

    const texts = new Map(own.map(({ id, text }) => [id, text]));
    const changed = kept.filter(
      ({ candidate }) => texts.get(candidate.key) !== candidate.file.text,
    );
    const count = (which: readonly Kept[]) => which.reduce((sum, each) => sum + each.sound, 0);
    if (changed.length > 0) {
      const rules = changed.map(({ candidate, rules: [first] }) => ({
        key: candidate.key,
        text: candidate.file.text,
        version: first?.version ?? nodeHashes.sha256Hex(candidate.file.text),
      }));
      const digest = nodeHashes.sha256Hex(rules.map(({ version }) => `${version}\n`).join(''));
      const from = chosen.map((path) => basename(path)).join(', ');
      const note = `${counted(rules.length, 'rule file')} from ${from}, SHA-256 of their hashes ${digest}`;
      await steps.saveRules({ rules, from, count: count(changed), note });
    }
    return {
      added: count(changed.filter(({ candidate }) => !texts.has(candidate.key))),
      replaced: count(changed.filter(({ candidate }) => texts.has(candidate.key))),
      unchanged: count(kept.filter((each) => !changed.includes(each))),
      warnings: kept
        .flatMap(({ rules }) => rules)
        .filter(({ ok, diagnostics }) => ok && diagnostics.length > 0).length,
      refused,
    };
  };
}

interface Kept {
  readonly candidate: Candidate;
  readonly rules: readonly LoadedRule[];
  /** How many of them load. */
  readonly sound: number;
}

/**
 * Those that can be kept. What one file refers to may lie in another that cannot: they are loaded anew
 * until none is left out any more.
 */
function keepable(
  candidates: readonly Candidate[],
  builtIn: readonly RuleFile[],
  own: readonly { readonly id: string; readonly text: string }[],
  refused: Refused[],
): readonly Kept[] {
  let left = candidates;
  for (;;) {
    const names = new Map(left.map(({ file, name }) => [file.path, name]));
    const ids = new Set(left.map(({ key }) => key));
    const stay = own.filter(({ id }) => !ids.has(id)).map(({ id, text }) => ownFile(id, text));
    const files = [...builtIn, ...stay, ...left.map(({ file }) => file)];
    const { rules } = loadRuleSet(files, nodeHashes);
    const ofPath = Map.groupBy(rules, ({ path }) => path);
    const owner = new Map<string, LoadedRule>();
    for (const rule of rules) if (!owner.has(rule.id)) owner.set(rule.id, rule);
    const out = new Set<Candidate>();
    const kept: Kept[] = [];
    const broken: Refused[] = [];
    for (const candidate of left) {
      const { path } = candidate.file;
      const members = ofPath.get(path) ?? [];
      const refuse = (reason: string) => {
        const title = members[0]?.title ?? candidate.name;
        refused.push({ file: candidate.name, title, line: 1, column: 1, reason });
        out.add(candidate);
      };
      const taken = members.map(({ id }) => owner.get(id)).find((each) => each?.path !== path);
      if (taken) {
        refuse(takenBy(taken, names));
        continue;
      }
      const problems = members.filter(({ ok }) => !ok).map((rule) => refusal(candidate.name, rule));
      if (members.length === problems.length) {
        refused.push(...problems);
        out.add(candidate);
        continue;
      }
      broken.push(...problems);
      kept.push({ candidate, rules: members, sound: members.length - problems.length });
    }
    if (out.size === 0) {
      refused.push(...broken);
      return kept;
    }
    left = left.filter((each) => !out.has(each));
  }
}

function takenBy(taken: LoadedRule, names: ReadonlyMap<string, string>): string {
  const { id, title, path, pack } = taken;
  if (pack === OWN_PACK) {
    const where = names.get(path) ?? 'your own rules';
    return `The id ${id} is also that of “${title}” in ${where}.`;
  }
  return `The id ${id} belongs to the built-in rule “${title}”; give this one an id of its own.`;
}

function refusal(file: string, rule: LoadedRule): Refused {
  const error = rule.diagnostics.find(({ severity }) => severity === 'error');
  return {
    file,
    title: rule.title,
    line: error?.line ?? 1,
    column: error?.column ?? 1,
    reason: error?.message ?? 'A rule that it needs did not load.',
  };
}
