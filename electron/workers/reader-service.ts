// The reader: queries, over a read-only connection.

import type { CaseReading } from './case-reading.ts';
import type { CallArgs, Service } from './service.ts';

export function readerService(reading: CaseReading): Service {
  return {
    async handle(name, args, context) {
      const engine = await reading.engine();
      const { input, scope } = args as CallArgs;
      return await engine.query(name, input, scope, context);
    },
    close: () => reading.close(),
  };
}
