import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TALLEST_PX,
  drawnHeight,
  positionCentring,
  positionOf,
  positionShowing,
  rowWindow,
  scrollTopOf,
} from '../../../../renderer/features/timeline/scroll.model.ts';

const small = { total: 100, rowPx: 26, windowPx: 260 };
const huge = { total: 10_000_000, rowPx: 26, windowPx: 520 };

describe('a scroll bar', () => {
  it('is as tall as its rows until a browser could not draw it', () => {
    expect(drawnHeight(small)).toBe(2_600);
    expect(drawnHeight(huge)).toBe(TALLEST_PX);
  });
  it('reaches the first and the last of ten million rows', () => {
    expect(rowWindow(positionOf(0, huge), huge, 0).first).toBe(0);
    expect(rowWindow(positionOf(TALLEST_PX, huge), huge, 0).last).toBe(huge.total - 1);
  });
  it('finds its own place again', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const position = share * (huge.total * huge.rowPx - huge.windowPx);
        expect(positionOf(scrollTopOf(position, huge), huge)).toBeCloseTo(position, 3);
      }),
    );
  });
  it('draws the rows in the window and a few around them, none beyond the ends', () => {
    expect(rowWindow(0, small, 6)).toEqual({ first: 0, last: 15, offsetPx: 0 });
    const low = rowWindow(1e9, small, 6);
    expect(low.last).toBe(99);
    expect(rowWindow(13, small, 0)).toEqual({ first: 0, last: 10, offsetPx: -13 });
    expect(rowWindow(0, { ...small, total: 0 }, 6).last).toBe(-1);
  });
  it('moves no further than needed to show a row', () => {
    expect(positionShowing(5, 100, small)).toBe(100);
    expect(positionShowing(2, 100, small)).toBe(52);
    expect(positionShowing(20, 100, small)).toBe(21 * 26 - 260);
    expect(positionCentring(0, small)).toBe(0);
  });
});
