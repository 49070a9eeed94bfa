// Jobs: those of this page with their live progress, and all of the application's for the status
// bar. A job outlives the screen that started it, so its state is here and not in a component.

import type { Client } from '../../shared/contract/client.ts';
import type { JobState, Progress } from '../../shared/contract/procedure.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import type { Failure, Result } from '../../shared/base/result.ts';
import { legAfter, type Leg } from './progress-rate.model.ts';

export interface PageJob {
  readonly running: boolean;
  readonly startedAtMs: number;
  readonly progress: Progress | null;
  readonly error: Failure | null;
}

export interface JobStore {
  subscribe(listener: () => void): () => void;
  /** The newest job of this procedure that this page started. */
  ofPage(name: string): PageJob | undefined;
  /** All jobs of the application: the running ones and the last ones that ended. */
  all(): readonly JobState[];
  /** How a running job goes; null before its first progress. */
  legOf(id: number): Leg | null;
  run<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
  cancel(name: ProcedureName): void;
  cancelJob(id: number): Promise<Result<unknown>>;
}

const ENDED_KEPT = 20;

/**
 * @param soon when listeners hear of progress: a job of many small steps reports far more often than a
 * page can be drawn. That a job begins or ends is told at once.
 */
export function createJobStore(
  client: Client,
  soon: (tell: () => void) => void = (tell) => tell(),
): JobStore {
  const listeners = new Set<() => void>();
  const pageJobs = new Map<string, PageJob>();
  const controllers = new Map<ProcedureName, AbortController>();
  const legs = new Map<number, Leg>();
  let jobs: readonly JobState[] = [];

  let untold = false;
  const changed = () => {
    untold = false;
    for (const listener of listeners) listener();
  };
  const progressed = () => {
    if (untold) return;
    untold = true;
    soon(() => {
      if (untold) changed();
    });
  };
  const setPageJob = (name: ProcedureName, job: PageJob) => {
    pageJobs.set(name, job);
    changed();
  };

  const take = (job: JobState) => {
    jobs = withJob(jobs, job);
    if (job.state !== 'running') legs.delete(job.id);
    else if (job.progress !== null) {
      legs.set(job.id, legAfter(legs.get(job.id), job.progress, Date.now()));
    }
  };

  client.onNotice((notice) => {
    if (notice.topic !== 'job') return;
    const { id, state } = notice.job;
    const isNews = state !== 'running' || !jobs.some((known) => known.id === id);
    take(notice.job);
    if (isNews) changed();
    else progressed();
  });
  void client.call('host.jobs', {}).then((result) => {
    if (!result.ok) return;
    for (const job of result.value.jobs) {
      if (!jobs.some((known) => known.id === job.id)) take(job);
    }
    changed();
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ofPage: (name) => pageJobs.get(name),
    all: () => jobs,
    legOf: (id) => legs.get(id) ?? null,
    async run(name, input) {
      const controller = new AbortController();
      controllers.set(name, controller);
      const startedAtMs = Date.now();
      const newest = () => controllers.get(name) === controller;
      setPageJob(name, { running: true, startedAtMs, progress: null, error: null });
      const result = await client.call(name, input, {
        signal: controller.signal,
        onProgress: (progress) => {
          if (!newest()) return;
          pageJobs.set(name, { running: true, startedAtMs, progress, error: null });
          progressed();
        },
      });
      if (newest()) {
        controllers.delete(name);
        const cancelled = controller.signal.aborted;
        const error = result.ok || cancelled ? null : result.error;
        setPageJob(name, { running: false, startedAtMs, progress: null, error });
      }
      return result;
    },
    cancel(name) {
      controllers.get(name)?.abort();
    },
    cancelJob: (id) => client.call('host.cancel', { job: id }),
  };
}

/** Running jobs first by start, then the newest ended ones; the rest is forgotten. */
export function withJob(jobs: readonly JobState[], job: JobState): readonly JobState[] {
  const all = [...jobs.filter((known) => known.id !== job.id), job];
  const running = all.filter((each) => each.state === 'running');
  const ended = all.filter((each) => each.state !== 'running');
  return [
    ...running.sort((a, b) => a.startedAtMs - b.startedAtMs),
    ...ended.sort((a, b) => b.id - a.id).slice(0, ENDED_KEPT),
  ];
}
