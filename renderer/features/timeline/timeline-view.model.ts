// What the timeline shows, as state that fits into the address: a colleague who opens the link sees
// the same events.

import { type TimeUs, US_PER_MINUTE, timeUs } from '../../../shared/base/time.ts';
import { type TimeRange, around as rangeAround } from '../../../shared/timeline/range.ts';

export interface Surroundings {
  readonly event: number;
  readonly minutes: number;
}

export interface TimelineView {
  readonly q: string;
  /** Half-open; null is the edge of the evidence. */
  readonly fromUs: TimeUs | null;
  readonly toUs: TimeUs | null;
  /** A stretch within the view that narrows table and facets, not the histogram. */
  readonly selection: TimeRange | null;
  /** Field that the histogram is split by; empty for none. */
  readonly by: string;
  readonly event: number | null;
  /** What happened around an event, filters off; everything else waits until that is left. */
  readonly around: Surroundings | null;
  /** Events without a usable time, instead of the dated ones. */
  readonly undated: boolean;
}

export const DEFAULT_SPLIT = 'log.level';

export function readTimelineView(params: Readonly<Record<string, string>>): TimelineView {
  const [start, end] = (params['sel'] ?? '').split('..').map((part) => instant(part));
  const fromUs = instant(params['from']);
  const toUs = instant(params['to']);
  const ordered = fromUs === null || toUs === null || fromUs < toUs;
  const event = wholeNumber(params['event']);
  return {
    q: params['q'] ?? '',
    fromUs: ordered ? fromUs : null,
    toUs: ordered ? toUs : null,
    selection:
      start !== undefined && start !== null && end !== undefined && end !== null && start < end
        ? { fromUs: start, toUs: end }
        : null,
    by: params['by'] === 'none' ? '' : (params['by'] ?? DEFAULT_SPLIT),
    event: event !== null && event > 0 ? event : null,
    around: surroundings(params['around']),
    undated: params['undated'] === '1',
  };
}

function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function surroundings(text: string | undefined): Surroundings | null {
  const [eventText, minutesText] = (text ?? '').split(':');
  const event = wholeNumber(eventText);
  const minutes = Number(minutesText);
  if (event === null || event < 1 || !(minutes > 0 && minutes <= 100_000)) return null;
  return { event, minutes };
}

function instant(text: string | undefined): TimeUs | null {
  const value = wholeNumber(text);
  return value === null ? null : timeUs(value);
}

export function paramsOf(view: TimelineView): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  if (view.q !== '') params['q'] = view.q;
  if (view.fromUs !== null) params['from'] = String(view.fromUs);
  if (view.toUs !== null) params['to'] = String(view.toUs);
  if (view.selection) params['sel'] = `${view.selection.fromUs}..${view.selection.toUs}`;
  if (view.by !== DEFAULT_SPLIT) params['by'] = view.by === '' ? 'none' : view.by;
  if (view.event !== null) params['event'] = String(view.event);
  if (view.around !== null) params['around'] = `${view.around.event}:${view.around.minutes}`;
  if (view.undated) params['undated'] = '1';
  return params;
}

/** The view with its open ends filled in. */
export function shownRange(view: TimelineView, extent: TimeRange): TimeRange {
  const fromUs = view.fromUs ?? extent.fromUs;
  const toUs = view.toUs ?? extent.toUs;
  return fromUs < toUs ? { fromUs, toUs } : extent;
}

/** What table and facets are narrowed to. */
export function listedRange(view: TimelineView, extent: TimeRange): TimeRange {
  return view.selection ?? shownRange(view, extent);
}

export interface Listing {
  readonly q: string;
  readonly shown: TimeRange;
  readonly listed: TimeRange;
}

/** What is asked for: the view's own search and range, or everything around an event. */
export function listingOf(view: TimelineView, extent: TimeRange, centreUs: TimeUs | null): Listing {
  if (view.around && centreUs !== null) {
    const range = rangeAround(centreUs, view.around.minutes * US_PER_MINUTE);
    return { q: '', shown: range, listed: range };
  }
  return { q: view.q, shown: shownRange(view, extent), listed: listedRange(view, extent) };
}

/**
 * What has to change so that an event is listed: another stretch of the same length about its time, or
 * the undated ones. Null where it lies within what is listed.
 * @param anew without the search, because the event is not among what that finds
 */
export function viewOnto(
  view: TimelineView,
  extent: TimeRange,
  eventUs: TimeUs | null,
  anew: boolean,
): Partial<TimelineView> | null {
  const search = anew ? { q: '', around: null } : {};
  if (eventUs === null) {
    return view.undated && !anew ? null : { ...search, undated: true, selection: null };
  }
  const holds = (range: TimeRange) => eventUs >= range.fromUs && eventUs < range.toUs;
  const isListed = !view.undated && holds(listedRange(view, extent));
  if (isListed) return anew ? search : null;
  const shown = shownRange(view, extent);
  const change = { ...search, undated: false, selection: null };
  if (holds(shown)) return change;
  const half = (shown.toUs - shown.fromUs) / 2;
  return {
    ...change,
    fromUs: timeUs(Math.floor(eventUs - half)),
    toUs: timeUs(Math.ceil(eventUs + half)),
  };
}
