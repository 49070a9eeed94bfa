// Importing rule files or a folder of them: choose, load, keep what came of it to be read.

import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { FileToken } from '../../shared/contract/procedure.ts';
import { useChooseFiles } from '../client/files.tsx';
import { RuleImportProvider, type RulesImported } from '../client/rule-import.ts';
import { useJob } from '../client/use-job.ts';
import { parseRoute } from '../ui/route.model.ts';
import { navigate } from '../ui/route.ts';
import { showFailure } from '../ui/toast.tsx';

export function RuleImporting(props: { readonly children: ReactNode }) {
  const chooseFiles = useChooseFiles();
  const job = useJob('rules.import');
  const [result, setResult] = useState<RulesImported | null>(null);

  const { run, running } = job;
  const take = useCallback(
    async (files: readonly FileToken[]) => {
      if (parseRoute(window.location.hash).screen !== 'rules') navigate({ screen: 'rules' });
      const imported = await run({ files: [...files] });
      if (imported.ok) setResult(imported.value);
      else if (!imported.error.code.endsWith('cancelled')) showFailure(imported.error);
    },
    [run],
  );
  const choose = useCallback(
    async (purpose: 'rules' | 'rule folder') => {
      const chosen = await chooseFiles(purpose);
      if (!chosen.ok) showFailure(chosen.error);
      else if (chosen.value.length > 0) await take(chosen.value.map(({ token }) => token));
    },
    [chooseFiles, take],
  );
  const value = useMemo(
    () => ({
      choose: (purpose: 'rules' | 'rule folder') => void choose(purpose),
      take: (files: readonly FileToken[]) => void take(files),
      running,
      result,
      close: () => setResult(null),
    }),
    [choose, take, running, result],
  );
  return <RuleImportProvider value={value}>{props.children}</RuleImportProvider>;
}
