// The parser: jobs that read files and hand what they hold to the writer. They never see the case.

import { oneAtATime, type ImportContext } from '../engine/evidence/unit-reader.ts';
import type { EngineHost } from '../engine/host.ts';
import { parserJobs } from '../engine/job-table.ts';
import type { Link } from './rpc.ts';
import { unknownCall, type CallArgs, type Service } from './service.ts';
import { stepClient } from './step-link.ts';

export function parserService(
  host: EngineHost,
  writer: Link,
  startReaders: ImportContext['startReaders'],
): Service {
  const steps = stepClient(writer);
  const alone = oneAtATime();
  return {
    async handle(name, args, context) {
      const load = parserJobs[name];
      if (!load) return unknownCall(name);
      const job = await load();
      const { input, scope } = args as CallArgs;
      return await job(input, { ...context, host, scope, steps, startReaders, alone });
    },
    close: () => Promise.resolve(),
  };
}
