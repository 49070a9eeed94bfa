// Has the text index made behind every import, one job at a time: what came while it was being made
// is indexed next. Searches are right without it, so a failure is left to the list of jobs.

import type { Result } from '../../shared/base/result.ts';
import type { ProcedureName } from '../../shared/contract/procedures.ts';

export function createTextIndexing(
  call: (name: ProcedureName, input: unknown) => Promise<Result<unknown>>,
) {
  let running = false;
  let again = false;
  let stopped = false;
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      const result = await call('events.index', {});
      if (!result.ok) break;
    } while (again && !stopped);
    running = false;
  };
  return {
    /** Something new may be there. */
    wanted(): void {
      if (stopped) return;
      if (running) again = true;
      else void run();
    },
    stop(): void {
      stopped = true;
    },
  };
}
