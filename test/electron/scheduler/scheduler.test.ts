import { describe, expect, it } from 'vitest';
import { err, failure, ok, type Result } from '../../../shared/base/result.ts';
import type { DueReview, LastRuns } from '../../../electron/scheduler/due-reviews.ts';
import { startScheduler, type Scheduler } from '../../../electron/scheduler/scheduler.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function world(start: string) {
  let nowMs = Date.parse(start);
  let timer: (() => void) | undefined;
  const ran: DueReview[] = [];
  const problems: string[] = [];
  const stored: Record<string, number> = {};
  let answer: (review: DueReview) => Result<unknown> = () => ok(undefined);
  let scheduler: Scheduler | undefined;

  const open = (lastRuns: LastRuns = stored, openedAtMs?: number) => {
    scheduler?.stop();
    scheduler = startScheduler({
      clock: {
        nowMs: () => nowMs,
        after(_delayMs, callback) {
          timer = callback;
          return () => {
            timer = undefined;
          };
        },
      },
      ...(openedAtMs === undefined ? {} : { openedAtMs }),
      zone: () => 'UTC',
      lastRuns: () => lastRuns,
      run: async (review) => {
        ran.push(review);
        const result = answer(review);
        if (result.ok) stored[review.kind] = review.period.endMs;
        return result;
      },
      onProblem: (message) => problems.push(message),
    });
    return scheduler;
  };
  /** The machine runs for so long, its timers firing every half minute. */
  const pass = async (durationMs: number) => {
    const untilMs = nowMs + durationMs;
    while (nowMs < untilMs) {
      nowMs = Math.min(nowMs + 30_000, untilMs);
      timer?.();
      await scheduler?.look();
    }
  };
  return {
    open,
    pass,
    /** No timer fires meanwhile. */
    sleep: (durationMs: number) => {
      nowMs += durationMs;
    },
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    ran,
    problems,
    stored,
    stop: () => scheduler?.stop(),
  };
}

describe('the scheduler', () => {
  it('runs each review of a day once, on time', async () => {
    const { open, pass, ran } = world('2026-06-02T08:10:00Z');
    open();
    await pass(3 * HOUR);
    expect(ran.map((each) => each.kind)).toEqual(['hourly', 'daily', 'hourly', 'hourly']);
    expect(ran.every((each) => !each.late)).toBe(true);
  });

  it('catches up after sleep, late and once', async () => {
    const { open, pass, sleep, ran } = world('2026-06-02T08:10:00Z');
    open();
    await pass(MINUTE);
    sleep(2 * HOUR);
    await pass(10 * MINUTE);
    expect(ran.map((each) => [each.kind, each.late])).toEqual([
      ['hourly', true],
      ['daily', true],
      ['hourly', true],
    ]);
  });

  it('runs nothing twice across a restart, and catches up what was missed while closed', async () => {
    const { open, pass, sleep, stop, ran } = world('2026-06-02T08:55:00Z');
    open();
    await pass(10 * MINUTE);
    stop();
    sleep(24 * HOUR);
    open();
    await pass(MINUTE);
    const daily = ran.filter((each) => each.kind === 'daily');
    expect(daily.map((each) => each.late)).toEqual([false, true]);
    const ends = ran.map((each) => `${each.kind} ${each.period.endMs}`);
    expect(new Set(ends).size).toBe(ends.length);
  });

  it('owes a case the reviews since it was created', async () => {
    const { open, pass, ran } = world('2026-06-03T09:30:00Z');
    open({}, Date.parse('2026-06-02T08:00:00Z'));
    await pass(MINUTE);
    expect(ran.filter((each) => each.kind === 'daily')).toHaveLength(2);
  });

  it('tries a failed review again later, says why, and lets the next one run after three tries', async () => {
    const { open, pass, answerWith, ran, problems } = world('2026-06-02T09:55:00Z');
    answerWith(() => err(failure('disk.full', 'no space left')));
    open();
    await pass(6 * MINUTE);
    expect(ran).toHaveLength(1);
    expect(problems).toEqual(['The hourly review failed: no space left']);
    await pass(40 * MINUTE);
    expect(ran).toHaveLength(3);
    answerWith(() => ok(undefined));
    await pass(20 * MINUTE);
    expect(new Date(ran.at(-1)?.period.endMs ?? 0).toISOString()).toBe('2026-06-02T11:00:00.000Z');
  });

  it('starts nothing more once stopped', async () => {
    const { open, pass, stop, ran } = world('2026-06-02T09:55:00Z');
    open();
    stop();
    await pass(HOUR);
    expect(ran).toEqual([]);
  });

  it('says that reviews cannot run when the case does not answer, and goes on looking', async () => {
    let nowMs = Date.parse('2026-06-02T09:55:00Z');
    let timer: (() => void) | undefined;
    let broken = true;
    const problems: string[] = [];
    const ran: DueReview[] = [];
    startScheduler({
      clock: {
        nowMs: () => nowMs,
        after: (_delayMs, callback) => {
          timer = callback;
          return () => undefined;
        },
      },
      zone: () => 'UTC',
      lastRuns: () => (broken ? Promise.reject(new Error('the case is closed')) : {}),
      run: async (review) => {
        ran.push(review);
        return ok(undefined);
      },
      onProblem: (message) => problems.push(message),
    });
    timer?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(problems).toEqual(['Reviews cannot run: the case is closed']);
    broken = false;
    nowMs += 6 * MINUTE;
    timer?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toHaveLength(1);
  });
});
