// The histogram over the table: split, brush, zoom, alerts marked on it.

import { ZoomToFit } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { niceBucketUs, alignedTo } from '../../../shared/timeline/buckets.ts';
import { formatSpan } from '../../../shared/timeline/instant.ts';
import { type TimeRange, sameRange, spanUs } from '../../../shared/timeline/range.ts';
import { rangeTitle } from '../../../shared/timeline/ticks.ts';
import { zoneOffsetUs } from '../../../shared/timeline/zone.ts';
import { EventRateChart } from '../../charts/EventRateChart.tsx';
import type { ChartMark } from '../../charts/marks.model.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Check, Select } from '../../ui/Fields.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Spacer } from '../../ui/Layout.tsx';
import { usePreference } from '../../ui/preference.ts';
import { navigate } from '../../ui/route.ts';
import { ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { useZone } from '../../ui/zone.ts';
import './rate-strip.css';

export const SPLITS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'log.level', label: 'Level' },
  { value: 'source', label: 'Source' },
  { value: 'event.action', label: 'Action' },
  { value: 'event.outcome', label: 'Outcome' },
  { value: 'user.name', label: 'User' },
  { value: 'source.ip', label: 'Source address' },
  { value: 'service.name', label: 'Component' },
  { value: '', label: 'Nothing' },
];
const BUCKETS = 320;
const HEIGHT = 138;

export interface RateStripProps {
  readonly query: string;
  readonly range: TimeRange;
  readonly extent: TimeRange;
  readonly by: string;
  readonly selection: TimeRange | null;
  /** False while surroundings of an event are shown: their range is fixed. */
  readonly movable: boolean;
  readonly onBy: (by: string) => void;
  readonly onSelection: (selection: TimeRange | null) => void;
  /** While the hand moves. */
  readonly onZoom: (range: TimeRange) => void;
  /** A range that was asked for; null is all evidence. */
  readonly onRange: (range: TimeRange | null) => void;
  readonly onSeries: (name: string) => void;
  readonly onOpenIncident: (range: TimeRange) => void;
}

export function RateStrip(props: RateStripProps) {
  const { query, range, extent, by, selection, movable } = props;
  const zone = useZone();
  const [heights, setHeights] = usePreference('timeline.heights', 'linear');
  const bucketUs = niceBucketUs(range, BUCKETS);
  const aligned = alignedTo(range, bucketUs, zoneOffsetUs(range.fromUs, zone));
  const histogram = useQuery(
    'timeline.histogram',
    {
      query,
      fromUs: aligned.fromUs,
      toUs: aligned.toUs,
      buckets: Math.max(1, Math.round(spanUs(aligned) / bucketUs)),
      by: by === '' ? null : by,
    },
    { topics: ['sources'] },
  );
  const alerts = useQuery('alerts.list', {}, { topics: ['alerts'] });
  const marks = useMemo(
    (): readonly ChartMark[] =>
      (alerts.data?.alerts ?? [])
        .filter((alert) => alert.state !== 'false positive')
        .map(({ finding }) => ({
          id: finding.id,
          title: finding.ruleTitle,
          severity: finding.severity,
          startUs: finding.startUs,
          endUs: finding.endUs,
        })),
    [alerts.data],
  );
  const { onRange, onSelection } = props;
  const atWhole = sameRange(range, extent);

  return (
    <section className="rate-strip" aria-label="Events over time">
      <LoadingBar active={histogram.stale} />
      <div className="rate-head">
        <span className="rate-title num">{rangeTitle(range, zone)}</span>
        <span className="faint num">{formatSpan(spanUs(range))}</span>
        {movable && !atWhole && (
          <IconButton
            size="small"
            icon={<ZoomToFit size={14} />}
            label="Show all evidence"
            onClick={() => onRange(null)}
          />
        )}
        {selection && movable && (
          <span className="rate-selection">
            <Button
              size="small"
              onClick={() => {
                onRange(selection);
              }}
            >
              Zoom to selection
            </Button>
            <Button size="small" onClick={() => props.onOpenIncident(selection)}>
              Open incident
            </Button>
            <Button size="small" kind="quiet" onClick={() => onSelection(null)}>
              Clear
            </Button>
          </span>
        )}
        <Spacer />
        {histogram.data && (
          <span className="faint num">{plural(histogram.data.total, 'event')} in view</span>
        )}
        <span title="Heights by square root: quiet hours can be read beside a burst">
          <Check
            label="√ heights"
            checked={heights === 'root'}
            onChange={(root) => setHeights(root ? 'root' : 'linear')}
          />
        </span>
        <label className="rate-split">
          <span className="faint">Split by</span>
          <Select
            label="Split by"
            value={by}
            choices={splitChoices(by)}
            onChange={props.onBy}
            width={128}
          />
        </label>
      </div>
      {histogram.data ? (
        <EventRateChart
          histogram={histogram.data}
          zone={zone}
          view={range}
          extent={extent}
          marks={marks}
          selection={selection}
          height={HEIGHT}
          label={`${formatCount(histogram.data.total)} events over time`}
          legend
          scale={heights === 'root' ? 'root' : 'linear'}
          stale={histogram.stale}
          {...(movable && { onBrush: onSelection, onZoom: props.onZoom })}
          {...(by !== '' && { onSeries: props.onSeries })}
          onPick={(mark) => navigate({ screen: 'alerts', id: mark.id })}
        />
      ) : (
        <div className="rate-waiting">
          {histogram.error ? (
            <ErrorState error={histogram.error} onRetry={histogram.reload} />
          ) : (
            <LoadingState label="Counting events" />
          )}
        </div>
      )}
    </section>
  );
}

function splitChoices(by: string) {
  return SPLITS.some((split) => split.value === by)
    ? SPLITS
    : [...SPLITS, { value: by, label: by }];
}
