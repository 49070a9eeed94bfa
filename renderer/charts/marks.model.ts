// Alerts on a time axis: where their flags stand, and which share one because they would cover
// each other.

import type { TimeUs } from '../../shared/base/time.ts';
import { type Severity, severityRank } from '../../shared/domain/severity.ts';
import type { TimeRange } from '../../shared/timeline/range.ts';
import { timeScale } from '../../shared/timeline/scale.ts';

export interface ChartMark {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly startUs: TimeUs;
  readonly endUs: TimeUs;
}

export interface Flag {
  /** Left edge of the earliest alert, in pixels of the plot. */
  readonly px: number;
  readonly marks: readonly ChartMark[];
  /** The gravest of them. */
  readonly severity: Severity;
}

export interface Band {
  readonly fromPx: number;
  readonly toPx: number;
  readonly severity: Severity;
}

function isInView(mark: ChartMark, view: TimeRange): boolean {
  return mark.endUs >= view.fromUs && mark.startUs < view.toUs;
}

export function flagsOf(
  marks: readonly ChartMark[],
  view: TimeRange,
  widthPx: number,
  nearPx: number,
): readonly Flag[] {
  const scale = timeScale(view, widthPx);
  const placed = marks
    .filter((mark) => isInView(mark, view))
    .map((mark) => ({ mark, px: Math.max(0, scale.toPx(mark.startUs)) }))
    .toSorted((one, other) => one.px - other.px);
  const flags: { px: number; marks: ChartMark[]; severity: Severity }[] = [];
  for (const { mark, px } of placed) {
    const last = flags.at(-1);
    if (last && px - last.px < nearPx) {
      last.marks.push(mark);
      if (severityRank(mark.severity) < severityRank(last.severity)) last.severity = mark.severity;
    } else flags.push({ px, marks: [mark], severity: mark.severity });
  }
  return flags;
}

/** Gravest last, so that it is drawn on top. */
export function bandsOf(
  marks: readonly ChartMark[],
  view: TimeRange,
  widthPx: number,
): readonly Band[] {
  const scale = timeScale(view, widthPx);
  return marks
    .filter((mark) => isInView(mark, view))
    .map((mark) => {
      const fromPx = Math.max(0, scale.toPx(mark.startUs));
      const toPx = Math.min(widthPx, scale.toPx(mark.endUs));
      return { fromPx, toPx: Math.max(fromPx + 2, toPx), severity: mark.severity };
    })
    .toSorted((one, other) => severityRank(other.severity) - severityRank(one.severity));
}
