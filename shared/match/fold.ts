// Case folding for comparisons: code point by code point, so that lengths seen by `?` stay what they
// are and a Greek final sigma equals any other. Refuses nothing; it is about case alone, not about
// accents or normal forms.

const NON_ASCII = /[^\0-\x7f]/;
const MEMO_LIMIT = 2_048;
const MEMO_LENGTH_LIMIT = 512;

const foldedPoints = new Map<string, string>();
const foldedTexts = new Map<string, string>();

function foldPoint(point: string): string {
  const known = foldedPoints.get(point);
  if (known !== undefined) return known;
  let folded = point;
  // The dotless i is a letter of its own, not a lower-case I.
  if (point !== '\u0131') {
    const lower = point.toLowerCase();
    const upper = point.toUpperCase();
    const viaUpper = oneCodePoint(upper) ? upper.toLowerCase() : lower;
    if (oneCodePoint(viaUpper)) folded = viaUpper;
    else if (oneCodePoint(lower)) folded = lower;
  }
  foldedPoints.set(point, folded);
  return folded;
}

function oneCodePoint(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}

export function fold(text: string): string {
  if (text.length > MEMO_LENGTH_LIMIT) return foldAnew(text);
  const known = foldedTexts.get(text);
  if (known !== undefined) return known;
  const folded = foldAnew(text);
  if (foldedTexts.size >= MEMO_LIMIT) foldedTexts.clear();
  foldedTexts.set(text, folded);
  return folded;
}

/** Without a look at what was folded before, nor a note of it. */
export function foldAnew(text: string): string {
  if (!NON_ASCII.test(text)) return text.toLowerCase();
  return text.replace(ASCII_OR_POINT, (part) =>
    part.charCodeAt(0) < 128 ? part.toLowerCase() : foldPoint(part),
  );
}

const ASCII_OR_POINT = /[\0-\x7f]{1,4096}|[^\0-\x7f]/gu;
