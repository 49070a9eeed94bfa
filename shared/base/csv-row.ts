// A row of a table as text (RFC 4180) that no spreadsheet takes for a formula: log text is chosen by
// whoever sends it, so a cell that begins like one gets an apostrophe in front.

const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$|^$/;
/** What spreadsheets begin a formula with, full-width forms and white space in front included. */
const FORMULA = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20|]|^[\t\r\n]/;
/** A plain number is safe, and should stay one. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Without a line end. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return cells.map(csvCell).join(',');
}

function csvCell(value: string | number | null): string {
  if (value === null || value === '') return '';
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
