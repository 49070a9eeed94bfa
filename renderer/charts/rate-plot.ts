// The canvas under the event rate: bars, alert bands and both axes, drawn by ECharts. Everything it
// draws is worked out before; it owns no state but the canvas, and takes no input of its own.

import { CustomChart, type CustomSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { type ComposeOption, graphic, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { TimeRange } from '../../shared/timeline/range.ts';
import { spanUs } from '../../shared/timeline/range.ts';
import { timeTicks } from '../../shared/timeline/ticks.ts';
import { type HeightScale, type PlotBox, type StackedHistogram, layOutBars } from './bars.model.ts';
import { compactCount } from './figures.model.ts';
import { type ChartMark, bandsOf } from './marks.model.ts';
import type { SeriesStyle } from './palette.model.ts';
import type { ChartTheme } from './theme.ts';

use([CustomChart, GridComponent, CanvasRenderer]);

/** Many rectangles as one path: six of these draw faster than four thousand elements. */
const RectangleStrip = graphic.extendShape({
  type: 'rectangleStrip',
  shape: { rectangles: [] as readonly number[] },
  buildPath(context, shape) {
    const list = (shape as { readonly rectangles: readonly number[] }).rectangles;
    for (let index = 0; index + 3 < list.length; index += 4) {
      context.rect(
        list[index] ?? 0,
        list[index + 1] ?? 0,
        list[index + 2] ?? 0,
        list[index + 3] ?? 0,
      );
    }
  },
});
graphic.registerShape('rectangleStrip', RectangleStrip);

type PlotOption = ComposeOption<CustomSeriesOption | GridComponentOption>;
type RenderItem = NonNullable<CustomSeriesOption['renderItem']>;

export interface RatePicture {
  readonly stacked: StackedHistogram;
  readonly styles: readonly SeriesStyle[];
  readonly view: TimeRange;
  readonly marks: readonly ChartMark[];
  readonly zone: string;
  readonly theme: ChartTheme;
  readonly box: PlotBox;
  readonly scale: HeightScale;
}

export interface RatePlot {
  draw(picture: RatePicture): void;
  resize(width: number, height: number): void;
  dispose(): void;
}

export function createRatePlot(element: HTMLElement): RatePlot {
  const chart = init(element, null, { renderer: 'canvas' });
  return {
    draw(picture) {
      chart.setOption(optionOf(picture), { replaceMerge: ['series'], silent: true });
    },
    resize(width, height) {
      chart.resize({ width, height, silent: true });
    },
    dispose() {
      chart.dispose();
    },
  };
}

/** About half of the widest label. */
const LAST_LABEL_PX = 14;

function optionOf(picture: RatePicture): PlotOption {
  const { stacked, styles, view, marks, zone, theme, box, scale } = picture;
  const { bars, axisMax } = layOutBars(stacked, view, box, scale);
  const lines = box.height < 90 ? 2 : 4;
  const ticks = timeTicks(view, zone, Math.max(2, Math.floor(box.width / 96)));
  const positions = ticks.map((tick) => tick.timeUs - view.fromUs);
  const labels = new Map(ticks.map((tick) => [tick.timeUs - view.fromUs, tick]));
  const colourOf = new Map(styles.map((style) => [style.name, style.colour]));
  const strip = (rectangles: readonly number[], fill: string, opacity = 1): CustomSeriesOption => ({
    type: 'custom',
    coordinateSystem: 'cartesian2d',
    silent: true,
    animation: false,
    data: [[0, 0]],
    renderItem: (() => ({
      type: 'rectangleStrip',
      shape: { rectangles },
      style: { fill, opacity },
      silent: true,
    })) as unknown as RenderItem,
  });
  return {
    animation: false,
    grid: {
      left: box.x,
      top: box.y,
      width: box.width,
      height: box.height,
      outerBoundsMode: 'none',
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: spanUs(view),
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
      axisTick: {
        show: true,
        customValues: positions,
        length: 4,
        lineStyle: { color: theme.line },
      },
      axisLabel: {
        customValues: positions,
        color: theme.text,
        fontFamily: theme.font,
        fontSize: 11,
        margin: 7,
        hideOverlap: true,
        formatter: (value: number) => {
          const tick = labels.get(value);
          // A label at the very end would be cut by the edge of the picture.
          if (((spanUs(view) - value) / spanUs(view)) * box.width < LAST_LABEL_PX) return '';
          return tick ? (tick.major ? `{major|${tick.label}}` : tick.label) : '';
        },
        rich: {
          major: {
            color: theme.colour('--text'),
            fontWeight: 600,
            fontSize: 11,
            fontFamily: theme.font,
          },
        },
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: scale === 'root' ? Math.sqrt(axisMax) : axisMax,
      interval: (scale === 'root' ? Math.sqrt(axisMax) : axisMax) / lines,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.text,
        fontFamily: theme.font,
        fontSize: 11,
        formatter: (value: number) => axisFigure(scale === 'root' ? value ** 2 : value),
      },
      splitLine: { show: true, lineStyle: { color: theme.line, opacity: 0.6 } },
    },
    series: [
      ...bandsOf(marks, view, box.width).map((band) =>
        strip(
          [box.x + band.fromPx, box.y, band.toPx - band.fromPx, box.height],
          theme.colour(`--${band.severity}-solid`),
          0.13,
        ),
      ),
      ...stacked.series.map(({ name }, index) =>
        strip(bars[index] ?? [], theme.colour(colourOf.get(name) ?? '--series-5')),
      ),
    ],
  };
}

/** Nobody counts two and a half events: such a line stays without its figure. */
function axisFigure(value: number): string {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < 1e-6 || value > 20 ? compactCount(rounded) : '';
}
