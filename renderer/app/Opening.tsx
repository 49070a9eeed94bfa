// Opening evidence: choose or drop, read, check, detect. Each step is a job of its own, so each
// shows its progress and can be cancelled; a step that fails says so and ends the row.

import { useCallback, useMemo, type ReactNode } from 'react';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Failure, Result } from '../../shared/base/result.ts';
import type { Output } from '../../shared/contract/procedures.ts';
import { useChooseFiles } from '../client/files.tsx';
import { OpenEvidenceProvider, type OpeningOptions } from '../client/opening.ts';
import { useJob } from '../client/use-job.ts';
import { formatCount, plural } from '../ui/format.model.ts';
import { navigate } from '../ui/route.ts';
import { showFailure, showToast } from '../ui/toast.tsx';
import { openingOutcome, type OpeningOutcome } from './outcome.model.ts';

function isCancel(failure: Failure): boolean {
  return failure.code.endsWith('cancelled');
}

export function Opening(props: {
  readonly onOutcome: (outcome: OpeningOutcome | null) => void;
  readonly onOpening: (opening: boolean) => void;
  readonly children: ReactNode;
}) {
  const { onOutcome, onOpening } = props;
  const chooseFiles = useChooseFiles();
  const importing = useJob('evidence.import');
  const sampling = useJob('evidence.importSample');
  const verifying = useJob('evidence.verify');
  const detecting = useJob('detect.run');

  const follow = useCallback(
    async (read: Output<'evidence.import'>) => {
      const fresh = read.sources.filter((each) => !each.alreadyThere);
      if (fresh.length === 0) {
        showToast({ tone: 'info', text: 'The case already holds exactly this material.' });
        return;
      }
      const events = fresh.reduce((sum, { source }) => sum + source.events, 0);
      const rejected = fresh.reduce((sum, { source }) => sum + source.rejected, 0);
      showToast({
        tone: 'success',
        text:
          `${plural(fresh.length, 'source')} opened: ${plural(events, 'event')}, ` +
          `${formatCount(rejected)} rejected.`,
      });
      const checked: Output<'evidence.verify'>['sources'] = [];
      for (const { source } of fresh) {
        const verified = await verifying.run({ sourceId: source.id });
        if (!verified.ok) {
          if (!isCancel(verified.error)) showFailure(verified.error);
          break;
        }
        checked.push(...verified.value.sources);
      }
      const detected = await detecting.run({ fromUs: null, toUs: null });
      onOutcome(openingOutcome(fresh, checked, detected.ok ? detected.value : null));
      if (!detected.ok) {
        if (!isCancel(detected.error)) showFailure(detected.error);
        return;
      }
      showToast({
        tone: 'success',
        text: `Detection ran ${plural(detected.value.rules, 'rule')}: ${plural(detected.value.added, 'new alert')}.`,
      });
    },
    [verifying, detecting, onOutcome],
  );

  /** From the first byte to the last rule: the shell shows it as one thing. */
  const asOpening = useCallback(
    async (read: () => Promise<Result<Output<'evidence.import'>>>) => {
      onOutcome(null);
      onOpening(true);
      const result = await read();
      if (result.ok) await follow(result.value);
      else if (!isCancel(result.error)) showFailure(result.error);
      onOpening(false);
    },
    [follow, onOutcome, onOpening],
  );

  const open = useCallback(
    async (files: readonly FileToken[], options: OpeningOptions = {}) => {
      if (files.length === 0) return;
      navigate({ screen: 'evidence' });
      await asOpening(() => importing.run({ files: [...files], ...options }));
    },
    [importing, asOpening],
  );

  const choose = useCallback(
    async (what: 'evidence' | 'folder') => {
      const chosen = await chooseFiles(what);
      if (!chosen.ok) showFailure(chosen.error);
      else await open(chosen.value.map((file) => file.token));
    },
    [chooseFiles, open],
  );

  const sample = useCallback(() => asOpening(() => sampling.run({})), [sampling, asOpening]);

  const busy = importing.running || sampling.running;
  const value = useMemo(
    () => ({
      choose: (what: 'evidence' | 'folder') => void choose(what),
      open: (files: readonly FileToken[], options?: OpeningOptions) => void open(files, options),
      sample: () => void sample(),
      busy,
    }),
    [choose, open, sample, busy],
  );
  return <OpenEvidenceProvider value={value}>{props.children}</OpenEvidenceProvider>;
}
