// A scroll bar over more rows than a browser can make tall. Up to a limit, pixels are pixels; beyond
// it the bar is scaled and the true position is kept apart.

/** Well under what Chromium still lays out exactly. */
export const TALLEST_PX = 12_000_000;

export interface ScrollSpace {
  readonly total: number;
  readonly rowPx: number;
  readonly windowPx: number;
}

export function fullHeight(space: ScrollSpace): number {
  return space.total * space.rowPx;
}

export function drawnHeight(space: ScrollSpace): number {
  return Math.min(TALLEST_PX, fullHeight(space));
}

function furthest(height: number, space: ScrollSpace): number {
  return Math.max(0, height - space.windowPx);
}

/** True position (px from the first row) of a scroll bar position. */
export function positionOf(scrollTop: number, space: ScrollSpace): number {
  const drawn = furthest(drawnHeight(space), space);
  if (drawn === 0) return 0;
  return (Math.min(scrollTop, drawn) / drawn) * furthest(fullHeight(space), space);
}

export function scrollTopOf(position: number, space: ScrollSpace): number {
  const full = furthest(fullHeight(space), space);
  if (full === 0) return 0;
  return (heldPosition(position, space) / full) * furthest(drawnHeight(space), space);
}

export function heldPosition(position: number, space: ScrollSpace): number {
  return Math.min(Math.max(0, position), furthest(fullHeight(space), space));
}

export interface RowWindow {
  readonly first: number;
  /** Included; less than `first` where there is nothing. */
  readonly last: number;
  /** Of the first row, relative to the top of the window. */
  readonly offsetPx: number;
}

export function rowWindow(position: number, space: ScrollSpace, overscan: number): RowWindow {
  const held = heldPosition(position, space);
  const top = Math.floor(held / space.rowPx);
  const first = Math.max(0, top - overscan);
  const bottom = Math.ceil((held + space.windowPx) / space.rowPx);
  return {
    first,
    last: Math.min(space.total - 1, bottom - 1 + overscan),
    offsetPx: first * space.rowPx - held,
  };
}

/** The least move that brings a row fully into the window. */
export function positionShowing(index: number, position: number, space: ScrollSpace): number {
  const top = index * space.rowPx;
  if (top < position) return heldPosition(top, space);
  const bottom = top + space.rowPx;
  if (bottom > position + space.windowPx) return heldPosition(bottom - space.windowPx, space);
  return heldPosition(position, space);
}

export function positionCentring(index: number, space: ScrollSpace): number {
  return heldPosition(index * space.rowPx - (space.windowPx - space.rowPx) / 2, space);
}
