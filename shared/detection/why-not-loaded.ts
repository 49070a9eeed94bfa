// Why a rule did not load, in one line for lists of many rules: the first thing that is wrong with it,
// and where. `rules check` says everything.

import type { Diagnostic } from '../domain/rule.ts';

export function whyNotLoaded(diagnostics: readonly Diagnostic[]): string {
  const [first, ...more] = diagnostics.filter(({ severity }) => severity === 'error');
  if (first === undefined) return 'The rule did not load.';
  const where = `line ${String(first.line)}, column ${String(first.column)}`;
  const rest = more.length === 0 ? '' : ` (and ${String(more.length)} more)`;
  return `${where}: ${first.message}${rest}`;
}
