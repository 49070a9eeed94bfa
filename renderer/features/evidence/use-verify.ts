// Verifying from this screen. Where other entries fail than before, such as when a key is supplied,
// detection has not seen them yet: it is offered, not run, because a wrong key lets everything fail.

import { useCallback } from 'react';
import type { Input } from '../../../shared/contract/procedures.ts';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import { useJob } from '../../client/use-job.ts';
import { detectionWords } from '../../ui/job-words.model.ts';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { verdictsChanged } from './verdict.model.ts';

export function useVerify(before: readonly SourceWithVerdict[]): {
  readonly run: (input: Input<'evidence.verify'>) => Promise<void>;
  readonly running: boolean;
} {
  const verify = useJob('evidence.verify');
  const detect = useJob('detect.run');
  const look = useCallback(async () => {
    const detected = await detect.run({ fromUs: null, toUs: null });
    if (detected.ok) showToast({ tone: 'success', text: detectionWords(detected.value) });
    else if (!detected.error.code.endsWith('cancelled')) showFailure(detected.error);
  }, [detect]);
  const run = useCallback(
    async (input: Input<'evidence.verify'>) => {
      const result = await verify.run(input);
      if (!result.ok) {
        if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
        return;
      }
      if (!verdictsChanged(before, result.value.sources)) return;
      showToast({
        tone: 'info',
        text: 'Other entries fail than before. Alerts follow once detection has run.',
        action: { label: 'Run detection', run: () => void look() },
      });
    },
    [verify, look, before],
  );
  return { run, running: verify.running };
}
