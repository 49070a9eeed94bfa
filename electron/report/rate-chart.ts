// The event rate as bars, with the windows of the findings behind them. Vector graphics; everything
// it shows stands in the alternative text and the legend too.

import {
  formatUtc,
  timeUs,
  US_PER_DAY,
  US_PER_HOUR,
  US_PER_MINUTE,
  US_PER_SECOND,
} from '../../shared/base/time.ts';
import type { RateChart } from '../../shared/domain/report.ts';
import { durationText } from '../../shared/reporting/duration.ts';
import { grouped } from '../../shared/base/counted.ts';
import { baselineOf, lineStrips, textLines } from './compose.ts';
import type { Workshop } from './compose.ts';
import type { Strip } from './flow.ts';
import { BAR, HAIRLINE, INK, QUIET, RULE, WINDOW_EDGE, WINDOW_TINT } from './palette.ts';
import { TYPE } from './page-grid.ts';
import type { Element } from './pen.ts';

const MOST_BARS = 220;
const AXIS_WIDTH = 38;
const PLOT_HEIGHT = 104;
const LANE = 9;
const LANES = 3;
const FOOT = 24;

const TIME_STEPS = [
  US_PER_SECOND,
  5 * US_PER_SECOND,
  15 * US_PER_SECOND,
  US_PER_MINUTE,
  5 * US_PER_MINUTE,
  15 * US_PER_MINUTE,
  US_PER_HOUR,
  3 * US_PER_HOUR,
  6 * US_PER_HOUR,
  12 * US_PER_HOUR,
  US_PER_DAY,
  2 * US_PER_DAY,
  7 * US_PER_DAY,
  14 * US_PER_DAY,
  30 * US_PER_DAY,
  90 * US_PER_DAY,
  365 * US_PER_DAY,
  3_650 * US_PER_DAY,
];

/** Joins neighbouring buckets until at most `most` are left; nothing is dropped. */
export function joinBuckets(
  counts: readonly number[],
  most: number,
): { readonly counts: readonly number[]; readonly joined: number } {
  const joined = Math.max(1, Math.ceil(counts.length / most));
  const out: number[] = [];
  for (let i = 0; i < counts.length; i += joined) {
    out.push(counts.slice(i, i + joined).reduce((sum, n) => sum + n, 0));
  }
  return { counts: out, joined };
}

/** The smallest of 1, 2, 5 × 10ⁿ that gives at most four steps up to the peak. */
export function countStep(peak: number): number {
  let step = 1;
  while (peak / step > 4) {
    const lead = Number(String(step)[0]);
    step = lead === 2 ? step * 2.5 : step * 2;
  }
  return step;
}

interface Window {
  readonly number: number;
  readonly x1: number;
  readonly x2: number;
  readonly lane: number;
}

/** Numbers of windows that would touch are put on different lanes, as far as there are lanes. */
function lanesOf(chart: RateChart, xOf: (us: number) => number): readonly Window[] {
  const free = Array.from({ length: LANES }, () => -Infinity);
  return chart.marks.map((mark, index) => {
    const x1 = xOf(mark.startUs);
    const x2 = Math.max(x1 + 1.6, xOf(mark.endUs));
    const middle = (x1 + x2) / 2;
    let lane = free.findIndex((end) => end < middle - 6);
    if (lane < 0) lane = index % LANES;
    free[lane] = middle + 6;
    return { number: index + 1, x1, x2, lane };
  });
}

export function rateChartStrips(
  block: { readonly chart: RateChart; readonly alt: string },
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const { chart } = block;
  const { counts, joined } = joinBuckets(chart.counts, MOST_BARS);
  const figure = shop.pen.element(parent, 'Figure', { alt: block.alt });
  const height = LANES * LANE + PLOT_HEIGHT + FOOT;
  const strips: Strip[] = [
    {
      height,
      spaceBefore: 8,
      keepWithNext: chart.marks.length > 0,
      draw: (y) => {
        shop.pen.content(figure, 'Figure', () => drawPlot(chart, counts, joined, y, shop));
      },
    },
  ];
  const type = TYPE.small;
  const list = chart.marks.length === 0 ? undefined : shop.pen.element(parent, 'L');
  chart.marks.forEach((mark, index) => {
    if (list === undefined) return;
    const entry = shop.pen.element(list, 'LI');
    const body = shop.pen.element(entry, 'LBody');
    const times =
      mark.startUs === mark.endUs
        ? formatUtc(mark.startUs, 's')
        : `${formatUtc(mark.startUs, 's')} to ${formatUtc(mark.endUs, 's')}`;
    const label = shop.setter.line(String(index + 1), { face: 'semibold', size: type.size });
    const lines = textLines(
      shop,
      `${mark.label}, ${times}`,
      'regular',
      type,
      shop.grid.textWidth - AXIS_WIDTH - 18,
    );
    strips.push(
      ...lineStrips(shop, lines, {
        element: body,
        tag: 'LBody',
        type,
        x: shop.grid.left + AXIS_WIDTH + 18,
        spaceBefore: index === 0 ? 4 : 1,
        beside: (y) => {
          const x = shop.grid.left + AXIS_WIDTH + 12 - label.width;
          shop.pen.line(label, x, baselineOf(y, type), type.size, WINDOW_EDGE);
        },
      }),
    );
  });
  return strips;
}

