// The event rate over time: stacked bars, alerts as bands and flags, brush, zoom and pan. Draws what
// it is given at once; asking for finer data is the caller's part.

import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { timeUs } from '../../shared/base/time.ts';
import type { Histogram } from '../../shared/contract/areas/events.ts';
import { formatInZone, formatSpan } from '../../shared/timeline/instant.ts';
import { type TimeRange, spanUs } from '../../shared/timeline/range.ts';
import { timeScale } from '../../shared/timeline/scale.ts';
import { rangeTitle } from '../../shared/timeline/ticks.ts';
import {
  type HeightScale,
  bucketAt,
  coarseRows,
  foldRareSeries,
  stackHistogram,
} from './bars.model.ts';
import './charts.css';
import { fullCount } from './figures.model.ts';
import { type ChartMark, flagsOf } from './marks.model.ts';
import { seriesStyles } from './palette.model.ts';
import { BrushMark, Legend, TipParts } from './RateOverlays.tsx';
import { type RatePlot, createRatePlot } from './rate-plot.ts';
import { useChartTheme } from './theme.ts';
import { useViewGestures } from './use-view-gestures.ts';

const LEFT = 46;
const RIGHT = 14;
const BOTTOM = 24;
const FLAG_LANE = 20;

export interface EventRateChartProps {
  readonly histogram: Histogram;
  /** IANA name of the zone the axis is in. */
  readonly zone: string;
  /** What is shown; the whole histogram where absent. */
  readonly view?: TimeRange;
  /** The whole of the evidence; the histogram where absent. */
  readonly extent?: TimeRange;
  readonly marks?: readonly ChartMark[];
  readonly selection?: TimeRange | null;
  readonly height?: number;
  /** Read out where the drawing is not seen. */
  readonly label?: string;
  readonly legend?: boolean;
  readonly scale?: HeightScale;
  /** Newer data is on its way. */
  readonly stale?: boolean;
  readonly onBrush?: (range: TimeRange | null) => void;
  readonly onZoom?: (view: TimeRange) => void;
  readonly onPick?: (mark: ChartMark) => void;
  /** A click on the plot, with the bucket under it. */
  readonly onPoint?: (range: TimeRange) => void;
  /** A click in the legend. */
  readonly onSeries?: (name: string) => void;
}

const NO_MARKS: readonly ChartMark[] = [];

