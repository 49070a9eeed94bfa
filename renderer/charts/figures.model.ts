// Figures for places with no room: axes and small charts.

import { grouped } from '../../shared/base/counted.ts';

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** `950`, `1.2k`, `40M`. */
export function compactCount(count: number): string {
  for (const [size, unit] of UNITS) {
    if (Math.abs(count) >= size) {
      const value = count / size;
      return `${String(Number(value.toFixed(value < 10 ? 1 : 0)))}${unit}`;
    }
  }
  return String(count);
}

export function fullCount(count: number): string {
  return grouped(Math.round(count));
}
