// The PDF report: one model in, the bytes of one file out. The same model gives the same bytes: the
// only clock is the model's own.

import PDFDocument from 'pdfkit';
import { msOf } from '../../shared/base/time.ts';
import { FailureError } from '../../shared/base/result.ts';
import type { ReportModel } from '../../shared/domain/report.ts';
import { documentOf } from '../../shared/reporting/layout-model.ts';
import { maskModel } from '../../shared/reporting/masked-model.ts';
import { printable } from '../../shared/reporting/printable.ts';
import type { ReportDocument } from '../../shared/reporting/document.ts';
import { attachmentsOf } from './attachments.ts';
import type { Attachment } from './attachments.ts';
import type { Workshop } from './compose.ts';
import { FACE_NAMES, FALLBACK, loadFaces } from './faces.ts';
import { flow } from './flow.ts';
import type { Anchor, FlowPage } from './flow.ts';
import { contentsStrips, controlStrips } from './front-matter.ts';
import { drawFurniture, drawStanding } from './furniture.ts';
import { pageGrid } from './page-grid.ts';
import type { Paper } from './page-grid.ts';
import { metricsOf, Pen } from './pen.ts';
import type { Document } from './pen.ts';
import { sectionStrips } from './section-strips.ts';
import { TypeSetter } from './type-setter.ts';
import type { FontMetrics } from './type-setter.ts';

export interface RenderedReport {
  readonly bytes: Uint8Array;
  readonly pages: number;
}

/** Sections whose headings the table of contents lists too. */
const LISTED_HEADINGS = /^(exhibits|integrity|findings)-/;

/** @throws FailureError where a font of the program cannot be read */
export async function renderReportPdf(
  model: ReportModel,
  options: { readonly paper: Paper },
): Promise<RenderedReport> {
  const masked = maskModel(model);
  const attachments = attachmentsOf(masked);
  const document = documentOf(masked, attachments);
  const { doc, metrics } = openDocument(model, document);
  const finished = collect(doc);
  const shop: Workshop = {
    pen: new Pen(doc),
    setter: new TypeSetter(metrics),
    grid: pageGrid(options.paper),
  };
  const pages = layOut(document, shop);
  draw(pages, document, shop);
  attach(doc, attachments, model);
  shop.pen.root.end();
  doc.end();
  return { bytes: await finished, pages: pages.length };
}

function openDocument(
  model: ReportModel,
  document: ReportDocument,
): { readonly doc: Document; readonly metrics: FontMetrics } {
  const faces = loadFaces();
  if (!faces.ok) throw new FailureError(faces.error);
  const made = new Date(msOf(model.generatedAtUs));
  const info = {
    Title: '',
    Author: '',
    Subject: document.kindTitle,
    Creator: `Sealwatch ${model.appVersion}`,
    Producer: `Sealwatch ${model.appVersion}`,
    CreationDate: made,
    ModDate: made,
  };
  const doc = new PDFDocument({
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    // No standard font: every font of the file is embedded.
    font: '',
    info,
  });
  for (const name of FACE_NAMES) doc.registerFont(name, Buffer.from(faces.value[name]));
  const metrics = metricsOf(doc);
  const hasGlyph = (codePoint: number): boolean =>
    FALLBACK.regular.some((face) => metrics.hasGlyph(face, codePoint));
  doc.info.Title = printable(document.title, hasGlyph);
  doc.info.Author = printable(model.author?.name ?? '', hasGlyph);
  return { doc, metrics };
}

function collect(doc: Document): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    doc.on('error', reject);
  });
}

interface AnchorOnPage {
  readonly anchor: Anchor;
  /** From 0, within the pages given. */
  readonly page: number;
}

function anchorsOf(pages: readonly FlowPage[]): readonly AnchorOnPage[] {
  return pages.flatMap(({ placed }, page) =>
    placed.flatMap(({ strip }) =>
      strip.anchor === undefined ? [] : [{ anchor: strip.anchor, page }],
    ),
  );
}

/** Lays the body before the contents, which need its page numbers; tags keep the reading order. */
function layOut(document: ReportDocument, shop: Workshop): readonly FlowPage[] {
  const { pen, grid } = shop;
  const [controlPart, contentsPart, bodyPart] = [
    pen.element(pen.root, 'Sect'),
    pen.element(pen.root, 'Sect'),
    pen.element(pen.root, 'Part'),
  ] as const;
  const control = flow(controlStrips(document, shop, controlPart), grid);
  const body = flow(
    document.sections.flatMap((section) => sectionStrips(section, shop, bodyPart)),
    grid,
  );
  const anchors = anchorsOf(body);
  const pageOfAnchor = new Map(anchors.map(({ anchor, page }) => [anchor.id, page]));
  const listed = anchors
    .map(({ anchor }) => anchor)
    .filter((anchor) => anchor.level === 1 || LISTED_HEADINGS.test(anchor.id));
  let before = 0;
  const pageOf = (id: string): string => String(before + (pageOfAnchor.get(id) ?? 0) + 1);
  const contents = flow(contentsStrips(listed, pageOf, shop, contentsPart), grid);
  before = control.length + contents.length;
  return [...control, ...contents, ...body];
}

function draw(pages: readonly FlowPage[], document: ReportDocument, shop: Workshop): void {
  const { pen, grid, setter } = shop;
  const { doc } = pen;
  let section = doc.outline;
  pages.forEach(({ placed }, index) => {
    doc.addPage({ size: [grid.width, grid.height], margin: 0 });
    drawStanding(document, shop);
    for (const { strip, y } of placed) {
      if (strip.anchor !== undefined) {
        const { id, level, title } = strip.anchor;
        doc.addNamedDestination(id, 'XYZ', grid.left, Math.max(0, y - 8), null);
        const text = setter.plain(title, 'regular');
        if (level === 1) section = doc.outline.addItem(text, { expanded: false });
        else section.addItem(text);
      }
      strip.draw(y);
    }
    drawFurniture(document, index + 1, pages.length, shop);
  });
}

function attach(doc: Document, attachments: readonly Attachment[], model: ReportModel): void {
  const made = new Date(msOf(model.generatedAtUs));
  for (const file of attachments) {
    const options = {
      name: file.name,
      description: file.description,
      type: file.mediaType,
      creationDate: made,
      modifiedDate: made,
      // What the types leave out: the relation of the file to the document (ISO 32000-2, 14.13).
      relationship: 'Data',
    };
    doc.file(Buffer.from(file.bytes), options);
  }
}
