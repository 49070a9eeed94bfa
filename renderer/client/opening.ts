// Opening evidence, from wherever in the window it is asked for. The shell provides it: it draws the
// file chooser, starts the job and says how it went.

import { createContext, useContext } from 'react';
import type { FileToken } from '../../shared/contract/procedure.ts';

export interface OpenEvidence {
  /** Shows the file chooser, then opens what was chosen. */
  readonly choose: (what: 'evidence' | 'folder') => void;
  readonly open: (files: readonly FileToken[]) => void;
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
