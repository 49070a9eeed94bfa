// Importing rule files or a folder of them: choose, load, keep what came of it to be read.

import { useState } from 'react';
import { useChooseFiles } from '../../client/files.tsx';
import { useJob } from '../../client/use-job.ts';
import { showFailure } from '../../ui/toast.tsx';
import type { RulesImported } from './rule-import.model.ts';

export function useRuleImport() {
  const chooseFiles = useChooseFiles();
  const job = useJob('rules.import');
  const [result, setResult] = useState<RulesImported | null>(null);
  const start = async (purpose: 'rules' | 'rule folder') => {
    const chosen = await chooseFiles(purpose);
    if (!chosen.ok) {
      showFailure(chosen.error);
      return;
    }
    if (chosen.value.length === 0) return;
    const imported = await job.run({ files: chosen.value.map(({ token }) => token) });
    if (imported.ok) setResult(imported.value);
    else if (!imported.error.code.endsWith('cancelled')) showFailure(imported.error);
  };
  return { start, running: job.running, result, close: () => setResult(null) };
}
