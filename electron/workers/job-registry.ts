// The jobs that run or ran in this session, for the status bar. Jobs outlive the window that began
// them: a reload finds them again.

import type { Failure } from '../../shared/base/result.ts';
import type { JobState, Progress } from '../../shared/contract/procedure.ts';

const KEPT_FINISHED = 50;

export interface RunningJob {
  readonly id: number;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  end(error: Failure | null): void;
}

export function createJobRegistry(nowMs: () => number, onChange: (job: JobState) => void) {
  const jobs = new Map<number, JobState>();
  const aborts = new Map<number, AbortController>();
  let nextId = 1;

  const put = (job: JobState) => {
    jobs.set(job.id, job);
    onChange(job);
  };
  return {
    list: (): JobState[] => [...jobs.values()],
    start(procedure: string, title: string): RunningJob {
      const id = nextId++;
      const abort = new AbortController();
      aborts.set(id, abort);
      let job: JobState = {
        id,
        procedure,
        title,
        startedAtMs: nowMs(),
        state: 'running',
        progress: null,
        error: null,
      };
      put(job);
      return {
        id,
        signal: abort.signal,
        progress(progress) {
          job = { ...job, progress };
          put(job);
        },
        end(error) {
          aborts.delete(id);
          const state =
            error === null ? 'done' : error.code === 'job.cancelled' ? 'cancelled' : 'failed';
          job = { ...job, state, error };
          put(job);
          const finished = [...jobs.values()].filter((each) => each.state !== 'running');
          for (const old of finished.slice(0, -KEPT_FINISHED)) jobs.delete(old.id);
        },
      };
    },
    /** False where no such job runs. */
    cancel(id: number): boolean {
      const abort = aborts.get(id);
      abort?.abort();
      return abort !== undefined;
    },
    cancelAll(): void {
      for (const abort of aborts.values()) abort.abort();
    },
  };
}

export type JobRegistry = ReturnType<typeof createJobRegistry>;
