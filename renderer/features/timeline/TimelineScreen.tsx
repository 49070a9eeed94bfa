// The timeline: everything in the case over time, searched, narrowed and read record by record.

import { Archive, FolderOpen } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { timeUs } from '../../../shared/base/time.ts';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { DroppedNote } from '../../ui/DroppedNote.tsx';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { navigate } from '../../ui/route.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { TimelineWorkspace } from './TimelineWorkspace.tsx';
import { useTimelineView } from './use-timeline-view.ts';

export function TimelineScreen() {
  const [view, update, arrivals] = useTimelineView();
  const whole = useQuery(
    'timeline.histogram',
    { query: '', fromUs: null, toUs: null, buckets: 1, by: null },
    { topics: ['sources'] },
  );
  const fromUs = whole.data?.fromUs;
  const toUs = whole.data?.toUs;
  const extent = useMemo(
    (): TimeRange => ({
      fromUs: timeUs(fromUs ?? 0),
      toUs: timeUs(Math.max((fromUs ?? 0) + 1, toUs ?? 1)),
    }),
    [fromUs, toUs],
  );
  if (!whole.data) {
    return (
      <Screen toolbar={<Toolbar title="Timeline" />}>
        {whole.error ? (
          <ErrorState error={whole.error} onRetry={whole.reload} />
        ) : (
          <LoadingState label="Loading the timeline" />
        )}
      </Screen>
    );
  }
  if (whole.data.total === 0 && whole.data.undated === 0) {
    const { dropped } = whole.data;
    if (dropped && dropped.length > 0) {
      return (
        <Screen toolbar={<Toolbar title="Timeline" />}>
          <EmptyState icon={<Archive size={20} />} title="No event is left in this case">
            <DroppedNote dropped={dropped} />
          </EmptyState>
        </Screen>
      );
    }
    return (
      <Screen toolbar={<Toolbar title="Timeline" />}>
        <EmptyState
          icon={<FolderOpen size={20} />}
          title="No evidence in this case yet"
          actions={
            <Button kind="primary" onClick={() => navigate({ screen: 'evidence' })}>
              Go to Evidence
            </Button>
          }
        >
          Open log archives to see what happened, when.
        </EmptyState>
      </Screen>
    );
  }
  return (
    <TimelineWorkspace
      view={view}
      update={update}
      arrivals={arrivals}
      extent={extent}
      undatedCount={whole.data.undated}
      dated={whole.data.total}
    />
  );
}
