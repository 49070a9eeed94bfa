import { describe, expect, it } from 'vitest';
import type { CallOptions, Client } from '../../../shared/contract/client.ts';
import type { JobState, Notice } from '../../../shared/contract/procedure.ts';
import { createJobStore, withJob } from '../../../renderer/client/job-store.ts';

function job(id: number, state: JobState['state']): JobState {
  return {
    id,
    procedure: 'detect.run',
    title: 'Running detection',
    startedAtMs: id,
    state,
    progress: null,
    error: null,
  };
}

interface Call {
  readonly name: string;
  readonly options: CallOptions | undefined;
  readonly answer: (result: unknown) => void;
}

function fakeClient() {
  const calls: Call[] = [];
  const listeners = new Set<(notice: Notice) => void>();
  const client: Client = {
    call: (name, _input, options) =>
      new Promise((resolve) => {
        calls.push({ name, options, answer: (result) => resolve(result as never) });
      }),
    onNotice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const last = (name: string) => calls.findLast((call) => call.name === name);
  const notify = (notice: Notice) => listeners.forEach((listener) => listener(notice));
  return { client, last, notify };
}

const progress = { phase: 'p', done: 1, total: 2, unit: 'steps' as const, note: '' };

describe('the list of jobs', () => {
  it('has the running ones first, then the newest that ended', () => {
    const list = [job(1, 'done'), job(2, 'running'), job(3, 'failed'), job(4, 'running')].reduce(
      withJob,
      [] as readonly JobState[],
    );
    expect(list.map((each) => each.id)).toEqual([2, 4, 3, 1]);
  });

  it('knows a job by its number', () => {
    const list = withJob(withJob([], job(1, 'running')), job(1, 'done'));
    expect(list).toEqual([job(1, 'done')]);
  });

  it('keeps a bounded number of ended ones', () => {
    let list: readonly JobState[] = [];
    for (let id = 1; id <= 50; id += 1) list = withJob(list, job(id, 'done'));
    expect(list).toHaveLength(20);
    expect(list[0]?.id).toBe(50);
  });

  it('takes up what other callers run', () => {
    const { client, notify } = fakeClient();
    const store = createJobStore(client);
    notify({ topic: 'job', job: job(7, 'running') });
    expect(store.all().map((each) => each.id)).toEqual([7]);
  });
});

describe('a job of this page', () => {
  it('shows its progress while it runs and nothing once it is done', async () => {
    const { client, last } = fakeClient();
    const store = createJobStore(client);
    const running = store.run('detect.run', { fromUs: null, toUs: null });
    last('detect.run')?.options?.onProgress?.(progress);
    expect(store.ofPage('detect.run')).toMatchObject({ running: true, progress });
    last('detect.run')?.answer({ ok: true, value: {} });
    await running;
    expect(store.ofPage('detect.run')).toMatchObject({
      running: false,
      progress: null,
      error: null,
    });
  });

  it('keeps the failure, but not that of a cancel', async () => {
    const { client, last } = fakeClient();
    const store = createJobStore(client);
    const error = { code: 'x', message: 'y' };
    const first = store.run('detect.run', { fromUs: null, toUs: null });
    last('detect.run')?.answer({ ok: false, error });
    await first;
    expect(store.ofPage('detect.run')?.error).toEqual(error);

    const second = store.run('detect.run', { fromUs: null, toUs: null });
    store.cancel('detect.run');
    expect(last('detect.run')?.options?.signal?.aborted).toBe(true);
    last('detect.run')?.answer({ ok: false, error });
    await second;
    expect(store.ofPage('detect.run')?.error).toBeNull();
  });

  it('lets the newest run win over the progress of an older one', async () => {
    const { client, last } = fakeClient();
    const store = createJobStore(client);
    const first = store.run('detect.run', { fromUs: null, toUs: null });
    const older = last('detect.run');
    void store.run('detect.run', { fromUs: null, toUs: null });
    older?.options?.onProgress?.(progress);
    older?.answer({ ok: true, value: {} });
    await first;
    expect(store.ofPage('detect.run')).toMatchObject({ running: true, progress: null });
  });
});

describe('progress of a job', () => {
  it('is told once for all that came before the page is drawn; an end is told at once', async () => {
    const { client, last, notify } = fakeClient();
    const waiting: (() => void)[] = [];
    const store = createJobStore(client, (tell) => void waiting.push(tell));
    let told = 0;
    store.subscribe(() => (told += 1));
    const run = store.run('detect.run', { fromUs: null, toUs: null });
    notify({ topic: 'job', job: job(1, 'running') });
    const before = told;
    for (let done = 0; done < 50; done += 1) {
      last('detect.run')?.options?.onProgress?.({ ...progress, done });
      notify({ topic: 'job', job: { ...job(1, 'running'), progress: { ...progress, done } } });
    }
    expect(told).toBe(before);
    expect(waiting).toHaveLength(1);
    waiting[0]?.();
    expect(told).toBe(before + 1);
    expect(store.ofPage('detect.run')?.progress?.done).toBe(49);

    last('detect.run')?.options?.onProgress?.(progress);
    notify({ topic: 'job', job: job(1, 'done') });
    expect(told).toBe(before + 2);
    // What was put off has been told with it.
    waiting[1]?.();
    expect(told).toBe(before + 2);
    last('detect.run')?.answer({ ok: true, value: {} });
    await run;
  });
});
