// Reviews that ran, and when the next ones are due.

import { msOf, timeUs, timeUsFromMs, type TimeUs } from '../../../shared/base/time.ts';
import { nextReviews } from '../../scheduler/due-reviews.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { caseInfo } from '../case/case-info.ts';
import type { QueryHandlers } from '../handlers.ts';
import type { EngineHost } from '../host.ts';

export function nextReviewsOf(
  store: CaseReader,
  host: EngineHost,
): { kind: string; atUs: TimeUs }[] {
  const { zone } = caseInfo(store).settings;
  return nextReviews(msOf(host.nowUs()), zone).map(({ kind, atMs }) => ({
    kind,
    atUs: timeUs(timeUsFromMs(atMs)),
  }));
}

export function reviewQueries(
  store: CaseReader,
  host: EngineHost,
): Pick<QueryHandlers, 'reviews.list'> {
  return {
    'reviews.list': () => ({ reviews: store.work.reviews(), next: nextReviewsOf(store, host) }),
  };
}
