// Tables: a head that is repeated on every page, rows that are split only where they are very tall.

import type { Block, Cell, Column } from '../../shared/reporting/document.ts';
import { baselineOf, textLines } from './compose.ts';
import type { Workshop } from './compose.ts';
import type { Strip } from './flow.ts';
import { ACCENT, HAIRLINE, INK, QUIET, RULE } from './palette.ts';
import { TYPE } from './page-grid.ts';
import type { TypeSize } from './page-grid.ts';
import type { Element } from './pen.ts';
import type { Line } from './type-setter.ts';

type Table = Extract<Block, { kind: 'table' }>;

const GUTTER = 9;
const PADDING = 2.6;
const MARK_SIZE = 5.6;
const MARK_SPACE = 9;
/** A row with more lines is split over strips of this many. */
const LINES_OF_A_STRIP = 14;

interface Place {
  readonly x: number;
  readonly width: number;
  readonly column: Column;
}

interface SetLine {
  readonly line: Line;
  readonly type: TypeSize;
  readonly colour: string;
}

function placesOf(columns: readonly Column[], shop: Workshop): readonly Place[] {
  const shares = columns.reduce((sum, column) => sum + column.share, 0);
  const room = shop.grid.textWidth - GUTTER * (columns.length - 1);
  let x = shop.grid.left;
  return columns.map((column) => {
    const place = { x, width: (room * column.share) / shares, column };
    x += place.width + GUTTER;
    return place;
  });
}

function setCell(cell: Cell, width: number, shop: Workshop): readonly SetLine[] {
  const type = cell.mono === true ? TYPE.tableMono : TYPE.table;
  const face = cell.mono === true ? 'mono' : cell.mark === undefined ? 'regular' : 'semibold';
  const room = cell.mark === undefined ? width : width - MARK_SPACE;
  const lines: SetLine[] = textLines(shop, cell.text, face, type, room).map((line) => ({
    line,
    type,
    colour: INK,
  }));
  if (cell.below !== undefined) {
    const below = cell.mono === true ? 'mono' : 'regular';
    for (const line of textLines(shop, cell.below, below, type, width)) {
      lines.push({ line, type, colour: QUIET });
    }
  }
  return lines;
}

function drawLine(shop: Workshop, place: Place, set: SetLine, y: number, indent: number): void {
  const x =
    place.column.align === 'right' ? place.x + place.width - set.line.width : place.x + indent;
  shop.pen.line(set.line, x, baselineOf(y, set.type), set.type.size, set.colour);
}

function headStrip(
  table: Table,
  places: readonly Place[],
  shop: Workshop,
  element: Element | undefined,
): Strip {
  const type = TYPE.table;
  const cells = places.map((place) =>
    shop.setter.lines(place.column.title, { face: 'semibold', size: type.size }, place.width),
  );
  const rows = Math.max(1, ...cells.map((lines) => lines.length));
  const height = rows * type.leading + 2 * PADDING + 1.5;
  const drawCells = (y: number, wrap: (draw: () => void) => void): void => {
    cells.forEach((lines, column) => {
      const place = places[column];
      if (place === undefined) return;
      wrap(() => {
        lines.forEach((line, index) => {
          const top = y + PADDING + (rows - lines.length + index) * type.leading;
          drawLine(shop, place, { line, type, colour: ACCENT }, top, 0);
        });
      });
    });
  };
  return {
    height,
    spaceBefore: 3,
    keepWithNext: true,
    draw: (y) => {
      const rules = (): void => {
        shop.pen.rule(shop.grid.left, shop.grid.right, y, ACCENT, 0.9);
        shop.pen.rule(shop.grid.left, shop.grid.right, y + height - 1, RULE, 0.6);
      };
      if (element === undefined) {
        shop.pen.artifact(() => {
          rules();
          drawCells(y, (draw) => draw());
        }, 'Pagination');
        return;
      }
      shop.pen.artifact(rules);
      const row = shop.pen.element(element, 'TR');
      drawCells(y, (draw) => {
        const cell = shop.pen.element(row, 'TH', { scope: 'Column' });
        shop.pen.content(cell, 'TH', draw);
      });
    },
  };
}

interface RowState {
  row: Element | undefined;
  readonly cells: (Element | undefined)[];
}

function rowStrips(
  cells: readonly Cell[],
  places: readonly Place[],
  shop: Workshop,
  element: Element,
  head: Strip,
): readonly Strip[] {
  const set = places.map((place, column) => {
    const cell = cells[column];
    return cell === undefined ? [] : setCell(cell, place.width, shop);
  });
  const tallest = Math.max(1, ...set.map((lines) => lines.length));
  const leading = TYPE.table.leading;
  const state: RowState = { row: undefined, cells: [] };
  const strips: Strip[] = [];
  for (let from = 0; from < tallest; from += LINES_OF_A_STRIP) {
    const to = Math.min(tallest, from + LINES_OF_A_STRIP);
    const first = from === 0;
    const last = to === tallest;
    const top = first ? PADDING : 0;
    const height = top + (to - from) * leading + (last ? PADDING : 0);
    strips.push({
      height,
      spaceBefore: 0,
      keepWithNext: false,
      head,
      draw: (y) => {
        state.row ??= shop.pen.element(element, 'TR');
        const row = state.row;
        set.forEach((lines, column) => {
          const place = places[column];
          if (place === undefined) return;
          const shown = lines.slice(from, to);
          if (shown.length === 0 && !first) return;
          const cell = (state.cells[column] ??= shop.pen.element(row, 'TD'));
          const mark = cells[column]?.mark;
          if (shown.length === 0) return;
          shop.pen.content(cell, 'TD', () => {
            if (mark !== undefined && first) {
              shop.pen.mark(mark, place.x, y + top + (leading - MARK_SIZE) / 2, MARK_SIZE);
            }
            shown.forEach((line, index) => {
              const indent = mark === undefined ? 0 : MARK_SPACE;
              drawLine(shop, place, line, y + top + index * leading, indent);
            });
          });
        });
        if (last) {
          shop.pen.artifact(() => {
            shop.pen.rule(shop.grid.left, shop.grid.right, y + height, HAIRLINE, 0.5);
          });
        }
      },
    });
  }
  return strips;
}

export function tableStrips(table: Table, shop: Workshop, parent: Element): readonly Strip[] {
  const type = TYPE.small;
  const element = shop.pen.element(parent, 'Table');
  const caption = shop.pen.element(element, 'Caption');
  const lines = textLines(shop, table.caption, 'semibold', type, shop.grid.textWidth);
  const places = placesOf(table.columns, shop);
  const again = headStrip(table, places, shop, undefined);
  return [
    ...lines.map((line, index): Strip => ({
      height: type.leading,
      spaceBefore: index === 0 ? 9 : 0,
      keepWithNext: true,
      draw: (y) => {
        shop.pen.content(caption, 'Caption', () => {
          shop.pen.line(line, shop.grid.left, baselineOf(y, type), type.size, QUIET);
        });
      },
    })),
    headStrip(table, places, shop, element),
    ...table.rows.flatMap((cells) => rowStrips(cells, places, shop, element, again)),
    { height: 4, spaceBefore: 0, keepWithNext: false, draw: () => undefined },
  ];
}
