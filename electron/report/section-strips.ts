// A section of the document as strips: which composer draws which block.

import type { Block, Section } from '../../shared/reporting/document.ts';
import type { Workshop } from './compose.ts';
import { factStrips, recordStrips } from './fact-strips.ts';
import type { Strip } from './flow.ts';
import type { Element } from './pen.ts';
import { rateChartStrips } from './rate-chart.ts';
import { riskGaugeStrips } from './risk-gauge.ts';
import { tableStrips } from './table-strips.ts';
import {
  commandStrips,
  headingStrips,
  listStrips,
  paragraphStrips,
  sectionTitleStrips,
  signatureStrips,
} from './text-strips.ts';

export function blockStrips(
  block: Block,
  shop: Workshop,
  parent: Element,
  anchorId: string,
  leadsIn: boolean,
): readonly Strip[] {
  switch (block.kind) {
    case 'heading':
      return headingStrips(block, shop, parent, anchorId);
    case 'paragraph':
      return paragraphStrips(block, shop, parent, leadsIn);
    case 'list':
      return listStrips(block, shop, parent);
    case 'facts':
      return factStrips(block.facts, shop, parent);
    case 'table':
      return tableStrips(block, shop, parent);
    case 'record':
      return recordStrips(block, shop, parent);
    case 'command':
      return commandStrips(block, shop, parent);
    case 'rate-chart':
      return rateChartStrips(block, shop, parent);
    case 'risk-gauge':
      return riskGaugeStrips(block, shop, parent);
    case 'signature-lines':
      return signatureStrips(block, shop, parent);
  }
}

function isLedIn(block: Block | undefined): boolean {
  return block !== undefined && ['table', 'list', 'facts', 'record'].includes(block.kind);
}

export function sectionStrips(section: Section, shop: Workshop, body: Element): readonly Strip[] {
  const parent = shop.pen.element(body, 'Sect');
  return [
    ...sectionTitleStrips(section.number, section.title, section.id, section.ownPage, shop, parent),
    ...section.blocks.flatMap((block, index) =>
      blockStrips(
        block,
        shop,
        parent,
        `${section.id}-${index}`,
        isLedIn(section.blocks[index + 1]),
      ),
    ),
  ];
}
