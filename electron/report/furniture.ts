// What stands on every page: running header, page number, and the mark of a report that is not final.

import type { ReportDocument } from '../../shared/reporting/document.ts';
import type { Workshop } from './compose.ts';
import { ACCENT, QUIET, RULE, STANDING, STANDING_WORD } from './palette.ts';
import { TYPE } from './page-grid.ts';

/** Drawn first, so that text stands on top of it. */
export function drawStanding(document: ReportDocument, shop: Workshop): void {
  if (document.standing === '') return;
  const { pen, setter, grid } = shop;
  const size = document.standing.length > 6 ? 82 : 128;
  const word = setter.line(document.standing, { face: 'semibold', size });
  const middle = { x: grid.width / 2, y: grid.height / 2 };
  pen.artifact(() => {
    pen.doc.save();
    pen.doc.rotate(-52, { origin: [middle.x, middle.y] });
    pen.line(word, middle.x - word.width / 2, middle.y + size * 0.35, size, STANDING);
    pen.doc.restore();
  }, 'Pagination');
}

export function drawFurniture(
  document: ReportDocument,
  page: number,
  pages: number,
  shop: Workshop,
): void {
  const { pen, setter, grid } = shop;
  const size = TYPE.furniture.size;
  pen.artifact(() => {
    const half = grid.textWidth * 0.44;
    const left = setter.shortened(document.headerLeft, { face: 'semibold', size }, half);
    pen.line(left, grid.left, grid.headerY + 8, size, ACCENT);
    let rightX = grid.right;
    if (document.standing !== '') {
      const standing = setter.line(document.standing, { face: 'semibold', size });
      rightX -= standing.width;
      pen.line(standing, rightX, grid.headerY + 8, size, STANDING_WORD);
      rightX -= 8;
    }
    const right = setter.shortened(document.headerRight, { face: 'regular', size }, half - 40);
    pen.line(right, rightX - right.width, grid.headerY + 8, size, QUIET);
    pen.rule(grid.left, grid.right, grid.headerY + 15, RULE, 0.6);
    pen.rule(grid.left, grid.right, grid.footerY - 6, RULE, 0.6);
    const title = setter.shortened(
      document.title,
      { face: 'regular', size },
      grid.textWidth * 0.75,
    );
    pen.line(title, grid.left, grid.footerY + 6, size, QUIET);
    const number = setter.line(`page ${page} of ${pages}`, { face: 'regular', size });
    pen.line(number, grid.right - number.width, grid.footerY + 6, size, QUIET);
  }, 'Pagination');
}
