import { describe, expect, it } from 'vitest';
import { legAfter, progressRate, type Leg } from '../../../renderer/client/progress-rate.model.ts';
import { jobWords, waitsItsTurn } from '../../../renderer/ui/job-words.model.ts';
import type { JobState, Progress } from '../../../shared/contract/procedure.ts';

const progress: Progress = {
  phase: 'reading',
  done: 50,
  total: 200,
  unit: 'events',
  note: 'clean.db',
};
const leg: Leg = { sinceMs: 0, doneBefore: 0, newest: progress };

/** Progress of a job at times, as a window sees it. */
function seen(...each: readonly (readonly [nowMs: number, part: Partial<Progress>])[]): Leg {
  let now: Leg | undefined;
  for (const [nowMs, part] of each) now = legAfter(now, { ...progress, ...part }, nowMs);
  if (now === undefined) throw new Error('no progress was seen');
  return now;
}

describe('the pace of a job', () => {
  it('is share, rate and time left', () => {
    expect(progressRate(leg, 10_000)).toEqual({ share: 0.25, perSecond: 5, secondsLeft: 30 });
  });

  it('says nothing of speed before it has settled', () => {
    expect(progressRate(leg, 100)).toEqual({ share: 0.25, perSecond: null, secondsLeft: null });
  });

  it('has no share and no end while the total is not known', () => {
    const rate = progressRate({ ...leg, newest: { ...progress, total: null } }, 10_000);
    expect(rate).toEqual({ share: null, perSecond: 5, secondsLeft: null });
  });

  it('never goes beyond the whole', () => {
    expect(progressRate({ ...leg, newest: { ...progress, done: 300 } }, 10_000)).toMatchObject({
      share: 1,
      secondsLeft: 0,
    });
  });

  it('does not count what was done before it was seen, such as before a crash', () => {
    const resumed = seen([60_000, { done: 100 }], [70_000, { done: 120 }]);
    expect(progressRate(resumed, 70_000)).toMatchObject({ perSecond: 2, secondsLeft: 40 });
  });

  it('does not count the time that a job waited for its turn', () => {
    const waited = seen([500_000, { done: 0 }], [510_000, { done: 100 }]);
    expect(progressRate(waited, 510_000)).toMatchObject({ perSecond: 10, secondsLeft: 10 });
  });

  it('begins anew with the next file, also with one of the same size', () => {
    const second = seen(
      [0, { done: 0 }],
      [100_000, { done: 200 }],
      [101_000, { done: 0, note: 'second.db' }],
      [111_000, { done: 100, note: 'second.db' }],
    );
    expect(progressRate(second, 111_000)).toMatchObject({ perSecond: 10, secondsLeft: 10 });
  });

  it('begins anew with the next phase, whatever it counts', () => {
    const next = seen([0, { done: 200 }], [10_000, { phase: 'hash', unit: 'bytes', done: 900 }]);
    expect(next).toMatchObject({ sinceMs: 10_000, doneBefore: 900 });
  });

  it('goes on where only the words of a progress change', () => {
    const same = seen([0, { done: 10, note: '3 found' }], [5_000, { done: 60, note: '9 found' }]);
    expect(progressRate(same, 5_000)).toMatchObject({ perSecond: 10 });
  });
});

describe('the words of a job', () => {
  it('name phase, amount, pace and time left', () => {
    const words = jobWords(progress, progressRate(leg, 10_000));
    expect(words.short).toBe('25 %');
    expect(words.long).toBe('reading: clean.db · 50 of 200 events · 5 events/s · 30 s left');
  });

  it('say bytes as sizes', () => {
    const bytes: Progress = { ...progress, unit: 'bytes', done: 2048, total: null };
    expect(jobWords(bytes, progressRate({ ...leg, newest: bytes }, 1)).short).toBe('2.0 KiB');
  });

  it('say that a job has only begun', () => {
    expect(jobWords(null, progressRate(null, 0)).short).toBe('starting');
  });

  it('say that a job waits for its turn, which only openings of evidence do', () => {
    const job = (id: number, procedure = 'evidence.import'): JobState => ({
      id,
      procedure,
      title: 'Opening evidence',
      startedAtMs: 0,
      state: 'running',
      progress: null,
      error: null,
    });
    const jobs = [job(1), job(2), job(3, 'evidence.verify')];
    expect(jobs.map((each) => waitsItsTurn(each, jobs))).toEqual([false, true, false]);
    expect(waitsItsTurn(job(2), [{ ...job(1), state: 'done' }, job(2)])).toBe(false);
    expect(jobWords(null, progressRate(null, 0), true).short).toBe('waiting');
  });
});
