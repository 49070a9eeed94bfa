// Which reviews come next, and when.

import type { Overview } from '../../../shared/contract/areas/case.ts';
import { Panel } from '../../ui/Layout.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { Distance, Time } from '../../ui/Time.tsx';

export function NextReviewsPanel(props: { readonly reviews: Overview['nextReviews'] }) {
  return (
    <Panel
      title="Next reviews"
      padded={false}
      className="overview-reviews"
      actions={<a href={hashOf({ screen: 'reviews' })}>Open the reviews</a>}
    >
      {props.reviews.length === 0 ? (
        <EmptyState compact title="No review is scheduled" />
      ) : (
        <ul className="line-list reviews">
          {props.reviews.map((review) => (
            <li key={review.kind}>
              <span style={{ textTransform: 'capitalize' }}>{review.kind}</span>
              <Time us={review.atUs} precision="min" />
              <span className="faint">
                <Distance us={review.atUs} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
