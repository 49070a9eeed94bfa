// When each review is due and which stretch of time it looks at, on the wall clock of a zone. Daylight
// saving is croner's: a day of 23 or 25 hours is one day, the hour that comes twice is two hours, and
// no review falls into the hour that never comes. Knows no current time.

import { Cron } from 'croner';

export const REVIEW_KINDS = ['hourly', 'daily', 'weekly'] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** Half-open, milliseconds since 1970 UTC. */
export interface ReviewPeriod {
  readonly startMs: number;
  readonly endMs: number;
}

/** Daily and weekly reviews are for people: they are due when these come to work. */
const DUE: Readonly<Record<ReviewKind, string>> = {
  hourly: '0 * * * *',
  daily: '0 9 * * *',
  weekly: '0 9 * * 1',
};

/** Where periods begin and end: full hours, midnights, the midnights before Mondays. */
const BOUNDARY: Readonly<Record<ReviewKind, string>> = {
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  weekly: '0 0 * * 1',
};

const MS_PER_SECOND = 1_000;

/** The first due time after an instant. */
export function nextDue(kind: ReviewKind, afterMs: number, zone: string): number {
  const next = cron(DUE[kind], zone).nextRun(new Date(afterMs));
  if (next === null) throw new Error(`No ${kind} review ever again in zone ${zone}`);
  return next.getTime();
}

/** The newest due times up to and including an instant, newest first. */
export function dueBefore(
  kind: ReviewKind,
  upToMs: number,
  zone: string,
  count: number,
): readonly number[] {
  return previous(DUE[kind], upToMs, zone, count);
}

/**
 * What a review looks at when it runs at an instant: the last full hour, the calendar day before,
 * the last whole week from Monday to Sunday.
 */
export function reviewPeriod(kind: ReviewKind, atMs: number, zone: string): ReviewPeriod {
  const [endMs, startMs] = previous(BOUNDARY[kind], atMs, zone, 2);
  if (endMs === undefined || startMs === undefined) {
    throw new Error(`No ${kind} period before ${atMs} in zone ${zone}`);
  }
  return { startMs, endMs };
}

function previous(pattern: string, upToMs: number, zone: string, count: number): readonly number[] {
  // The library looks strictly before, in whole seconds.
  const reference = Math.floor(upToMs / MS_PER_SECOND) * MS_PER_SECOND + MS_PER_SECOND;
  return cron(pattern, zone)
    .previousRuns(count, new Date(reference))
    .map((run) => run.getTime());
}

const crons = new Map<string, Cron>();

/** Paused: only asked for times, never a timer. */
function cron(pattern: string, zone: string): Cron {
  const key = `${pattern} ${zone}`;
  let known = crons.get(key);
  if (known === undefined) {
    known = new Cron(pattern, { timezone: zone, paused: true });
    crons.set(key, known);
  }
  return known;
}
