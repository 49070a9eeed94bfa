// The state of the case at a glance: risk, what waits, whether the evidence is sound, what is next.
// Everything on it opens the screen that explains it.

import { useQuery } from '../../client/use-query.ts';
import { DroppedNote } from '../../ui/DroppedNote.tsx';
import { plural } from '../../ui/format.model.ts';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { Time } from '../../ui/Time.tsx';
import { EventRatePanel } from './EventRatePanel.tsx';
import { IntegrityPanel } from './IntegrityPanel.tsx';
import { NextReviewsPanel } from './NextReviewsPanel.tsx';
import { OpenAlertsPanel } from './OpenAlertsPanel.tsx';
import { RiskPanel } from './RiskPanel.tsx';
import { Welcome } from './Welcome.tsx';
import './overview.css';

export function OverviewScreen() {
  const { data, error, stale, reload } = useQuery(
    'overview.get',
    {},
    { topics: ['case', 'sources', 'alerts', 'rules', 'settings', 'reviews'] },
  );
  if (error && !data) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState />;
  if (data.sources.length === 0) return <Welcome />;
  const note = (
    <>
      {plural(data.events, 'event')} in {plural(data.sources.length, 'source')}, {data.rulesEnabled}{' '}
      rules on,{' '}
      {data.detectedAtUs === null ? (
        'detection has not run yet'
      ) : (
        <>
          detection ran <Time us={data.detectedAtUs} precision="min" />
        </>
      )}
      {data.dropped && '; '}
      <DroppedNote dropped={data.dropped} />
    </>
  );
  return (
    <Screen toolbar={<Toolbar title="Overview" note={note} />}>
      <LoadingBar active={stale} />
      <div className="overview scroll">
        <RiskPanel overview={data} />
        <OpenAlertsPanel overview={data} />
        <EventRatePanel overview={data} />
        <IntegrityPanel sources={data.sources} />
        <NextReviewsPanel reviews={data.nextReviews} />
      </div>
    </Screen>
  );
}
