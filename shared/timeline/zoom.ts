// Moving a view over time: zoom about a point, pan, stay near the evidence. From a microsecond to
// ten years, or to the whole of the evidence where that is longer.

import { US_PER_DAY, timeUs } from '../base/time.ts';
import { type TimeRange, spanUs } from './range.ts';

export const MIN_SPAN_US = 1;
export const MAX_SPAN_US = 3_653 * US_PER_DAY;

/**
 * Scales a view about an instant, which keeps its place on the screen.
 * @param factor under 1 zooms in, over 1 zooms out
 * @param extent the evidence; a view may grow to twice its span
 */
export function zoomAbout(
  view: TimeRange,
  pivotUs: number,
  factor: number,
  extent?: TimeRange,
): TimeRange {
  const span = spanUs(view);
  const most = Math.max(MAX_SPAN_US, extent ? spanUs(extent) * 2 : 0);
  let next = Math.round(Math.min(most, Math.max(MIN_SPAN_US, span * factor)));
  // A view of a few microseconds still has to move by whole ones in the asked direction.
  if (factor > 1 && next <= span) next = Math.min(most, span + 1);
  if (factor < 1 && next >= span) next = Math.max(MIN_SPAN_US, span - 1);
  const share = Math.min(1, Math.max(0, (pivotUs - view.fromUs) / span));
  const fromUs = Math.round(pivotUs - share * next);
  return heldNear({ fromUs: timeUs(fromUs), toUs: timeUs(fromUs + next) }, extent);
}

/** Moves a view by a share of its span; positive is later. */
export function panBy(view: TimeRange, share: number, extent?: TimeRange): TimeRange {
  const span = spanUs(view);
  const wanted = Math.round(span * share);
  const shift = wanted === 0 ? Math.sign(share) : wanted;
  return heldNear({ fromUs: timeUs(view.fromUs + shift), toUs: timeUs(view.toUs + shift) }, extent);
}

/** Keeps at least a tenth of the view over the evidence, so that nobody gets lost in empty time. */
export function heldNear(view: TimeRange, extent: TimeRange | undefined): TimeRange {
  if (extent === undefined) return view;
  const span = spanUs(view);
  const overlap = Math.max(1, Math.min(Math.floor(span / 10), spanUs(extent)));
  const earliest = extent.fromUs - span + overlap;
  const latest = extent.toUs - overlap;
  const fromUs = Math.min(Math.max(view.fromUs, earliest), Math.max(earliest, latest));
  return { fromUs: timeUs(fromUs), toUs: timeUs(fromUs + span) };
}
