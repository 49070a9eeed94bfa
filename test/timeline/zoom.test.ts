import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { US_PER_DAY, US_PER_HOUR, timeUs } from '../../shared/base/time.ts';
import { around, intersection, isWithin, rangeOf, spanUs } from '../../shared/timeline/range.ts';
import { MAX_SPAN_US, heldNear, panBy, zoomAbout } from '../../shared/timeline/zoom.ts';
import { roundInstant, timeScale } from '../../shared/timeline/scale.ts';

const week = rangeOf(Date.UTC(2026, 5, 1) * 1000, Date.UTC(2026, 5, 8) * 1000);

describe('a range', () => {
  it('leaves out its end', () => {
    expect(isWithin(week, week.fromUs)).toBe(true);
    expect(isWithin(week, week.toUs)).toBe(false);
  });
  it('takes its two ends in any order and is never empty', () => {
    expect(rangeOf(5, 2)).toEqual({ fromUs: 2, toUs: 5 });
    expect(spanUs(rangeOf(7, 7))).toBe(1);
  });
  it('shares nothing with its neighbour', () => {
    expect(intersection(rangeOf(0, 10), rangeOf(10, 20))).toBeUndefined();
    expect(intersection(rangeOf(0, 11), rangeOf(10, 20))).toEqual(rangeOf(10, 11));
  });
  it('around an instant contains the instant and both edges', () => {
    const range = around(1_000, 10);
    expect(isWithin(range, 990) && isWithin(range, 1_010)).toBe(true);
    expect(isWithin(range, 1_011)).toBe(false);
  });
});

describe('zooming', () => {
  it('keeps the instant under the pointer where it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.2, max: 0.95, noNaN: true }),
        (share, factor) => {
          const pivot = Math.round(week.fromUs + share * spanUs(week));
          const zoomed = zoomAbout(week, pivot, factor);
          const after = (pivot - zoomed.fromUs) / spanUs(zoomed);
          expect(after).toBeCloseTo(share, 6);
        },
      ),
    );
  });
  it('goes down to one microsecond and back up without getting stuck', () => {
    let view = week;
    const pivot = week.fromUs + 123_456_789;
    for (let step = 0; step < 200; step++) view = zoomAbout(view, pivot, 0.8);
    expect(spanUs(view)).toBe(1);
    expect(isWithin(view, pivot)).toBe(true);
    for (let step = 0; step < 400; step++) view = zoomAbout(view, pivot, 1.25);
    expect(spanUs(view)).toBe(MAX_SPAN_US);
  });
  it('does not lose the evidence from sight', () => {
    let view = rangeOf(week.fromUs, week.fromUs + US_PER_HOUR);
    for (let step = 0; step < 1_000; step++) view = panBy(view, 0.9, week);
    expect(intersection(view, week)).toBeDefined();
    for (let step = 0; step < 2_000; step++) view = panBy(view, -0.9, week);
    expect(intersection(view, week)).toBeDefined();
    expect(spanUs(view)).toBe(US_PER_HOUR);
  });
  it('pans by at least one microsecond in the asked direction', () => {
    const tiny = { fromUs: timeUs(100), toUs: timeUs(102) };
    expect(panBy(tiny, 0.1).fromUs).toBe(101);
    expect(panBy(tiny, -0.1).fromUs).toBe(99);
  });
  it('leaves a view alone that already shows evidence', () => {
    expect(heldNear(week, week)).toEqual(week);
  });
});

describe('a time scale', () => {
  it('finds the pixel again that an instant came from', () => {
    const scale = timeScale(week, 1_000);
    for (const px of [0, 1, 333, 999]) expect(scale.toPx(scale.toUs(px))).toBeCloseTo(px, 6);
  });
  it('tells single microseconds apart in the present century', () => {
    const scale = timeScale(rangeOf(week.fromUs, week.fromUs + 10), 1_000);
    expect(scale.toPx(week.fromUs + 1) - scale.toPx(week.fromUs)).toBe(100);
  });
  it('gives the pointer a round instant within a pixel or two', () => {
    const scale = timeScale(rangeOf(week.fromUs, week.fromUs + US_PER_DAY), 1_000);
    const instant = roundInstant(scale, 417.3);
    expect(instant % (2 * 60_000_000)).toBe(0);
    expect(Math.abs(scale.toPx(instant) - 417.3)).toBeLessThan(1.5);
  });
});
