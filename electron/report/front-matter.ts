// The control page and the table of contents.

import type { ReportDocument } from '../../shared/reporting/document.ts';
import type { Element } from './pen.ts';
import { baselineOf, lineStrips, textLines } from './compose.ts';
import type { Workshop } from './compose.ts';
import { factStrips } from './fact-strips.ts';
import type { Anchor, Strip } from './flow.ts';
import { ACCENT, INK, QUIET, RULE, STANDING_WORD } from './palette.ts';
import { TYPE } from './page-grid.ts';

export function controlStrips(
  document: ReportDocument,
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const { pen, grid } = shop;
  const kind = pen.element(parent, 'P');
  const title = pen.element(parent, 'H1');
  const strips: Strip[] = [
    { height: 46, spaceBefore: 0, keepWithNext: true, draw: () => undefined },
    ...lineStrips(
      shop,
      textLines(shop, document.kindTitle, 'semibold', TYPE.kind, grid.textWidth),
      {
        element: kind,
        tag: 'P',
        type: TYPE.kind,
        x: grid.left,
        colour: QUIET,
        spaceBefore: 0,
        keepAll: true,
      },
    ),
    ...lineStrips(shop, textLines(shop, document.title, 'semibold', TYPE.title, grid.textWidth), {
      element: title,
      tag: 'H1',
      type: TYPE.title,
      x: grid.left,
      colour: ACCENT,
      spaceBefore: 5,
    }),
  ];
  if (document.standing !== '') {
    const standing = pen.element(parent, 'P');
    const type = { size: 10.5, leading: 16 };
    strips.push(
      ...lineStrips(shop, textLines(shop, document.standing, 'semibold', type, grid.textWidth), {
        element: standing,
        tag: 'P',
        type,
        x: grid.left,
        colour: STANDING_WORD,
        spaceBefore: 8,
      }),
    );
  }
  strips.push({
    height: 26,
    spaceBefore: 0,
    keepWithNext: true,
    draw: (y) => pen.artifact(() => pen.rule(grid.left, grid.right, y + 16, ACCENT, 1.4)),
  });
  strips.push(...factStrips(document.control, shop, parent));
  for (const note of document.controlNotes) {
    const element = pen.element(parent, 'P');
    strips.push(
      ...lineStrips(shop, textLines(shop, note, 'regular', TYPE.small, grid.textWidth), {
        element,
        tag: 'P',
        type: TYPE.small,
        x: grid.left,
        colour: QUIET,
        spaceBefore: 10,
      }),
    );
  }
  return strips;
}

const PAGE_COLUMN = 30;

/**
 * @param pageOf asked only when the page is drawn: the number of pages the contents need does not
 *   depend on the numbers in them
 */
export function contentsStrips(
  anchors: readonly Anchor[],
  pageOf: (anchorId: string) => string,
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const { pen, grid } = shop;
  const heading = pen.element(parent, 'H2');
  const list = pen.element(parent, 'TOC');
  const type = TYPE.section;
  return [
    ...lineStrips(shop, textLines(shop, 'Contents', 'semibold', type, grid.textWidth), {
      element: heading,
      tag: 'H2',
      type,
      x: grid.left,
      colour: ACCENT,
      spaceBefore: 0,
      keepAll: true,
    }).map((strip) => ({ ...strip, startsPage: true })),
    { height: 8, spaceBefore: 0, keepWithNext: true, draw: () => undefined },
    ...anchors.flatMap((anchor) => {
      const first = anchor.level === 1;
      const line = first ? { size: 9.6, leading: 14 } : { size: 8.6, leading: 12 };
      const x = grid.left + (first ? 0 : 20);
      const width = grid.right - x - PAGE_COLUMN;
      const item = pen.element(list, 'TOCI');
      const link = pen.element(item, 'Link');
      const lines = textLines(shop, anchor.title, first ? 'semibold' : 'regular', line, width);
      return lines.map((text, index): Strip => {
        const last = index === lines.length - 1;
        return {
          height: line.leading,
          spaceBefore: index > 0 ? 0 : first ? 6 : 0.5,
          keepWithNext: !last,
          draw: (y) => {
            const baseline = baselineOf(y, line);
            const page = shop.setter.line(pageOf(anchor.id), { face: 'regular', size: line.size });
            if (last) {
              pen.artifact(() => {
                pen.doc.save();
                pen.doc.dash(0.6, { space: 2.4 });
                const from = x + text.width + 5;
                const to = grid.right - page.width - 5;
                if (to > from) pen.rule(from, to, baseline - 1, RULE, 0.6);
                pen.doc.undash();
                pen.doc.restore();
              });
            }
            pen.content(link, 'Link', () => {
              pen.line(text, x, baseline, line.size, first ? ACCENT : INK);
              if (last) pen.line(page, grid.right - page.width, baseline, line.size, INK);
            });
            pen.doc.goTo(x, y, grid.right - x, line.leading, anchor.id, {
              structParent: link,
            } as object);
          },
        };
      });
    }),
  ];
}
