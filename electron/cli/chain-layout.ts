// --chain-layout FILE: under which names a hash-chained log keeps what, as a small JSON file.

import { chainLayoutText, readChainLayout } from '../../shared/domain/chain-layout.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import { fileFailure } from './failures.ts';
import { readText } from './inputs.ts';

export const CHAIN_LAYOUT_OPTION = {
  'chain-layout': {
    type: 'text',
    value: 'FILE',
    help: 'table and column names of a hash-chained log, as JSON: {"table": …, "columns": {"chain_hash": …}}',
  },
} as const satisfies OptionSpecs;

/** As `evidence.import` and `tools.verify` take it. */
export async function chainLayoutOption(
  cwd: string,
  args: Arguments,
): Promise<{ readonly chainLayout?: string }> {
  const path = args.text('chain-layout');
  if (path === undefined) return {};
  const layout = readChainLayout(await readText(cwd, path));
  if (!layout.ok) throw fileFailure(path, layout.error);
  const chainLayout = chainLayoutText(layout.value);
  return chainLayout === '' ? {} : { chainLayout };
}
