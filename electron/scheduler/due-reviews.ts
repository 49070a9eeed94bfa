// Which reviews are to run now. Pure: the time, and what has run, are given.
//
// A missed review (the machine was off or asleep) is caught up once and marked late. What has run is
// known by the end of the last reviewed period, which the case keeps, so that neither a restart nor
// a clock that goes back makes a review run twice.

import {
  dueBefore,
  nextDue,
  REVIEW_KINDS,
  reviewPeriod,
  type ReviewKind,
  type ReviewPeriod,
} from './review-times.ts';

/** Per kind the end of the newest period that was reviewed; absent where none ever was. */
export type LastRuns = Readonly<Partial<Record<ReviewKind, number>>>;

export interface DueReview {
  readonly kind: ReviewKind;
  readonly dueAtMs: number;
  readonly period: ReviewPeriod;
  readonly late: boolean;
}

/** Missed reviews beyond what is caught up: said, so that the gap in coverage is known. */
export interface OmittedReviews {
  readonly kind: ReviewKind;
  readonly startMs: number;
  readonly endMs: number;
}

export interface DueReviews {
  /** In the order in which they were due; on a tie the shorter period first. */
  readonly reviews: readonly DueReview[];
  readonly omitted: readonly OmittedReviews[];
}

export interface ReviewState {
  readonly nowMs: number;
  /** IANA name. */
  readonly zone: string;
  readonly lastRuns: LastRuns;
  /** A kind that never ran is due from here on: a case opened today owes nothing for last week. */
  readonly openedAtMs: number;
}

/** The cost of catching up after a long absence is capped: two days, a month, two months. */
const MOST_CAUGHT_UP: Readonly<Record<ReviewKind, number>> = { hourly: 48, daily: 31, weekly: 8 };

/** A timer that fires a little late does not make a review late. */
const LATE_AFTER_MS = 5 * 60_000;

export function dueReviews(state: ReviewState): DueReviews {
  const reviews: DueReview[] = [];
  const omitted: OmittedReviews[] = [];
  for (const kind of REVIEW_KINDS) {
    const found = dueOfKind(kind, state);
    reviews.push(...found.reviews);
    if (found.omitted !== undefined) omitted.push(found.omitted);
  }
  reviews.sort((a, b) => a.dueAtMs - b.dueAtMs);
  return { reviews, omitted };
}

function dueOfKind(
  kind: ReviewKind,
  { nowMs, zone, lastRuns, openedAtMs }: ReviewState,
): { readonly reviews: readonly DueReview[]; readonly omitted: OmittedReviews | undefined } {
  const most = MOST_CAUGHT_UP[kind];
  const lastEndMs = lastRuns[kind];
  const missed = (count: number): readonly DueReview[] => {
    const reviews: DueReview[] = [];
    for (const dueAtMs of dueBefore(kind, nowMs, zone, count)) {
      if (lastEndMs === undefined && dueAtMs <= openedAtMs) break;
      const period = reviewPeriod(kind, dueAtMs, zone);
      if (lastEndMs !== undefined && isReviewed(period, lastEndMs)) break;
      reviews.unshift({ kind, dueAtMs, period, late: nowMs - dueAtMs > LATE_AFTER_MS });
    }
    return reviews;
  };
  // Nearly always nothing is due, and the newest due time alone tells so.
  // One more than is caught up shows whether anything is left out.
  const reviews = missed(1).length === 0 ? [] : missed(most + 1);
  if (reviews.length <= most) return { reviews, omitted: undefined };
  const kept = reviews.slice(1);
  const [first] = kept;
  const beforeMs = lastEndMs ?? openedAtMs;
  return {
    reviews: kept,
    omitted:
      first === undefined ? undefined : { kind, startMs: beforeMs, endMs: first.period.startMs },
  };
}

/** After a change of zone periods shift by hours: one whose greater part was reviewed is done. */
function isReviewed(period: ReviewPeriod, lastEndMs: number): boolean {
  const leftMs = period.endMs - Math.max(period.startMs, lastEndMs);
  return leftMs <= (period.endMs - period.startMs) / 2;
}

export interface NextReview {
  readonly kind: ReviewKind;
  readonly atMs: number;
}

/** When each kind is due next, soonest first. */
export function nextReviews(nowMs: number, zone: string): readonly NextReview[] {
  return REVIEW_KINDS.map((kind) => ({ kind, atMs: nextDue(kind, nowMs, zone) })).sort(
    (a, b) => a.atMs - b.atMs,
  );
}
