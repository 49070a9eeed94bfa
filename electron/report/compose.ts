// What block composers share: the pen, the type setter, the grid, and lines of text as strips.

import { INK } from './palette.ts';
import type { PageGrid, TypeSize } from './page-grid.ts';
import type { Element, Pen } from './pen.ts';
import type { Strip } from './flow.ts';
import type { FaceName } from './faces.ts';
import type { Line, TypeSetter } from './type-setter.ts';

export interface Workshop {
  readonly pen: Pen;
  readonly setter: TypeSetter;
  readonly grid: PageGrid;
}

/** The baseline of a line of this size whose box starts at `y`. */
export function baselineOf(y: number, type: TypeSize): number {
  return y + type.leading / 2 + type.size * 0.35;
}

export interface LineStripOptions {
  readonly element: Element;
  readonly tag: string;
  readonly type: TypeSize;
  readonly x: number;
  readonly colour?: string;
  readonly spaceBefore: number;
  /** All lines, and the last of them with what follows. */
  readonly keepAll?: boolean;
  /** Drawn with the first line, inside the same piece of content. */
  readonly beside?: (y: number) => void;
}

/** A strip for each line; the first two and the last two stay together. */
export function lineStrips(
  shop: Workshop,
  lines: readonly Line[],
  options: LineStripOptions,
): readonly Strip[] {
  const { element, tag, type, x, spaceBefore } = options;
  return lines.map((line, index) => ({
    height: type.leading,
    spaceBefore: index === 0 ? spaceBefore : 0,
    keepWithNext:
      options.keepAll === true || (lines.length > 1 && (index === 0 || index === lines.length - 2)),
    draw: (y) => {
      shop.pen.content(element, tag, () => {
        if (index === 0) options.beside?.(y);
        shop.pen.line(line, x, baselineOf(y, type), type.size, options.colour ?? INK);
      });
    },
  }));
}

export function textLines(
  shop: Workshop,
  text: string,
  face: FaceName,
  type: TypeSize,
  width: number,
): readonly Line[] {
  return shop.setter.lines(text, { face, size: type.size }, width);
}
