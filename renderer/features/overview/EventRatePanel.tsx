// The event rate over all evidence, with the open alerts marked on it.

import { useLayoutEffect, useRef, useState } from 'react';
import type { Overview } from '../../../shared/contract/areas/case.ts';
import { EventRateChart } from '../../charts/EventRateChart.tsx';
import { formatCount, formatDuration } from '../../ui/format.model.ts';
import { Panel } from '../../ui/Layout.tsx';
import { hashOf, timelineHash } from '../../ui/route.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { useZone } from '../../ui/zone.ts';
import { rateScale } from './overview.model.ts';

export function EventRatePanel(props: { readonly overview: Overview }) {
  const zone = useZone();
  const { rate, alertMarks } = props.overview;
  const frame = useRef<HTMLDivElement>(null);
  const [heightPx, setHeightPx] = useState(150);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setHeightPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const undated = rate && rate.undated > 0 ? `, ${formatCount(rate.undated)} undated left out` : '';
  const scale = rate ? rateScale(rate) : 'linear';
  const heights = scale === 'root' ? ', heights by square root' : '';
  return (
    <Panel
      title="Event rate"
      note={rate ? `events per ${formatDuration(rate.bucketUs)}${heights}${undated}` : undefined}
      className="overview-rate"
      actions={<a href={hashOf({ screen: 'timeline' })}>Open the timeline</a>}
    >
      <div ref={frame} className="rate-frame">
        {rate === null || rate.total === 0 ? (
          <EmptyState compact title="No dated events" />
        ) : (
          <EventRateChart
            histogram={rate}
            zone={zone}
            marks={alertMarks}
            height={heightPx}
            legend={false}
            scale={scale}
            onPick={(mark) => {
              window.location.hash = hashOf({ screen: 'alerts', id: mark.id });
            }}
            onBrush={(range) => {
              if (range) window.location.hash = timelineHash(range);
            }}
            onPoint={(range) => {
              window.location.hash = timelineHash(range);
            }}
          />
        )}
      </div>
    </Panel>
  );
}
