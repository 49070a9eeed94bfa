import { describe, expect, it } from 'vitest';
import { dueReviews, nextReviews, type LastRuns } from '../../../electron/scheduler/due-reviews.ts';
import { reviewPeriod, type ReviewKind } from '../../../electron/scheduler/review-times.ts';

const BERLIN = 'Europe/Berlin';
const at = (text: string) => Date.parse(text);
const utc = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

function due(kind: ReviewKind, now: string, lastRuns: LastRuns, zone = BERLIN, opened = now) {
  return dueReviews({ nowMs: at(now), zone, lastRuns, openedAtMs: at(opened) }).reviews.filter(
    (review) => review.kind === kind,
  );
}
const period = (kind: ReviewKind, when: string, zone = BERLIN) => {
  const { startMs, endMs } = reviewPeriod(kind, at(when), zone);
  return [utc(startMs), utc(endMs)];
};

describe('the period of a review', () => {
  it('is the last full hour', () => {
    expect(period('hourly', '2026-06-02T10:37:00Z')).toEqual([
      '2026-06-02T09:00:00Z',
      '2026-06-02T10:00:00Z',
    ]);
    expect(period('hourly', '2026-06-02T10:00:00Z')[1]).toBe('2026-06-02T10:00:00Z');
  });

  it('is the previous calendar day of the zone', () => {
    expect(period('daily', '2026-06-03T07:00:00Z')).toEqual([
      '2026-06-01T22:00:00Z',
      '2026-06-02T22:00:00Z',
    ]);
    expect(period('daily', '2026-06-03T07:00:00Z', 'UTC')).toEqual([
      '2026-06-02T00:00:00Z',
      '2026-06-03T00:00:00Z',
    ]);
  });

  it('is the week from Monday to Sunday before this one', () => {
    expect(period('weekly', '2026-06-08T07:00:00Z', 'UTC')).toEqual([
      '2026-06-01T00:00:00Z',
      '2026-06-08T00:00:00Z',
    ]);
    expect(period('weekly', '2026-06-14T23:59:59Z', 'UTC')[1]).toBe('2026-06-08T00:00:00Z');
  });

  it('has 23 hours on the day the clock goes forward, and 25 when it goes back', () => {
    expect(period('daily', '2026-03-30T08:00:00Z')).toEqual([
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
    ]);
    expect(period('daily', '2026-10-26T09:00:00Z')).toEqual([
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
    ]);
  });

  it('starts a day at its first instant where midnight is skipped', () => {
    expect(period('daily', '2026-04-25T09:00:00Z', 'Africa/Cairo')).toEqual([
      '2026-04-23T22:00:00Z',
      '2026-04-24T21:00:00Z',
    ]);
  });
});

