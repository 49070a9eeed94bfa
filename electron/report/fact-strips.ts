// Names with their values beside them, and records printed whole in a frame.

import type { Block, Fact } from '../../shared/reporting/document.ts';
import { baselineOf, textLines } from './compose.ts';
import type { Workshop } from './compose.ts';
import type { Strip } from './flow.ts';
import { ACCENT, HAIRLINE, INK, QUIET, RULE, TINT } from './palette.ts';
import { NAME_COLUMN, TYPE } from './page-grid.ts';
import type { TypeSize } from './page-grid.ts';
import type { Element } from './pen.ts';

const MARK_SIZE = 6.4;
const MARK_SPACE = 11;
const FRAME = 8;
const TAB = '    ';

interface FactLayout {
  readonly x: number;
  readonly nameWidth: number;
  readonly width: number;
  readonly name: TypeSize;
  readonly plain: TypeSize;
  readonly mono: TypeSize;
  readonly padding: number;
  readonly rule: boolean;
  /** Drawn behind every strip. */
  readonly behind?: (y: number, height: number) => void;
}

/** A list of name and value; read as a two-column table. */
function layFacts(
  facts: readonly Fact[],
  layout: FactLayout,
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const table = shop.pen.element(parent, 'Table');
  return facts.flatMap((fact, position) => {
    const type = fact.mono === true ? layout.mono : layout.plain;
    const face = fact.mono === true ? 'mono' : fact.mark === undefined ? 'regular' : 'semibold';
    const indent = fact.mark === undefined ? 0 : MARK_SPACE;
    const valueX = layout.x + layout.nameWidth;
    const values = textLines(
      shop,
      fact.value,
      face,
      type,
      layout.width - layout.nameWidth - indent,
    );
    const names = textLines(shop, fact.name, 'regular', layout.name, layout.nameWidth - 10);
    const count = Math.max(values.length, names.length);
    let nameCell: Element | undefined;
    let valueCell: Element | undefined;
    let row: Element | undefined;
    const leading = layout.plain.leading;
    return Array.from({ length: count }, (_, index): Strip => {
      const first = index === 0;
      const last = index === count - 1;
      const top = first ? layout.padding : 0;
      const height = top + leading + (last ? layout.padding : 0);
      return {
        height,
        spaceBefore: first && position === 0 ? 6 : 0,
        keepWithNext:
          (count > 1 && (first || index === count - 2)) || (position === 0 && facts.length > 1),
        draw: (y) => {
          shop.pen.artifact(() => {
            layout.behind?.(y, height);
            if (last && layout.rule) {
              shop.pen.rule(layout.x, layout.x + layout.width, y + height, HAIRLINE, 0.5);
            }
          });
          row ??= shop.pen.element(table, 'TR');
          nameCell ??= shop.pen.element(row, 'TH', { scope: 'Row' });
          valueCell ??= shop.pen.element(row, 'TD');
          const name = names[index];
          const value = values[index];
          const box: TypeSize = { size: type.size, leading };
          if (name !== undefined) {
            shop.pen.content(nameCell, 'TH', () => {
              const nameBox = { size: layout.name.size, leading };
              shop.pen.line(name, layout.x, baselineOf(y + top, nameBox), nameBox.size, QUIET);
            });
          }
          if (value !== undefined) {
            shop.pen.content(valueCell, 'TD', () => {
              if (first && fact.mark !== undefined) {
                shop.pen.mark(fact.mark, valueX, y + top + (leading - MARK_SIZE) / 2, MARK_SIZE);
              }
              shop.pen.line(value, valueX + indent, baselineOf(y + top, box), box.size, INK);
            });
          }
        },
      };
    });
  });
}

export function factStrips(
  facts: readonly Fact[],
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  return layFacts(
    facts,
    {
      x: shop.grid.left,
      nameWidth: NAME_COLUMN,
      width: shop.grid.textWidth,
      name: TYPE.body,
      plain: TYPE.body,
      mono: TYPE.factMono,
      padding: 1.8,
      rule: true,
    },
    shop,
    parent,
  );
}

export function recordStrips(
  record: Extract<Block, { kind: 'record' }>,
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const { grid, pen } = shop;
  const section = pen.element(parent, 'Sect');
  const type = TYPE.body;
  const title = pen.element(section, 'P');
  const [titleLine, ...moreTitle] = textLines(
    shop,
    record.title,
    'semibold',
    type,
    grid.textWidth - 2 * FRAME,
  );
  const tint = (y: number, height: number): void => {
    pen.box(grid.left, y, grid.textWidth, height, TINT);
    pen.box(grid.left, y, 2.2, height, ACCENT);
  };
  const inner = { x: grid.left + FRAME + 2, width: grid.textWidth - 2 * FRAME - 2 };
  const strips: Strip[] = [];
  for (const line of titleLine === undefined ? [] : [titleLine, ...moreTitle]) {
    strips.push({
      height: type.leading + 3,
      spaceBefore: strips.length === 0 ? 11 : 0,
      keepWithNext: true,
      draw: (y) => {
        pen.artifact(() => tint(y, type.leading + 3));
        pen.content(title, 'P', () => {
          pen.line(line, inner.x, baselineOf(y + 2, type), type.size, ACCENT);
        });
      },
    });
  }
  strips.push(
    ...layFacts(
      record.facts,
      {
        ...inner,
        nameWidth: 62,
        name: TYPE.table,
        plain: TYPE.table,
        mono: TYPE.tableMono,
        padding: 0.6,
        rule: false,
        behind: tint,
      },
      shop,
      section,
    ).map((strip) => ({ ...strip, spaceBefore: 0, keepWithNext: true })),
  );
  strips.push(...rawStrips(record.raw, inner, tint, shop, section));
  return strips;
}

function rawStrips(
  raw: string,
  inner: { readonly x: number; readonly width: number },
  tint: (y: number, height: number) => void,
  shop: Workshop,
  section: Element,
): readonly Strip[] {
  const type = TYPE.record;
  const element = shop.pen.element(section, 'Code');
  // A tab is white space of the record's own layout, not a character to point at.
  const text = raw.replace(/\t/g, TAB);
  const lines = textLines(shop, text, 'mono', type, inner.width);
  return lines.map((line, index) => {
    const first = index === 0;
    const last = index === lines.length - 1;
    const top = first ? 5 : 0;
    const height = top + type.leading + (last ? 6 : 0);
    return {
      height,
      spaceBefore: 0,
      keepWithNext: lines.length > 1 && (first || index === lines.length - 2),
      draw: (y: number) => {
        shop.pen.artifact(() => {
          tint(y, height);
          if (first) shop.pen.rule(inner.x, inner.x + inner.width, y + 2, RULE, 0.4);
        });
        shop.pen.content(element, 'Code', () => {
          shop.pen.line(line, inner.x, baselineOf(y + top, type), type.size, INK);
        });
      },
    };
  });
}
