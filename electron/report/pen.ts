// The only module that puts ink on a page and tags into the document: text in structure elements,
// everything decorative as artifacts. Wraps PDFKit; refuses to decide where things go.

import type PDFDocument from 'pdfkit';
import type { Mark } from '../../shared/reporting/document.ts';
import type { FaceName } from './faces.ts';
import { INK, MARKS, WRITTEN_OUT } from './palette.ts';
import type { FontMetrics, Line } from './type-setter.ts';

export type Document = InstanceType<typeof PDFDocument>;
export type Element = ReturnType<Document['struct']>;

export interface ElementOptions {
  readonly alt?: string;
  readonly title?: string;
  readonly scope?: 'Column' | 'Row';
}

/** PDFKit does not say which characters a font has; its font object does. */
interface WithFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

export function metricsOf(doc: Document): FontMetrics {
  const widths: Record<FaceName, Map<string, number>> = {
    regular: new Map(),
    semibold: new Map(),
    mono: new Map(),
  };
  const fonts = (['regular', 'semibold', 'mono'] as const).map((face) => {
    doc.font(face);
    return [face, (doc as unknown as WithFont)._font.font] as const;
  });
  const fontOf = new Map(fonts);
  return {
    hasGlyph: (face, codePoint) => fontOf.get(face)?.hasGlyphForCodePoint(codePoint) ?? false,
    widthOf: (face, text) => {
      const known = widths[face].get(text);
      if (known !== undefined) return known;
      const width = doc.font(face).fontSize(1000).widthOfString(text) / 1000;
      widths[face].set(text, width);
      return width;
    },
  };
}

export class Pen {
  readonly doc: Document;
  readonly root: Element;

  constructor(doc: Document) {
    this.doc = doc;
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
  }

  element(parent: Element, type: string, options: ElementOptions = {}): Element {
    const element = this.doc.struct(type, options);
    parent.add(element);
    return element;
  }

  /** What `draw` puts on the current page belongs to the element. */
  content(element: Element, type: string, draw: () => void): void {
    const content = this.doc.markStructureContent(type);
    draw();
    this.doc.endMarkedContent();
    element.add(content);
  }

  /** Decoration, and repeated furniture: not read aloud, not extracted as content. */
  artifact(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  /** Draws a line of text; `baseline` is measured from the top of the page. */
  line(line: Line, x: number, baseline: number, size: number, colour: string = INK): void {
    let at = x;
    for (const run of line.runs) {
      this.doc
        .font(run.face)
        .fontSize(size)
        .fillColor(run.writtenOut ? WRITTEN_OUT : colour)
        .text(run.text, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
      at += run.width;
    }
  }

  rule(x1: number, x2: number, y: number, colour: string, weight = 0.5): void {
    this.doc.lineWidth(weight).strokeColor(colour).moveTo(x1, y).lineTo(x2, y).stroke();
  }

  box(x: number, y: number, width: number, height: number, colour: string): void {
    this.doc.rect(x, y, width, height).fill(colour);
  }

  /** The sign of a severity or verdict, in a square of `size` whose top left corner is given. */
  mark(mark: Mark, x: number, y: number, size: number): void {
    const { colour, shape } = MARKS[mark];
    const doc = this.doc;
    const right = x + size;
    const foot = y + size;
    const middle = x + size / 2;
    const level = y + size / 2;
    doc.lineWidth(size / 6);
    switch (shape) {
      case 'diamond':
        doc.polygon([middle, y], [right, level], [middle, foot], [x, level]).fill(colour);
        return;
      case 'triangle':
        doc.polygon([middle, y], [right, foot], [x, foot]).fill(colour);
        return;
      case 'square':
        doc.rect(x + size * 0.08, y + size * 0.08, size * 0.84, size * 0.84).fill(colour);
        return;
      case 'disc':
        doc.circle(middle, level, size * 0.46).fill(colour);
        return;
      case 'ring':
        doc.circle(middle, level, size * 0.4).stroke(colour);
        return;
      case 'tick':
        doc.moveTo(x, y + size * 0.55).lineTo(x + size * 0.38, foot - size * 0.08);
        doc.lineTo(right, y + size * 0.08).stroke(colour);
        return;
      case 'cross':
        doc.moveTo(x, y).lineTo(right, foot).moveTo(right, y).lineTo(x, foot).stroke(colour);
        return;
      case 'gap':
        doc.moveTo(x, y).lineTo(x, foot).moveTo(right, y).lineTo(right, foot).stroke(colour);
        return;
      case 'frame':
        doc.rect(x + size * 0.1, y + size * 0.1, size * 0.8, size * 0.8).stroke(colour);
        return;
    }
  }
}
