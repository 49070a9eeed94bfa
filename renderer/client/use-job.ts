// Jobs as hooks. A job goes on when its screen is left; coming back shows it again. Progress is a hook of
// its own: a screen that starts a job is not drawn again with each step of it.

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
  /** Of the newest run of this page; null after a cancel. */
  readonly error: Failure | null;
}

export function useJob<N extends ProcedureName>(name: N): Job<N> {
  const store = useJobStore();
  const running = useSyncExternalStore(store.subscribe, () => store.ofPage(name)?.running ?? false);
  const error = useSyncExternalStore(store.subscribe, () => store.ofPage(name)?.error ?? null);
  const run = useCallback((input: Input<N>) => store.run(name, input), [store, name]);
  const cancel = useCallback(() => store.cancel(name), [store, name]);
  return { run, cancel, running, error };
}

/** Of the newest run of this page; null before it has said any. */
export function useJobProgress(name: ProcedureName): Progress | null {
  const store = useJobStore();
  return useSyncExternalStore(store.subscribe, () => store.ofPage(name)?.progress ?? null);
}

/** Whether a job of one of these procedures runs, whoever started it. */
export function useAnyRunning(procedures: readonly ProcedureName[]): boolean {
  const store = useJobStore();
  const names: readonly string[] = procedures;
  return useSyncExternalStore(store.subscribe, () =>
    store.all().some((job) => job.state === 'running' && names.includes(job.procedure)),
  );
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
