// Whether a file is a report that this program wrote by itself into the folder where it was run. Such a
// file may lie among evidence, is none of it, and may be written anew.

const NAMES = ['review.json', 'review.pdf'];
const JSON_START = /^\{\s*"schema_version": \d+,\s*"report_type": "period",/;
const PDF_START = '%PDF-';
const PDF_MAKER = '<xmp:CreatorTool>Sealwatch ';
/** What the report in JSON begins with. */
const START_BYTES = 256;

/** The name that such a report has; asked before its content is looked at. */
export function mayBeOwnReport(name: string): boolean {
  return NAMES.some((own) => name === own || name.endsWith(`/${own}`));
}

/** @param latin1 all of the file, a character a byte */
export function isOwnReport(latin1: string): boolean {
  if (latin1.startsWith(PDF_START)) return latin1.includes(PDF_MAKER);
  return JSON_START.test(latin1.slice(0, START_BYTES));
}
