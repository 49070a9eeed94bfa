import { describe, expect, it } from 'vitest';
import {
  type TimelineView,
  listingOf,
  paramsOf,
  readTimelineView,
  viewOnto,
} from '../../../../renderer/features/timeline/timeline-view.model.ts';
import { namedRanges } from '../../../../renderer/features/timeline/ranges.model.ts';
import { formatUtc, timeUs } from '../../../../shared/base/time.ts';
import { rangeOf } from '../../../../shared/timeline/range.ts';

const extent = rangeOf(1_000, 9_000);

describe('the address of a view', () => {
  it('brings back the very same view', () => {
    const view: TimelineView = {
      q: 'user:"a b" AND ip:10.0.0.0/8',
      fromUs: timeUs(2_000),
      toUs: null,
      selection: rangeOf(3_000, 4_000),
      by: '',
      event: 12,
      around: { event: 12, minutes: 0.5 },
      undated: false,
    };
    expect(readTimelineView(paramsOf(view))).toEqual(view);
  });
  it('is short for the plain timeline', () => {
    expect(paramsOf(readTimelineView({}))).toEqual({});
  });
  it('drops what makes no sense instead of showing nothing', () => {
    const view = readTimelineView({
      from: '50',
      to: '20',
      event: '-3',
      sel: '9..4',
      around: '1:x',
      by: 'user.name',
    });
    expect(view).toMatchObject({
      fromUs: null,
      toUs: null,
      event: null,
      selection: null,
      around: null,
      by: 'user.name',
    });
  });
});

describe('what is listed', () => {
  it('is the selection within the view, while the histogram keeps the view', () => {
    const view = readTimelineView({ q: 'x', from: '2000', sel: '3000..4000' });
    const listing = listingOf(view, extent, null);
    expect(listing).toEqual({
      q: 'x',
      shown: rangeOf(2_000, 9_000),
      listed: rangeOf(3_000, 4_000),
    });
  });
  it('is everything around an event with the filters off', () => {
    const view = readTimelineView({ q: 'x', sel: '3000..4000', around: '7:1' });
    const listing = listingOf(view, extent, timeUs(100_000_000));
    expect(listing.q).toBe('');
    expect(listing.listed).toEqual(rangeOf(40_000_000, 160_000_001));
  });
});

describe('ranges with a name', () => {
  it('count from the end of the evidence, by days of the zone', () => {
    const evidence = rangeOf(Date.UTC(2026, 5, 1) * 1000, Date.UTC(2026, 5, 7, 23, 30) * 1000);
    const day = namedRanges(evidence, 'Europe/Berlin').find((each) =>
      each.title.startsWith('Last day'),
    );
    expect(formatUtc(day?.range?.fromUs ?? timeUs(0), 's')).toBe('2026-06-07T22:00:00Z');
    expect(namedRanges(evidence, 'UTC')[0]?.range).toBeNull();
  });
});

describe('the way to an event', () => {
  const view = readTimelineView({ q: 'login', from: '2000', to: '4000' });

  it('is none where it lies within what is listed', () => {
    expect(viewOnto(view, extent, timeUs(3_000), false)).toBeNull();
    expect(viewOnto(readTimelineView({}), extent, timeUs(8_999), false)).toBeNull();
  });
  it('moves the view onto it without another zoom', () => {
    const moved = viewOnto(view, extent, timeUs(7_000), false);
    expect(moved).toMatchObject({ fromUs: 6_000, toUs: 8_000, selection: null });
    expect(moved).not.toHaveProperty('q');
  });
  it('leaves a selection that it does not lie in', () => {
    const selected = { ...view, selection: rangeOf(2_000, 2_500) };
    const moved = viewOnto(selected, extent, timeUs(3_000), false);
    expect(moved).toEqual({ undated: false, selection: null });
  });
  it('leads to the undated events for one without a time, and back from them', () => {
    expect(viewOnto(view, extent, null, false)).toMatchObject({ undated: true });
    expect(viewOnto({ ...view, undated: true }, extent, null, false)).toBeNull();
    const back = viewOnto({ ...view, undated: true }, extent, timeUs(3_000), false);
    expect(back).toMatchObject({ undated: false });
  });
  it('clears the search where that does not find it', () => {
    expect(viewOnto(view, extent, timeUs(3_000), true)).toEqual({ q: '', around: null });
  });
});
