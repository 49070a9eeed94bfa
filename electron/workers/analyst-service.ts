// The analyst: long jobs that read the case, and those that need no case. Where it is the only one who
// reads, it answers queries too.

import type { EngineHost } from '../engine/host.ts';
import { analystJobs } from '../engine/job-table.ts';
import type { JobContext } from '../engine/jobs.ts';
import type { CaseReading } from './case-reading.ts';
import { readerService } from './reader-service.ts';
import type { Link } from './rpc.ts';
import type { CallArgs, Service } from './service.ts';
import { stepClient } from './step-link.ts';

export type AnalystThreads = Pick<
  JobContext,
  'startLeafWorkers' | 'startMatchers' | 'startCheckers' | 'startMarkers'
>;

/** @param threads other threads for verifying a case, matching rules and indexing words; absent where there are none */
export function analystService(
  reading: CaseReading,
  host: EngineHost,
  writer: Link,
  threads: AnalystThreads = {},
): Service {
  const steps = stepClient(writer);
  const queries = readerService(reading);
  return {
    async handle(name, args, context) {
      const load = analystJobs[name];
      if (!load) return await queries.handle(name, args, context);
      const job = await load(() => reading.engine());
      const { input, scope } = args as CallArgs;
      return await job(input, { ...context, host, scope, steps, ...threads });
    },
    close: () => reading.close(),
  };
}
