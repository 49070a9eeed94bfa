// Text in columns. Cells are made printable here, so that no command can forget it.

import { grouped } from '../../shared/base/counted.ts';
import { printable } from './printable.ts';

export interface TableOptions {
  /** Spaces before every line. */
  readonly indent?: number;
  /** Indexes of columns that hold numbers. */
  readonly right?: readonly number[];
}

/** Lines without their line ends; the last column is never padded. */
export function tableLines(
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): readonly string[] {
  const cells = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const indent = ' '.repeat(options.indent ?? 0);
  return cells.map((row) => {
    const padded = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return options.right?.includes(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `${indent}${padded.join('  ').trimEnd()}`;
  });
}

export function countText(count: number): string {
  return grouped(Math.round(count));
}

/** `1 event`, `2,812 events`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${countText(count)} ${count === 1 ? singular : plural}`;
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < SIZES.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${SIZES[unit]}`;
}
