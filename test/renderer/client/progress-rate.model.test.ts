import { describe, expect, it } from 'vitest';
import { progressRate } from '../../../renderer/client/progress-rate.model.ts';
import { jobWords } from '../../../renderer/ui/job-words.model.ts';

const progress = {
  phase: 'reading',
  done: 50,
  total: 200,
  unit: 'events' as const,
  note: 'clean.db',
};

describe('the pace of a job', () => {
  it('is share, rate and time left', () => {
    expect(progressRate(progress, 0, 10_000)).toEqual({
      share: 0.25,
      perSecond: 5,
      secondsLeft: 30,
    });
  });

  it('says nothing of speed before it has settled', () => {
    expect(progressRate(progress, 0, 100)).toEqual({
      share: 0.25,
      perSecond: null,
      secondsLeft: null,
    });
  });

  it('has no share and no end while the total is not known', () => {
    const rate = progressRate({ ...progress, total: null }, 0, 10_000);
    expect(rate.share).toBeNull();
    expect(rate.secondsLeft).toBeNull();
    expect(rate.perSecond).toBe(5);
  });

  it('never goes beyond the whole', () => {
    expect(progressRate({ ...progress, done: 300 }, 0, 10_000)).toMatchObject({
      share: 1,
      secondsLeft: 0,
    });
  });
});

describe('the words of a job', () => {
  it('name phase, amount, pace and time left', () => {
    const words = jobWords(progress, progressRate(progress, 0, 10_000));
    expect(words.short).toBe('25 %');
    expect(words.long).toBe('reading: clean.db · 50 of 200 events · 5 events/s · 30 s left');
  });

  it('say bytes as sizes', () => {
    const bytes = { ...progress, unit: 'bytes' as const, done: 2048, total: null };
    expect(jobWords(bytes, progressRate(bytes, 0, 1)).short).toBe('2.0 KiB');
  });

  it('say that a job has only begun', () => {
    expect(jobWords(null, progressRate(null, 0, 0)).short).toBe('starting');
  });
});
