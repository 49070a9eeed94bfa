// Scheduled reviews as the command line prints them.

import type { Review } from '../../../shared/contract/areas/reviews.ts';
import { utcText } from '../times.ts';

export function reviewShape(review: Review) {
  return {
    id: review.id,
    kind: review.kind,
    period: { start: utcText(review.periodStartUs), end: utcText(review.periodEndUs) },
    ranAt: utcText(review.ranAtUs),
    late: review.late,
    byHand: review.byHand,
    report: review.report,
  };
}
