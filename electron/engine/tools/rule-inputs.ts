// Rule files and pipelines as commands name them: each file once, however often it was named, and a
// pipeline that cannot be used stops the command with its line.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Pipeline } from '../../../shared/detection/pipeline/pipeline.ts';
import { readPipeline } from '../../../shared/detection/pipeline/read-pipeline.ts';
import type { RuleFile } from '../../../shared/detection/rule-set.ts';
import { ruleFilesAt } from '../rules/rule-files.ts';
import { pathOf, type CallScope } from '../scope.ts';

export function ruleFilesOf(scope: CallScope, tokens: readonly string[]): RuleFile[] {
  const files = new Map<string, RuleFile>();
  for (const token of tokens) {
    for (const file of ruleFilesAt(pathOf(scope, token))) {
      if (!files.has(file.path)) files.set(file.path, file);
    }
  }
  return [...files.values()];
}

export function pipelinesOf(scope: CallScope, tokens: readonly string[]): Pipeline[] {
  return tokens.flatMap((token) =>
    ruleFilesAt(pathOf(scope, token)).map(({ path, text }) => {
      const pipeline = readPipeline(path, text);
      const fault = pipeline.diagnostics.find(({ severity }) => severity === 'error');
      if (fault === undefined) return pipeline;
      const { line, column, message } = fault;
      throw new FailureError(
        failure('pipeline.refused', `${path}: line ${line}, column ${column}: ${message}`),
      );
    }),
  );
}
