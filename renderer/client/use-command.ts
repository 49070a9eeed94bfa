// A command as a hook: runs once per call, knows whether one is under way.

import { useCallback, useState } from 'react';
import type { Result } from '../../shared/base/result.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import { useClient } from './ClientProvider.tsx';

export interface Command<N extends ProcedureName> {
  readonly run: (input: Input<N>) => Promise<Result<Output<N>>>;
  readonly busy: boolean;
}

export function useCommand<N extends ProcedureName>(name: N): Command<N> {
  const client = useClient();
  const [underWay, setUnderWay] = useState(0);
  const run = useCallback(
    async (input: Input<N>) => {
      setUnderWay((count) => count + 1);
      try {
        return await client.call(name, input);
      } finally {
        setUnderWay((count) => count - 1);
      }
    },
    [client, name],
  );
  return { run, busy: underWay > 0 };
}
