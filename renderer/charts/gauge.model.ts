// Geometry of the risk gauge: a half ring from 0 on the left to 1 on the right.

import type { RiskBand } from '../../shared/domain/risk.ts';

export const GAUGE_BANDS: readonly {
  readonly band: RiskBand;
  readonly from: number;
  readonly to: number;
}[] = [
  { band: 'low', from: 0, to: 0.3 },
  { band: 'medium', from: 0.3, to: 0.6 },
  { band: 'high', from: 0.6, to: 0.8 },
  { band: 'critical', from: 0.8, to: 1 },
];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function pointAt(value: number, radius: number): Point {
  const held = Math.min(1, Math.max(0, value));
  const angle = Math.PI * (1 - held);
  return { x: radius * Math.cos(angle), y: -radius * Math.sin(angle) };
}

/** An arc as path data, centred on the origin. */
export function arcPath(from: number, to: number, radius: number): string {
  const start = pointAt(from, radius);
  const end = pointAt(to, radius);
  const figures = [start.x, start.y, radius, radius, end.x, end.y].map((value) => value.toFixed(2));
  return `M${figures[0]} ${figures[1]}A${figures[2]} ${figures[3]} 0 0 1 ${figures[4]} ${figures[5]}`;
}
