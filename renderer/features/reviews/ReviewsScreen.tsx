// Scheduled reviews: what comes next, what has been found, and running one by hand for any period.

import { useMemo, useState } from 'react';
import { Calendar, Play } from '@blueprintjs/icons';
import type { Review } from '../../../shared/contract/areas/reviews.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { SortedTable } from '../../ui/SortedTable.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { navigate, useRoute } from '../../ui/route.ts';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { EmptyState, ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tags.tsx';
import { Distance, Time } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { useZone } from '../../ui/zone.ts';
import { ReviewDetail } from './ReviewDetail.tsx';
import { RunReviewDialog } from './RunReviewDialog.tsx';
import { REVIEW_KINDS, REVIEW_PLAN, periodText, reviewFigures } from './review.model.ts';
import './reviews.css';

function keyOf(review: Review): string {
  return String(review.id);
}

function reviewColumns(zone: string): readonly Column<Review>[] {
  return [
    {
      id: 'kind',
      title: 'Review',
      width: 80,
      render: (review) => <span className="review-kind">{review.kind}</span>,
      sortValue: (review) => review.kind,
    },
    {
      id: 'period',
      title: 'Period',
      width: 190,
      grow: 1,
      render: (review) => <span className="num">{periodText(review, zone)}</span>,
      sortValue: (review) => review.periodStartUs,
    },
    {
      id: 'anomalies',
      title: 'Anomalies',
      width: 84,
      align: 'end',
      render: (review) => formatCount(reviewFigures(review.report).anomalies),
      sortValue: (review) => reviewFigures(review.report).anomalies,
    },
    {
      id: 'risk',
      title: 'Risk',
      width: 64,
      align: 'end',
      render: (review) => reviewFigures(review.report).risk.toFixed(2),
      sortValue: (review) => reviewFigures(review.report).risk,
    },
    {
      id: 'ran',
      title: 'Ran',
      width: 140,
      render: (review) => <Time us={review.ranAtUs} precision="min" />,
      sortValue: (review) => review.ranAtUs,
    },
    {
      id: 'how',
      title: 'How',
      width: 100,
      render: (review) =>
        review.late ? (
          <Tag tone="medium">Late</Tag>
        ) : (
          <span className="faint">{review.byHand ? 'by hand' : 'on time'}</span>
        ),
    },
  ];
}

export function ReviewsScreen() {
  const route = useRoute();
  const zone = useZone();
  const { data, error, stale, reload } = useQuery(
    'reviews.list',
    {},
    { topics: ['reviews', 'settings', 'case'] },
  );
  const run = useJob('reviews.run');
  const [asking, setAsking] = useState(false);
  const columns = useMemo(() => reviewColumns(zone), [zone]);
  const newest = useMemo(
    () => (data?.reviews ?? []).toSorted((a, b) => b.ranAtUs - a.ranAtUs || b.id - a.id),
    [data],
  );
  const chosen = newest.find((review) => String(review.id) === route.id) ?? newest[0];
  const show = (review: Review) =>
    navigate({ screen: 'reviews', id: String(review.id) }, { replace: true });

  const toolbar = (
    <Toolbar title="Reviews" note={data && plural(newest.length, 'review')}>
      <Button
        kind="primary"
        icon={<Play size={14} />}
        disabled={run.running}
        onClick={() => setAsking(true)}
      >
        Run a review
      </Button>
    </Toolbar>
  );
  let body;
  if (error && !data) body = <ErrorState error={error} onRetry={reload} />;
  else if (!data) body = <LoadingState />;
  else {
    body = (
      <div className="reviews-screen">
        <ul className="review-plan">
          {REVIEW_KINDS.map((kind) => {
            const next = data.next.find((each) => each.kind === kind);
            const last = newest.find((review) => review.kind === kind);
            return (
              <li key={kind}>
                <strong className="review-kind">{kind}</strong>
                <span className="soft">
                  {REVIEW_PLAN[kind].when}, looks at {REVIEW_PLAN[kind].covers}
                </span>
                <span>
                  {next ? (
                    <>
                      Next <Time us={next.atUs} precision="min" />{' '}
                      <span className="faint">
                        <Distance us={next.atUs} />
                      </span>
                    </>
                  ) : (
                    <span className="faint">Not scheduled</span>
                  )}
                </span>
                <span className="faint">
                  {last ? (
                    <>
                      Last <Time us={last.ranAtUs} precision="min" />
                    </>
                  ) : (
                    'Has not run yet'
                  )}
                </span>
              </li>
            );
          })}
        </ul>
        <div className="reviews-body">
          {chosen ? (
            <SplitPane
              id="reviews"
              initial={52}
              minFirstPx={380}
              minSecondPx={360}
              first={
                <SortedTable
                  id="reviews"
                  label="Reviews"
                  rows={newest}
                  columns={columns}
                  keyOf={keyOf}
                  current={keyOf(chosen)}
                  onCurrent={show}
                />
              }
              second={<ReviewDetail key={chosen.id} review={chosen} />}
            />
          ) : (
            <EmptyState
              icon={<Calendar size={24} />}
              title="No review has run yet"
              actions={<Button onClick={() => setAsking(true)}>Run one now</Button>}
            >
              Reviews run while the window is open, in the zone of the case. One that was missed is
              caught up once and marked late.
            </EmptyState>
          )}
        </div>
      </div>
    );
  }
  return (
    <Screen toolbar={toolbar}>
      <LoadingBar active={stale} />
      {body}
      {asking && (
        <RunReviewDialog
          onClose={() => setAsking(false)}
          onRun={async (kind, asOfUs) => {
            setAsking(false);
            const result = await run.run({ kind, asOfUs, late: false, byHand: true });
            if (result.ok) show(result.value);
            else if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
          }}
        />
      )}
    </Screen>
  );
}
