// Who has a rule open in a window will try it: the thread that previews run on is started, and has read
// the rules of the case, by the time she does. Once for each case; what fails here fails there aloud.

import type { CaseAndKey, CaseServices } from './case-services.ts';
import type { CallArgs } from './service.ts';

/** A preview of nothing: everything is loaded and read that the first one would wait for. */
const NOTHING: CallArgs = { input: { text: '' }, scope: { paths: {}, keys: {}, digestFiles: {} } };

export function previewPreparation(theCase: Pick<CaseServices, 'current' | 'link'>): () => void {
  let preparedFor: CaseAndKey | undefined;
  return () => {
    const opened = theCase.current();
    if (preparedFor === opened) return;
    preparedFor = opened;
    void theCase
      .link('analyst', false)
      .then((link) => link.call('rules.preview', NOTHING))
      .catch(() => undefined);
  };
}
