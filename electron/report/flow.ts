// Puts strips one below the other and onto pages. Keeps what must stay together, repeats table heads,
// and knows nothing of what a strip shows.

import type { PageGrid } from './page-grid.ts';

export interface Anchor {
  readonly id: string;
  readonly title: string;
  /** 1 for a section, 2 for a heading within it. */
  readonly level: 1 | 2;
}

/** A piece of the document that is never split. */
export interface Strip {
  readonly height: number;
  /** Left out at the top of a page. */
  readonly spaceBefore: number;
  /** Never the last strip of a page. */
  readonly keepWithNext: boolean;
  readonly startsPage?: boolean;
  /** Drawn above this strip where it is the first of a page. */
  readonly head?: Strip;
  readonly anchor?: Anchor;
  /** `y` is the top of the strip. */
  readonly draw: (y: number) => void;
}

export interface Placed {
  readonly strip: Strip;
  readonly y: number;
}

export interface FlowPage {
  readonly placed: readonly Placed[];
}

/** Height of a strip with everything that has to follow it on the same page. */
function chainHeight(strips: readonly Strip[], from: number, limit: number): number {
  let height = 0;
  for (let i = from; i < strips.length; i += 1) {
    const strip = strips[i];
    if (strip === undefined) break;
    height += strip.height + (i === from ? 0 : strip.spaceBefore);
    if (!strip.keepWithNext || height > limit) break;
    if (strips[i + 1]?.startsPage === true) break;
  }
  return height;
}

export function flow(strips: readonly Strip[], grid: PageGrid): readonly FlowPage[] {
  const pages: Placed[][] = [];
  const room = grid.bottom - grid.top;
  let page: Placed[] = [];
  let y = grid.top;
  strips.forEach((strip, index) => {
    const atTop = page.length === 0;
    const space = atTop ? 0 : strip.spaceBefore;
    const chain = chainHeight(strips, index, room);
    const needed = chain > room ? strip.height : chain;
    if (!atTop && (strip.startsPage === true || y + space + needed > grid.bottom)) {
      pages.push(page);
      page = [];
      y = grid.top;
    }
    if (page.length === 0 && strip.head !== undefined && index > 0) {
      page.push({ strip: strip.head, y });
      y += strip.head.height;
    } else if (page.length > 0) {
      y += strip.spaceBefore;
    }
    page.push({ strip, y });
    y += strip.height;
  });
  if (page.length > 0) pages.push(page);
  return pages.map((placed) => ({ placed }));
}
