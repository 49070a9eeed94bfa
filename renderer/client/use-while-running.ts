// Asks again now and then while a job runs whose work can be seen before it ends.

import { useEffect, useRef } from 'react';
import type { ProcedureName } from '../../shared/contract/procedures.ts';
import { useAnyRunning } from './use-job.ts';

const EVERY_MS = 1_000;

export function useWhileRunning(procedures: readonly ProcedureName[], ask: () => void): void {
  const running = useAnyRunning(procedures);
  const newest = useRef(ask);
  useEffect(() => {
    newest.current = ask;
  });
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => newest.current(), EVERY_MS);
    return () => clearInterval(timer);
  }, [running]);
}
