// The result of one review, and the same as JSON.

import { Download } from '@blueprintjs/icons';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { Review } from '../../../shared/contract/areas/reviews.ts';
import { Button } from '../../ui/Button.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { formatDate } from '../../ui/format.model.ts';
import { KeyValue } from '../../ui/Layout.tsx';
import { hashOf, timelineHash } from '../../ui/route.model.ts';
import { useZone } from '../../ui/zone.ts';
import { periodText, reportLines } from './review.model.ts';

export function ReviewDetail(props: { readonly review: Review }) {
  const zone = useZone();
  const { review } = props;
  const save = () => {
    const day = formatDate(review.periodStartUs, 'UTC');
    downloadBytes(
      `${review.kind}-${day}.json`,
      utf8(`${JSON.stringify(review.report, null, 2)}\n`),
      'application/json',
    );
  };
  return (
    <article className="review-detail scroll" aria-label="Result of the review">
      <header>
        <h2>
          <span className="review-kind">{review.kind}</span> review of {periodText(review, zone)}
        </h2>
        <Button icon={<Download size={14} />} onClick={save}>
          JSON
        </Button>
      </header>
      <p className="review-links">
        <a href={timelineHash({ fromUs: review.periodStartUs, toUs: review.periodEndUs })}>
          Show the period on the timeline
        </a>
        <a href={hashOf({ screen: 'alerts', params: { state: 'all' } })}>Open the alerts</a>
      </p>
      <KeyValue
        rows={reportLines(review.report).map((line) => ({
          key: line.key,
          value:
            line.values.length === 1 ? (
              line.values[0]
            ) : (
              <ul className="review-list">
                {line.values.map((value, at) => (
                  <li key={at}>{value}</li>
                ))}
              </ul>
            ),
        }))}
      />
    </article>
  );
}
