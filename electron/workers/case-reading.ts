// The case as queries and reading jobs have it: opened when it is first asked for, and again on the
// next call where opening failed. A case that was locked or on a disk that was not there may be free
// now, and the thread lives on.

import type { EngineHost } from '../engine/host.ts';
import type { ReadEngine } from '../engine/read-engine.ts';
import type { CaseKey } from '../store/cipher.ts';

export interface CaseReading {
  /** Throws FailureError where the case cannot be opened. */
  engine(): Promise<ReadEngine>;
  close(): Promise<void>;
}

export function caseReading(caseFile: string, host: EngineHost, caseKey?: CaseKey): CaseReading {
  let opened: ReadEngine | undefined;
  let opening: Promise<unknown> = Promise.resolve();
  // Loaded on the first call: jobs that need no case load nothing of it.
  const open = async (): Promise<ReadEngine> => {
    const { openCaseReader } = await import('../store/case-store.ts');
    const { createReadEngine } = await import('../engine/read-engine.ts');
    opened ??= createReadEngine(openCaseReader(caseFile, caseKey), host);
    return opened;
  };
  return {
    async engine() {
      if (opened) return opened;
      const engine = open();
      opening = Promise.allSettled([opening, engine]);
      return await engine;
    },
    async close() {
      await opening;
      opened?.store.close();
      opened = undefined;
    },
  };
}