function drawPlot(
  chart: RateChart,
  counts: readonly number[],
  joined: number,
  y: number,
  shop: Workshop,
): void {
  const { pen, setter, grid } = shop;
  const left = grid.left + AXIS_WIDTH;
  const width = grid.right - left;
  const top = y + LANES * LANE;
  const foot = top + PLOT_HEIGHT;
  const spanUs = Math.max(1, chart.toUs - chart.fromUs);
  const xOf = (us: number): number =>
    left + (Math.min(Math.max(us - chart.fromUs, 0), spanUs) / spanUs) * width;
  const peak = counts.reduce((most, n) => Math.max(most, n), 0);
  const step = countStep(peak);
  const ceiling = Math.max(step, Math.ceil(peak / step) * step);
  const windows = lanesOf(chart, xOf);
  const small = { size: 6.8, leading: 9 };

  for (const window of windows) {
    pen.box(window.x1, top, window.x2 - window.x1, PLOT_HEIGHT, WINDOW_TINT);
  }
  for (let value = 0; value <= ceiling; value += step) {
    const level = foot - (value / ceiling) * PLOT_HEIGHT;
    pen.rule(left, grid.right, level, value === 0 ? RULE : HAIRLINE, value === 0 ? 0.8 : 0.4);
    const label = setter.line(grouped(value), { face: 'regular', size: small.size });
    pen.line(label, left - 6 - label.width, level + 2.4, small.size, QUIET);
  }
  const bucketUs = chart.bucketUs * joined;
  counts.forEach((n, index) => {
    if (n === 0) return;
    const x1 = xOf(chart.fromUs + index * bucketUs);
    const x2 = xOf(chart.fromUs + (index + 1) * bucketUs);
    const height = Math.max(0.8, (n / ceiling) * PLOT_HEIGHT);
    pen.box(x1, foot - height, Math.max(0.7, (x2 - x1) * 0.86), height, BAR);
  });
  for (const window of windows) {
    const level = y + (window.lane + 1) * LANE - 1.5;
    const middle = (window.x1 + window.x2) / 2;
    const label = setter.line(String(window.number), { face: 'semibold', size: small.size });
    pen.rule(window.x1, window.x2, top - 0.6, WINDOW_EDGE, 1.6);
    pen.doc
      .lineWidth(0.4)
      .strokeColor(WINDOW_EDGE)
      .moveTo(middle, level + 1)
      .lineTo(middle, top - 0.6)
      .stroke();
    pen.line(label, middle - label.width / 2, level - 0.4, small.size, WINDOW_EDGE);
  }
  drawTimeAxis(chart, left, width, foot, xOf, shop);
  const [caption] = setter.lines(
    peak === 0
      ? 'No dated event in this span'
      : `Events in intervals of ${durationText(bucketUs)}; numbered: windows of the findings`,
    { face: 'regular', size: small.size },
    width,
  );
  if (caption !== undefined) pen.line(caption, left, foot + FOOT - 3, small.size, INK);
}

function drawTimeAxis(
  chart: RateChart,
  left: number,
  width: number,
  foot: number,
  xOf: (us: number) => number,
  shop: Workshop,
): void {
  const { pen, setter } = shop;
  const spanUs = Math.max(1, chart.toUs - chart.fromUs);
  const step = TIME_STEPS.find((us) => spanUs / us <= 8) ?? spanUs;
  const size = 6.8;
  let free = -Infinity;
  for (let us = Math.ceil(chart.fromUs / step) * step; us <= chart.toUs; us += step) {
    const x = xOf(us);
    const text = formatUtc(timeUs(us), 's');
    const shown =
      step >= US_PER_DAY
        ? text.slice(0, 10)
        : step >= US_PER_MINUTE
          ? `${text.slice(5, 10)} ${text.slice(11, 16)}`
          : text.slice(11, 19);
    const label = setter.line(shown, { face: 'regular', size });
    pen.doc
      .lineWidth(0.5)
      .strokeColor(RULE)
      .moveTo(x, foot)
      .lineTo(x, foot + 3)
      .stroke();
    const at = Math.min(Math.max(left, x - label.width / 2), left + width - label.width);
    if (at < free) continue;
    pen.line(label, at, foot + 10.5, size, QUIET);
    free = at + label.width + 6;
  }
}