describe('reviews that are due', () => {
  it('are none for a case opened a moment ago', () => {
    expect(
      dueReviews({
        nowMs: at('2026-06-02T10:37:00Z'),
        zone: 'UTC',
        lastRuns: {},
        openedAtMs: at('2026-06-02T10:36:00Z'),
      }),
    ).toEqual({ reviews: [], omitted: [] });
  });

  it('come at nine in the morning of the zone, on either side of a change of the clock', () => {
    const lastEnd = at('2026-03-27T23:00:00Z');
    expect(due('daily', '2026-03-29T06:59:00Z', { daily: lastEnd })).toEqual([]);
    const [summer] = due('daily', '2026-03-29T07:00:00Z', { daily: lastEnd });
    expect(summer && utc(summer.dueAtMs)).toBe('2026-03-29T07:00:00Z');
    const [winter] = due('daily', '2026-10-25T08:00:00Z', { daily: at('2026-10-23T22:00:00Z') });
    expect(winter && utc(winter.dueAtMs)).toBe('2026-10-25T08:00:00Z');
    expect(due('daily', '2026-10-25T07:59:00Z', { daily: at('2026-10-23T22:00:00Z') })).toEqual([]);
  });

  it('are never due again once their period is reviewed', () => {
    for (const now of ['2026-06-02T09:00:00Z', '2026-06-02T17:00:00Z', '2026-06-03T08:59:59Z']) {
      expect(due('daily', now, { daily: at('2026-06-02T00:00:00Z') }, 'UTC')).toEqual([]);
    }
  });

  it("cover both hours named two o'clock in autumn, and none named two in spring", () => {
    const hours = due('hourly', '2026-10-25T03:00:00Z', { hourly: at('2026-10-24T23:00:00Z') });
    expect(hours.map((each) => utc(each.period.endMs))).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T02:00:00Z',
      '2026-10-25T03:00:00Z',
    ]);
    const spring = due('hourly', '2026-03-29T02:00:00Z', { hourly: at('2026-03-29T00:00:00Z') });
    expect(spring.map((each) => utc(each.period.endMs))).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T02:00:00Z',
    ]);
  });

  it('are caught up one by one after the machine slept, marked late, without gap or overlap', () => {
    const missed = due(
      'daily',
      '2026-06-05T12:00:00Z',
      { daily: at('2026-06-02T00:00:00Z') },
      'UTC',
    );
    expect(missed.map((each) => [utc(each.period.startMs), each.late])).toEqual([
      ['2026-06-02T00:00:00Z', true],
      ['2026-06-03T00:00:00Z', true],
      ['2026-06-04T00:00:00Z', true],
    ]);
  });

  it('are not late when the timer fires a little after the time', () => {
    const [review] = due(
      'daily',
      '2026-06-03T09:00:40Z',
      { daily: at('2026-06-02T00:00:00Z') },
      'UTC',
    );
    expect(review?.late).toBe(false);
  });

  it('are capped after a long absence, and what is left out is said', () => {
    const state = {
      nowMs: at('2026-06-30T10:30:00Z'),
      zone: 'UTC',
      lastRuns: { hourly: at('2026-06-01T00:00:00Z') },
      openedAtMs: at('2026-06-30T10:30:00Z'),
    };
    const { reviews, omitted } = dueReviews(state);
    expect(reviews).toHaveLength(48);
    expect(omitted).toEqual([
      {
        kind: 'hourly',
        startMs: at('2026-06-01T00:00:00Z'),
        endMs: at('2026-06-28T10:00:00Z'),
      },
    ]);
  });

  it('are none when the clock went back', () => {
    expect(
      due('daily', '2026-05-01T12:00:00Z', { daily: at('2026-06-02T00:00:00Z') }, 'UTC'),
    ).toEqual([]);
  });

  it('do not repeat a day because the zone of the case was changed', () => {
    const lastRuns = { daily: at('2026-06-01T22:00:00Z') };
    expect(due('daily', '2026-06-02T10:00:00Z', lastRuns, 'UTC')).toEqual([]);
    expect(due('daily', '2026-06-03T10:00:00Z', lastRuns, 'UTC')).toHaveLength(1);
  });

  it('run in the order in which they were due', () => {
    const { reviews } = dueReviews({
      nowMs: at('2026-06-08T09:30:00Z'),
      zone: 'UTC',
      lastRuns: {
        hourly: at('2026-06-08T07:00:00Z'),
        daily: at('2026-06-07T00:00:00Z'),
        weekly: at('2026-06-01T00:00:00Z'),
      },
      openedAtMs: 0,
    });
    expect(reviews.map((each) => each.kind)).toEqual(['hourly', 'hourly', 'daily', 'weekly']);
  });
});

describe('the next reviews', () => {
  it('are given for each kind, soonest first', () => {
    expect(
      nextReviews(at('2026-06-05T10:15:00Z'), BERLIN).map((each) => [each.kind, utc(each.atMs)]),
    ).toEqual([
      ['hourly', '2026-06-05T11:00:00Z'],
      ['daily', '2026-06-06T07:00:00Z'],
      ['weekly', '2026-06-08T07:00:00Z'],
    ]);
  });
});
