// The cells of a row of a table with separators (RFC 4180): quotes around a cell, doubled inside.

import { err, ok, type Result } from '../base/result.ts';

export function cellsOf(row: string, separator: string): Result<readonly string[], string> {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell: string;
    if (row[at] === '"') {
      const end = closingQuote(row, at + 1, separator);
      if (end < 0) return err(`a quote that is opened at character ${at} is never closed`);
      cell = row.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = row.indexOf(separator, at);
      cell = row.slice(at, end < 0 ? row.length : end);
      at = end < 0 ? row.length : end;
    }
    cells.push(cell);
    if (at >= row.length) return ok(cells);
    at += separator.length;
  }
}

/** A quote closes only before a separator or the end; any other is part of the cell. */
function closingQuote(row: string, from: number, separator: string): number {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 1)) {
    if (row[at + 1] === '"') at += 1;
    else if (at + 1 === row.length || row.startsWith(separator, at + 1)) return at;
  }
  return -1;
}
