// Loads every rule of some files or folders and says which do not load, and why.

import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { ruleFilesOf } from './rule-inputs.ts';

export const checkFilesJob: JobHandler<'rules.checkFiles'> = async (input, { scope }) => {
  const files = ruleFilesOf(scope, input.files);
  const { rules } = loadRuleSet(files, nodeHashes);
  return {
    rules: rules.map((rule) => ({
      path: rule.path,
      document: rule.document,
      id: rule.id,
      title: rule.title,
      kind: rule.kind,
      ok: rule.ok,
      errors: rule.diagnostics.filter((each) => each.severity === 'error'),
      warnings: rule.diagnostics.filter((each) => each.severity === 'warning'),
    })),
  };
};
