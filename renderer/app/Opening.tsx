// Opening evidence: choose or drop, read, check, detect. Each step is a job of its own, so each
// shows its progress and can be cancelled. What cannot be opened is named at the end; it keeps
// nothing else from being opened.

import { useCallback, useMemo, useRef, type ReactNode } from 'react';
import type { NotOpened } from '../../shared/contract/areas/evidence.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Failure, Result } from '../../shared/base/result.ts';
import type { Output } from '../../shared/contract/procedures.ts';
import { useChooseFiles, type ChosenFile } from '../client/files.tsx';
import { OpenEvidenceProvider, type OpeningHow } from '../client/opening.ts';
import { useRuleImport } from '../client/rule-import.ts';
import { useJob } from '../client/use-job.ts';
import { parseRoute } from '../ui/route.model.ts';
import { navigate } from '../ui/route.ts';
import { showFailure, showToast } from '../ui/toast.tsx';
import { planFor } from './given-files.model.ts';
import { inPortions, joined, openingOutcome, type OpeningOutcome } from './outcome.model.ts';
import { useRulesOrEvidence } from './RulesOrEvidence.tsx';

type Imported = Output<'evidence.import'>;

function isCancel(failure: Failure): boolean {
  return failure.code.endsWith('cancelled');
}

/** What was opened is what is looked at next, unless the officer has chosen something meanwhile. */
function showFirst(fresh: Imported['sources']): void {
  const { screen, id } = parseRoute(window.location.hash);
  const [first] = fresh;
  if (screen !== 'evidence' || id !== '' || first === undefined) return;
  navigate({ screen, id: String(first.source.id) }, { replace: true });
}

export function Opening(props: {
  readonly onOutcome: (outcome: OpeningOutcome | null) => void;
  readonly onNotOpened: (files: readonly NotOpened[]) => void;
  readonly onOpening: (opening: boolean) => void;
  readonly children: ReactNode;
}) {
  const { onOutcome, onNotOpened, onOpening } = props;
  const chooseFiles = useChooseFiles();
  const { take: takeRules } = useRuleImport();
  const { ask, dialog } = useRulesOrEvidence();
  const importing = useJob('evidence.import');
  const sampling = useJob('evidence.importSample');
  const verifying = useJob('evidence.verify');
  const detecting = useJob('detect.run');
  /** Openings wait for each other; the shell shows the row of them as one. */
  const underWay = useRef(0);

  const follow = useCallback(
    async (read: Imported) => {
      const fresh = read.sources.filter((each) => !each.alreadyThere);
      if (fresh.length === 0) {
        if (read.sources.length > 0) {
          showToast({ tone: 'info', text: 'The case already holds exactly this material.' });
        }
        return;
      }
      showFirst(fresh);
      const ids = fresh.map(({ source }) => source.id);
      const verified = await verifying.run({ sourceId: null, sourceIds: ids });
      const checked = verified.ok ? verified.value.sources : [];
      if (!verified.ok && !isCancel(verified.error)) showFailure(verified.error);
      const detected = await detecting.run({ fromUs: null, toUs: null });
      onOutcome(openingOutcome(fresh, checked, detected.ok ? detected.value : null));
      if (!detected.ok && !isCancel(detected.error)) showFailure(detected.error);
    },
    [verifying, detecting, onOutcome],
  );

  /** From the first byte to the last rule: the shell shows it as one thing. */
  const asOpening = useCallback(
    async (
      read: () => Promise<Result<Imported>>,
      { notOpened = [], mayBeEmpty = false }: OpeningHow = {},
    ) => {
      onOutcome(null);
      onNotOpened([]);
      underWay.current += 1;
      onOpening(true);
      const result = await read();
      if (result.ok) {
        onNotOpened([...notOpened, ...(result.value.notOpened ?? [])]);
        await follow(result.value);
      } else {
        onNotOpened(notOpened);
        const isFault = !(mayBeEmpty && result.error.code === 'folder.empty');
        if (isFault && !isCancel(result.error)) showFailure(result.error);
      }
      underWay.current -= 1;
      onOpening(underWay.current > 0);
    },
    [follow, onOutcome, onNotOpened, onOpening],
  );

  const open = useCallback(
    async (files: readonly FileToken[], how: OpeningHow = {}) => {
      if (files.length === 0) {
        const { notOpened = [] } = how;
        const [first] = notOpened;
        if (first !== undefined && notOpened.length === 1) {
          showToast({ tone: 'error', text: first.reason });
        } else onNotOpened(notOpened);
        return;
      }
      navigate({ screen: 'evidence' });
      await asOpening(async () => {
        let read: Imported | undefined;
        for (const portion of inPortions(files)) {
          const result = await importing.run({ files: [...portion], ...how.reading });
          if (!result.ok) {
            // What was read before it is checked all the same.
            if (read === undefined || isCancel(result.error)) return result;
            showFailure(result.error);
            break;
          }
          read = joined(read, result.value);
        }
        return { ok: true, value: read ?? { sources: [], seconds: 0 } };
      }, how);
    },
    [importing, asOpening, onNotOpened],
  );

  const give = useCallback(
    async (files: readonly ChosenFile[], asRules: boolean, notOpened: readonly NotOpened[]) => {
      const tokens = (given: readonly ChosenFile[]) => given.map(({ token }) => token);
      const { rules, evidence, asked } = planFor(files, asRules);
      if (rules.length > 0) takeRules(tokens(rules));
      const meant = asked.length > 0 ? await ask(asked, evidence.length, asRules) : 'evidence';
      if (meant === 'rules') takeRules(tokens(asked));
      // A question that is closed unanswered takes back the whole of what was given as evidence.
      const opened =
        meant === 'evidence' ? [...evidence, ...asked] : meant === 'rules' ? evidence : [];
      await open(tokens(opened), { notOpened });
    },
    [open, takeRules, ask],
  );

  const choose = useCallback(
    async (what: 'evidence' | 'folder') => {
      const chosen = await chooseFiles(what);
      if (!chosen.ok) showFailure(chosen.error);
      else if (what === 'evidence') await give(chosen.value, false, []);
      else await open(chosen.value.map((file) => file.token));
    },
    [chooseFiles, give, open],
  );

  const sample = useCallback(() => asOpening(() => sampling.run({})), [sampling, asOpening]);

  const busy = importing.running || sampling.running;
  const value = useMemo(
    () => ({
      choose: (what: 'evidence' | 'folder') => void choose(what),
      give: (files: readonly ChosenFile[], asRules: boolean, notOpened: readonly NotOpened[]) =>
        void give(files, asRules, notOpened),
      open: (files: readonly FileToken[], how?: OpeningHow) => void open(files, how),
      sample: () => void sample(),
      busy,
    }),
    [choose, give, open, sample, busy],
  );
  return (
    <OpenEvidenceProvider value={value}>
      {props.children}
      {dialog}
    </OpenEvidenceProvider>
  );
}
