// Opening evidence, from wherever in the window it is asked for. The shell provides it: it draws the
// file chooser, starts the job and says how it went.

import { createContext, useContext } from 'react';
import type { NotOpened } from '../../shared/contract/areas/evidence.ts';
import type { ChosenFile } from './files.tsx';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Input } from '../../shared/contract/procedures.ts';

export type OpeningOptions = Omit<Input<'evidence.import'>, 'files'>;

export interface OpeningHow {
  /** How the files are to be read, where that is not found out by itself. */
  readonly reading?: OpeningOptions;
  /** What was given with the files and cannot be opened. */
  readonly notOpened?: readonly NotOpened[];
  /** A folder that is watched: it is no fault that nothing lies in it yet. */
  readonly mayBeEmpty?: boolean;
}

export interface OpenEvidence {
  /** Shows the file chooser, then opens what was chosen. */
  readonly choose: (what: 'evidence' | 'folder') => void;
  /** Takes what was dropped, as what it is meant where it was dropped; asks where that is not sure. */
  readonly give: (
    files: readonly ChosenFile[],
    asRules: boolean,
    notOpened: readonly NotOpened[],
  ) => void;
  readonly open: (files: readonly FileToken[], how?: OpeningHow) => void;
  readonly sample: () => void;
  readonly busy: boolean;
}

const OpenEvidenceContext = createContext<OpenEvidence | null>(null);
export const OpenEvidenceProvider = OpenEvidenceContext.Provider;

export function useOpenEvidence(): OpenEvidence {
  const opening = useContext(OpenEvidenceContext);
  if (opening === null) throw new Error('A view that opens evidence is outside its provider.');
  return opening;
}
