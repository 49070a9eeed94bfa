// Importing rules, from wherever in the window it is asked for. The shell provides it: it shows the
// file chooser and runs the job; the Rules screen says what came of it.

import { createContext, useContext } from 'react';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Output } from '../../shared/contract/procedures.ts';

export type RulesImported = Output<'rules.import'>;
/** The newest import, as long as it can be undone. */
export type LastRuleImport = NonNullable<Output<'rules.list'>['lastImport']>;

export interface RuleImport {
  /** Shows the file chooser, then imports what was chosen. */
  readonly choose: (purpose: 'rules' | 'rule folder') => void;
  readonly take: (files: readonly FileToken[]) => void;
  readonly running: boolean;
  /** Of the newest import, until it was read. */
  readonly result: RulesImported | null;
  readonly close: () => void;
}

const RuleImportContext = createContext<RuleImport | null>(null);
export const RuleImportProvider = RuleImportContext.Provider;

export function useRuleImport(): RuleImport {
  const importing = useContext(RuleImportContext);
  if (importing === null) throw new Error('A view that imports rules is outside its provider.');
  return importing;
}
