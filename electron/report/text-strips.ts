// Headings, paragraphs, lists, commands and lines to sign on.

import type { Block } from '../../shared/reporting/document.ts';
import { baselineOf, lineStrips, textLines } from './compose.ts';
import type { Workshop } from './compose.ts';
import type { Strip } from './flow.ts';
import { ACCENT, INK, QUIET, RULE, STANDING_WORD, TINT } from './palette.ts';
import { TYPE } from './page-grid.ts';
import type { Element } from './pen.ts';

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

const LIST_INDENT = 14;
const STATEMENT_INDENT = 62;

export function headingStrips(
  block: Of<'heading'>,
  shop: Workshop,
  parent: Element,
  anchorId: string,
): readonly Strip[] {
  const type = TYPE.heading;
  const element = shop.pen.element(parent, 'H3');
  const indent = block.mark === undefined ? 0 : 14;
  const lines = textLines(shop, block.text, 'semibold', type, shop.grid.textWidth - indent);
  const strips = lineStrips(shop, lines, {
    element,
    tag: 'H3',
    type,
    x: shop.grid.left + indent,
    colour: ACCENT,
    spaceBefore: 15,
    keepAll: true,
    beside: (y) => {
      if (block.mark !== undefined) {
        shop.pen.mark(block.mark, shop.grid.left, y + (type.leading - 8.5) / 2, 8.5);
      }
    },
  });
  return strips.map((strip, index) =>
    index === 0
      ? { ...strip, anchor: { id: anchorId, title: block.text, level: 2 as const } }
      : strip,
  );
}

/** @param leadsIn a table or list follows, which a short paragraph is not parted from */
export function paragraphStrips(
  block: Of<'paragraph'>,
  shop: Workshop,
  parent: Element,
  leadsIn: boolean,
): readonly Strip[] {
  const type = TYPE.body;
  const element = shop.pen.element(parent, 'P');
  const x = shop.grid.left;
  if (block.statement !== undefined) {
    const label = shop.setter.line(block.statement, { face: 'semibold', size: type.size });
    const lines = textLines(
      shop,
      block.text,
      'regular',
      type,
      shop.grid.textWidth - STATEMENT_INDENT,
    );
    return lineStrips(shop, lines, {
      element,
      tag: 'P',
      type,
      x: x + STATEMENT_INDENT,
      spaceBefore: 6,
      keepAll: leadsIn && lines.length < 6,
      beside: (y) => shop.pen.line(label, x, baselineOf(y, type), type.size, ACCENT),
    });
  }
  const note = block.tone === 'note';
  const lines = textLines(
    shop,
    block.text,
    note ? 'semibold' : 'regular',
    type,
    shop.grid.textWidth - (note ? 10 : 0),
  );
  const strips = lineStrips(shop, lines, {
    element,
    tag: 'P',
    type,
    x: note ? x + 10 : x,
    colour: block.tone === 'quiet' ? QUIET : INK,
    spaceBefore: 6,
    keepAll: leadsIn && lines.length < 6,
  });
  if (!note) return strips;
  return strips.map((strip) => ({
    ...strip,
    draw: (y) => {
      shop.pen.artifact(() => shop.pen.box(x, y, 2.4, strip.height, STANDING_WORD));
      strip.draw(y);
    },
  }));
}

export function listStrips(block: Of<'list'>, shop: Workshop, parent: Element): readonly Strip[] {
  const type = TYPE.body;
  const list = shop.pen.element(parent, 'L');
  const left = shop.grid.left + (block.belowStatement === true ? STATEMENT_INDENT - 4 : 0);
  const width = shop.grid.right - left - LIST_INDENT;
  return block.items.flatMap((item) => {
    const entry = shop.pen.element(list, 'LI');
    const body = shop.pen.element(entry, 'LBody');
    const lines = textLines(shop, item, 'regular', type, width);
    return lineStrips(shop, lines, {
      element: body,
      tag: 'LBody',
      type,
      x: left + LIST_INDENT,
      spaceBefore: 2.5,
      beside: (y) => {
        shop.pen.box(left + 4, y + type.leading / 2 - 0.6, 4.5, 1.2, ACCENT);
      },
    });
  });
}

export function commandStrips(
  block: Of<'command'>,
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const type = { size: 7.6, leading: 11 };
  const element = shop.pen.element(parent, 'Code');
  const lines = shop.setter.lines(
    block.text,
    { face: 'mono', size: type.size },
    shop.grid.textWidth - 16,
  );
  return lines.map((line, index) => {
    const top = index === 0 ? 5 : 0;
    const height = top + type.leading + (index === lines.length - 1 ? 5 : 0);
    return {
      height,
      spaceBefore: index === 0 ? 6 : 0,
      keepWithNext: index < lines.length - 1 && lines.length < 8,
      draw: (y: number) => {
        shop.pen.artifact(() => {
          shop.pen.box(shop.grid.left, y, shop.grid.textWidth, height, TINT);
        });
        shop.pen.content(element, 'Code', () => {
          shop.pen.line(line, shop.grid.left + 8, baselineOf(y + top, type), type.size, INK);
        });
      },
    };
  });
}

export function signatureStrips(
  block: Of<'signature-lines'>,
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const type = TYPE.small;
  return block.lines.map((text, index) => {
    const element = shop.pen.element(parent, 'P');
    const line = shop.setter.line(text, { face: 'regular', size: type.size });
    return {
      height: 44,
      spaceBefore: 0,
      keepWithNext: index < block.lines.length - 1,
      draw: (y: number) => {
        shop.pen.artifact(() => {
          shop.pen.rule(shop.grid.left, shop.grid.left + 260, y + 31, RULE, 0.7);
        });
        shop.pen.content(element, 'P', () => {
          shop.pen.line(line, shop.grid.left, baselineOf(y + 33, type), type.size, QUIET);
        });
      },
    };
  });
}

export function sectionTitleStrips(
  number: string,
  title: string,
  id: string,
  startsPage: boolean,
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const type = TYPE.section;
  const element = shop.pen.element(parent, 'H2');
  const indent = 34;
  const mark = shop.setter.line(number, { face: 'regular', size: type.size });
  const lines = textLines(shop, title, 'semibold', type, shop.grid.textWidth - indent);
  return lineStrips(shop, lines, {
    element,
    tag: 'H2',
    type,
    x: shop.grid.left + indent,
    colour: ACCENT,
    spaceBefore: 30,
    keepAll: true,
    beside: (y) => {
      shop.pen.line(mark, shop.grid.left, baselineOf(y, type), type.size, QUIET);
    },
  }).map((strip, index) =>
    index === 0
      ? { ...strip, startsPage, anchor: { id, title: `${number} ${title}`, level: 1 as const } }
      : strip,
  );
}
