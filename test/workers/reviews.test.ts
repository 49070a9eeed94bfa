import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startReviews } from '../../electron/workers/reviews.ts';
import { timeUsFromMs } from '../../shared/base/time.ts';
import type { Result } from '../../shared/base/result.ts';

const OPENED = Date.UTC(2026, 5, 1, 8, 30);
const MINUTE = 60_000;

interface RunOf {
  readonly kind: string;
  readonly late: boolean;
  readonly byHand: boolean;
  readonly asOfUs: number;
}

/** A case of which only the clock and the list of reviews matter. */
function caseOpenedAt(nowMs: number, byHandEndMs?: number) {
  const runs: RunOf[] = [];
  const problems: string[] = [];
  let now = nowMs;
  const call = async (name: string, input: unknown): Promise<Result<unknown>> => {
    switch (name) {
      case 'case.info':
        return {
          ok: true,
          value: { createdAtUs: timeUsFromMs(OPENED), settings: { zone: 'UTC' } },
        };
      case 'reviews.list':
        return {
          ok: true,
          value: {
            reviews:
              byHandEndMs === undefined
                ? []
                : [{ kind: 'hourly', periodEndUs: timeUsFromMs(byHandEndMs), byHand: true }],
          },
        };
      case 'reviews.run':
        runs.push(input as RunOf);
        return { ok: true, value: {} };
      default:
        throw new Error(`unexpected call ${name}`);
    }
  };
  return {
    runs,
    problems,
    start: () =>
      startReviews({ call, nowMs: () => now, onFailure: (message) => problems.push(message) }),
    advance: async (ms: number) => {
      now += ms;
      await vi.advanceTimersByTimeAsync(ms);
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('reviews of an open case', () => {
  it('run once when they fall due, not before, and are not late', async () => {
    const desk = caseOpenedAt(OPENED);
    const reviews = await desk.start();
    await desk.advance(MINUTE);
    expect(desk.runs).toEqual([]);
    await desk.advance(31 * MINUTE);
    await desk.advance(5 * MINUTE);
    expect(desk.runs.map(({ kind, late, byHand }) => ({ kind, late, byHand }))).toEqual([
      { kind: 'hourly', late: false, byHand: false },
      { kind: 'daily', late: false, byHand: false },
      { kind: 'weekly', late: false, byHand: false },
    ]);
    reviews.stop();
  });

  it('that fell due while the program was closed are caught up once, marked late', async () => {
    const desk = caseOpenedAt(OPENED + 3 * 60 * MINUTE);
    const reviews = await desk.start();
    await desk.advance(MINUTE);
    await desk.advance(MINUTE);
    const hourly = desk.runs.filter((run) => run.kind === 'hourly');
    expect(hourly.map((run) => run.late)).toEqual([true, true, true]);
    expect(desk.runs.filter((run) => run.kind === 'daily')).toHaveLength(1);
    reviews.stop();
  });

  it('run by hand do not stand for those by schedule', async () => {
    const desk = caseOpenedAt(OPENED + 31 * MINUTE, OPENED + 30 * MINUTE);
    const reviews = await desk.start();
    await desk.advance(MINUTE);
    expect(desk.runs.some((run) => run.kind === 'hourly')).toBe(true);
    reviews.stop();
  });

  it('end with the case', async () => {
    const desk = caseOpenedAt(OPENED);
    const reviews = await desk.start();
    reviews.stop();
    await desk.advance(2 * 60 * MINUTE);
    expect(desk.runs).toEqual([]);
  });
});
