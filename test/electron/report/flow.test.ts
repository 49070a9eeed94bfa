import { describe, expect, it } from 'vitest';
import { flow } from '../../../electron/report/flow.ts';
import type { Strip } from '../../../electron/report/flow.ts';
import { pageGrid } from '../../../electron/report/page-grid.ts';

const grid = { ...pageGrid('A4'), top: 0, bottom: 100 };
const strip = (height: number, over: Partial<Strip> = {}): Strip => ({
  height,
  spaceBefore: 0,
  keepWithNext: false,
  draw: () => undefined,
  ...over,
});
const heights = (strips: readonly Strip[]): readonly (readonly number[])[] =>
  flow(strips, grid).map((page) => page.placed.map((placed) => placed.strip.height));

describe('the flow of strips', () => {
  it('fills a page to its foot and goes on with the next', () => {
    expect(heights([strip(60), strip(40), strip(1)])).toEqual([[60, 40], [1]]);
  });
  it('never leaves a heading at the foot of a page', () => {
    expect(heights([strip(70), strip(20, { keepWithNext: true }), strip(30)])).toEqual([
      [70],
      [20, 30],
    ]);
  });
  it('repeats the head of a table on each of its pages', () => {
    const head = strip(10, { keepWithNext: true });
    const rows = Array.from({ length: 4 }, () => strip(40, { head }));
    expect(heights([head, ...rows])).toEqual([
      [10, 40, 40],
      [10, 40, 40],
    ]);
  });
  it('drops space at the top of a page and keeps it elsewhere', () => {
    const [page] = flow([strip(10, { spaceBefore: 5 }), strip(10, { spaceBefore: 5 })], grid);
    expect(page?.placed.map((placed) => placed.y)).toEqual([0, 15]);
  });
  it('places a chain that no page can hold rather than looping', () => {
    const chain = Array.from({ length: 30 }, () => strip(10, { keepWithNext: true }));
    expect(heights(chain).flat()).toHaveLength(30);
  });
});