export function EventRateChart(props: EventRateChartProps) {
  const {
    histogram,
    zone,
    height = 140,
    label = 'Events over time',
    onPoint,
    scale = 'linear',
  } = props;
  const marks = props.marks ?? NO_MARKS;
  const selection = props.selection ?? null;
  const whole = useMemo(
    (): TimeRange => ({ fromUs: histogram.fromUs, toUs: histogram.toUs }),
    [histogram.fromUs, histogram.toUs],
  );
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const plot = useRef<RatePlot | null>(null);
  const theme = useChartTheme(frame);
  const [width, setWidth] = useState(0);
  const lane = marks.length > 0 ? FLAG_LANE : 6;
  const box = useMemo(
    () => ({
      x: LEFT,
      y: lane,
      width: Math.max(0, width - LEFT - RIGHT),
      height: Math.max(0, height - lane - BOTTOM),
    }),
    [width, height, lane],
  );

  const { stacked, styles } = useMemo(() => {
    const folded = foldRareSeries(histogram);
    const found = seriesStyles(folded.series.map((each) => each.name));
    return {
      stacked: stackHistogram(
        folded,
        found.map((style) => style.name),
      ),
      styles: found,
    };
  }, [histogram]);

  const gestures = useViewGestures({
    view: props.view ?? whole,
    extent: props.extent ?? whole,
    selection,
    box,
    surface: frame,
    onZoom: props.onZoom,
    onBrush: props.onBrush,
    onPoint: onPoint
      ? (instantUs) => {
          const bucket = bucketAt(stacked, instantUs);
          if (bucket) onPoint({ fromUs: timeUs(bucket.fromUs), toUs: timeUs(bucket.toUs) });
        }
      : undefined,
  });
  const { live, pointerPx } = gestures;

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!canvas.current || width === 0 || !theme) return;
    plot.current ??= createRatePlot(canvas.current);
    plot.current.resize(width, height);
  }, [width, height, theme]);

  useEffect(() => {
    if (!theme || box.width === 0) return;
    plot.current?.draw({ stacked, styles, view: live, marks, zone, theme, box, scale });
  }, [stacked, styles, live, marks, zone, theme, box, scale]);

  useEffect(
    () => () => {
      plot.current?.dispose();
      plot.current = null;
    },
    [],
  );

  const time = timeScale(live, box.width);
  const flags = useMemo(() => flagsOf(marks, live, box.width, 16), [marks, live, box.width]);
  const pointed = pointerPx === null ? undefined : bucketAt(stacked, time.toUs(pointerPx));
  const brush = gestures.brush ?? selection;
  const instructions = useId();
  const precision =
    stacked.bucketUs % 60_000_000 === 0 ? 'min' : stacked.bucketUs >= 1e6 ? 's' : 'us';

  return (
    <figure className="chart-rate" data-stale={props.stale === true || undefined}>
      <div
        ref={frame}
        className="chart-surface"
        style={{ height }}
        data-panning={gestures.panning || undefined}
        data-brushes={props.onBrush !== undefined || undefined}
        tabIndex={props.onZoom || props.onBrush ? 0 : -1}
        role="group"
        aria-label={`${label}, ${rangeTitle(live, zone)}`}
        aria-describedby={instructions}
        {...gestures.handlers}
      >
        <div ref={canvas} className="chart-canvas" aria-hidden="true" />
        {brush && (
          <BrushMark
            from={time.toPx(brush.fromUs)}
            to={time.toPx(brush.toUs)}
            box={box}
            text={formatSpan(spanUs(brush))}
          />
        )}
        {pointerPx !== null && !gestures.panning && (
          <div
            className="chart-cursor"
            style={{ left: box.x + pointerPx, top: box.y, height: box.height }}
          />
        )}
        {flags.map((flag) => (
          <button
            key={`${flag.marks[0]?.id ?? ''} ${flag.marks.length}`}
            type="button"
            className="chart-flag"
            data-severity={flag.severity}
            style={{ left: box.x + flag.px }}
            title={flag.marks.map((mark) => `${mark.severity}: ${mark.title}`).join('\n')}
            onPointerDown={(event) => event.stopPropagation()}
            onPointerUp={(event) => event.stopPropagation()}
            onDoubleClick={(event) => event.stopPropagation()}
            onClick={() => {
              const first = flag.marks[0];
              if (first) props.onPick?.(first);
            }}
          >
            {flag.marks.length > 1 ? flag.marks.length : ''}
            <span className="visually-hidden">
              {flag.marks.map((mark) => `${mark.severity} alert ${mark.title}`).join(', ')}
            </span>
          </button>
        ))}
        {pointed && gestures.brush === null && !gestures.panning && pointerPx !== null && (
          <div
            className="chart-tip"
            style={
              pointerPx > box.width / 2
                ? { right: width - box.x - pointerPx + 12, top: box.y + 4 }
                : { left: box.x + pointerPx + 12, top: box.y + 4 }
            }
          >
            <div className="chart-tip-time">
              {formatInZone(timeUs(pointed.fromUs), zone, precision)}
              <span> + {formatSpan(stacked.bucketUs)}</span>
            </div>
            <TipParts parts={pointed.parts} styles={styles} total={pointed.total} />
          </div>
        )}
        <span id={instructions} className="visually-hidden">
          Plus and minus zoom, arrows move, Shift with arrows selects, Enter zooms to the selection,
          Home shows everything, Escape clears the selection.
        </span>
      </div>
      {props.legend === true && styles.length > 1 && (
        <Legend styles={styles} onSeries={props.onSeries} />
      )}
      <table className="visually-hidden">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th>From</th>
            <th>Events</th>
          </tr>
        </thead>
        <tbody>
          {coarseRows(stacked, 24).map((row) => (
            <tr key={row.fromUs}>
              <td>{formatInZone(timeUs(row.fromUs), zone, 's')}</td>
              <td>{fullCount(row.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
