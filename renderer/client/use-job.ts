// Jobs as hooks. A job goes on when its screen is left; coming back shows it again.

import { useCallback, useSyncExternalStore } from 'react';
import type { Failure, Result } from '../../shared/base/result.ts';
import type { JobState, Progress } from '../../shared/contract/procedure.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import { useJobStore } from './ClientProvider.tsx';
import type { Leg } from './progress-rate.model.ts';

export interface Job<N extends ProcedureName> {
  readonly run: (input: Input<N>) => Promise<Result<Output<N>>>;
  readonly cancel: () => void;
  readonly running: boolean;
  readonly startedAtMs: number | null;
  readonly progress: Progress | null;
  /** Of the newest run of this page; null after a cancel. */
  readonly error: Failure | null;
}

export function useJob<N extends ProcedureName>(name: N): Job<N> {
  const store = useJobStore();
  const state = useSyncExternalStore(store.subscribe, () => store.ofPage(name));
  const run = useCallback((input: Input<N>) => store.run(name, input), [store, name]);
  const cancel = useCallback(() => store.cancel(name), [store, name]);
  return {
    run,
    cancel,
    running: state?.running ?? false,
    startedAtMs: state?.startedAtMs ?? null,
    progress: state?.progress ?? null,
    error: state?.error ?? null,
  };
}

/** Every job of the application, running ones first. */
export function useJobs(): {
  readonly jobs: readonly JobState[];
  readonly legOf: (id: number) => Leg | null;
  readonly cancel: (id: number) => Promise<Result<unknown>>;
} {
  const store = useJobStore();
  const jobs = useSyncExternalStore(store.subscribe, store.all);
  return { jobs, legOf: store.legOf, cancel: store.cancelJob };
}
