// Paper, margins and the type scale. Lengths are PDF points.

export type Paper = 'A4' | 'Letter';

export interface PageGrid {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** First and last line of the text area, from the top of the page. */
  readonly top: number;
  readonly bottom: number;
  readonly textWidth: number;
  readonly headerY: number;
  readonly footerY: number;
}

const SIZES: Readonly<Record<Paper, readonly [number, number]>> = {
  A4: [595.28, 841.89],
  Letter: [612, 792],
};

export function pageGrid(paper: Paper): PageGrid {
  const [width, height] = SIZES[paper];
  const side = 54;
  return {
    width,
    height,
    left: side,
    right: width - side,
    top: 76,
    bottom: height - 66,
    textWidth: width - 2 * side,
    headerY: 38,
    footerY: height - 42,
  };
}

/** Size and distance from baseline to baseline. */
export interface TypeSize {
  readonly size: number;
  readonly leading: number;
}

export const TYPE = {
  title: { size: 25, leading: 31 },
  kind: { size: 10.5, leading: 14 },
  section: { size: 17, leading: 22 },
  heading: { size: 11, leading: 15 },
  body: { size: 9.2, leading: 13 },
  small: { size: 8, leading: 11 },
  table: { size: 7.7, leading: 10.2 },
  tableMono: { size: 6.7, leading: 10.2 },
  factMono: { size: 8, leading: 13 },
  record: { size: 7, leading: 9.4 },
  furniture: { size: 7.6, leading: 10 },
} as const satisfies Readonly<Record<string, TypeSize>>;

/** Width of the column of names beside their values. */
export const NAME_COLUMN = 118;
