// The three figures of the risk on one scale from 0 to 1 with its four bands.

import type { RiskBand, RiskScore } from '../../shared/domain/risk.ts';
import { score } from '../../shared/reporting/wording.ts';
import { baselineOf } from './compose.ts';
import type { Workshop } from './compose.ts';
import type { Strip } from './flow.ts';
import { ACCENT, BAND_TINT, BAND_WITHOUT_REASSURANCE, INK, QUIET, RULE } from './palette.ts';
import type { Element } from './pen.ts';

const HEIGHT = 92;
const FIGURES_WIDTH = 172;
const BANDS: readonly { readonly band: RiskBand; readonly from: number; readonly to: number }[] = [
  { band: 'low', from: 0, to: 0.3 },
  { band: 'medium', from: 0.3, to: 0.6 },
  { band: 'high', from: 0.6, to: 0.8 },
  { band: 'critical', from: 0.8, to: 1 },
];

export function riskGaugeStrips(
  block: { readonly risk: RiskScore; readonly mayReassure: boolean; readonly alt: string },
  shop: Workshop,
  parent: Element,
): readonly Strip[] {
  const figure = shop.pen.element(parent, 'Figure', { alt: block.alt });
  return [
    {
      height: HEIGHT,
      spaceBefore: 14,
      keepWithNext: false,
      draw: (y) => {
        shop.pen.content(figure, 'Figure', () => {
          drawFigures(block.risk, y, shop);
          drawScale(block.risk, block.mayReassure, y, shop);
        });
      },
    },
  ];
}

function drawFigures(risk: RiskScore, y: number, shop: Workshop): void {
  const { pen, setter, grid } = shop;
  const large = { size: 30, leading: 34 };
  const small = { size: 8, leading: 11 };
  const value = setter.line(score(risk.risk), { face: 'semibold', size: large.size });
  pen.line(value, grid.left, baselineOf(y + 6, large), large.size, ACCENT);
  const band = setter.line(risk.band.toUpperCase(), { face: 'semibold', size: 11 });
  pen.line(band, grid.left + value.width + 9, y + 24, 11, INK);
  const label = setter.line('risk of the period', { face: 'regular', size: small.size });
  pen.line(label, grid.left + value.width + 9, y + 34, small.size, QUIET);
  const lines = setter.lines(
    risk.response,
    { face: 'regular', size: small.size },
    FIGURES_WIDTH - 12,
  );
  lines.slice(0, 4).forEach((line, index) => {
    pen.line(line, grid.left, baselineOf(y + 45 + index * small.leading, small), small.size, INK);
  });
}

function drawScale(risk: RiskScore, mayReassure: boolean, y: number, shop: Workshop): void {
  const { pen, setter, grid } = shop;
  const left = grid.left + FIGURES_WIDTH + 14;
  const width = grid.right - left - 4;
  const xOf = (value: number): number => left + Math.min(Math.max(value, 0), 1) * width;
  const top = y + 28;
  const depth = 15;
  const size = 6.8;
  for (const { band, from, to } of BANDS) {
    const colour = band === 'low' && !mayReassure ? BAND_WITHOUT_REASSURANCE : BAND_TINT[band];
    pen.box(xOf(from), top, xOf(to) - xOf(from) - (to < 1 ? 1 : 0), depth, colour);
    const name = setter.line(band.toUpperCase(), { face: 'semibold', size });
    pen.line(name, (xOf(from) + xOf(to)) / 2 - name.width / 2, top + 10, size, INK);
  }
  for (const value of [0, 0.3, 0.6, 0.8, 1]) {
    const label = setter.line(value === 0 || value === 1 ? String(value) : value.toFixed(1), {
      face: 'regular',
      size,
    });
    const x = Math.min(Math.max(xOf(value) - label.width / 2, left), left + width - label.width);
    pen.line(label, x, top + depth + 9, size, QUIET);
  }
  const above = setter.line(`Risk ${score(risk.risk)}`, { face: 'semibold', size: 8 });
  const x = xOf(risk.risk);
  pen.doc.polygon([x - 4, top - 8], [x + 4, top - 8], [x, top - 1]).fill(ACCENT);
  pen.line(
    above,
    clamp(x - above.width / 2, left, left + width - above.width),
    top - 11,
    8,
    ACCENT,
  );
  const below = [
    {
      text: `Largest single ${score(risk.maxSingle)}`,
      value: risk.maxSingle,
      level: top + depth + 24,
    },
    {
      text: `Cumulative ${score(risk.cumulative)}`,
      value: risk.cumulative,
      level: top + depth + 38,
    },
  ];
  for (const pointer of below) {
    const at = xOf(pointer.value);
    const label = setter.line(pointer.text, { face: 'regular', size: 8 });
    pen.doc.lineWidth(1.6).strokeColor(ACCENT);
    pen.doc
      .moveTo(at, top - 1)
      .lineTo(at, top + depth + 1)
      .stroke();
    pen.doc.lineWidth(0.6).strokeColor(RULE);
    pen.doc
      .moveTo(at, top + depth + 11.5)
      .lineTo(at, pointer.level + 1)
      .stroke();
    const space = 5;
    const fitsRight = at + space + label.width <= left + width;
    pen.line(label, fitsRight ? at + space : at - space - label.width, pointer.level, 8, INK);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
