// Log text made safe for paper. What a font cannot draw, and what would draw nothing or reorder its
// neighbours, is written out as U+XXXX. Refuses to drop, replace or reorder a character.

export interface PrintablePart {
  readonly text: string;
  /** True where `text` is the written-out name of a character, so that it can be told apart. */
  readonly writtenOut: boolean;
}

/** Whether the fonts at hand can draw a code point. */
export type HasGlyph = (codePoint: number) => boolean;

/** Two marks on a letter is what writing systems here need; more are used to smear over lines. */
const MARKS_ON_A_LETTER = 2;

// Cc, Cf (bidi controls, zero width, soft hyphen, tags), surrogates, private use, separators.
const NEVER_DRAWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
// Drawn as nothing although they are letters, marks or symbols: fillers, joiners, variation
// selectors, the blank braille pattern.
const DRAWN_AS_NOTHING =
  /[\u115F\u1160\u180E\u2800\u3164\uFFA0]|[\u17B4-\u17B5]|[\u180B-\u180D]|\u180F|\u034F|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/u;
// Written from right to left: without reordering they would be printed in the wrong order.
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const MARK = /\p{M}/u;

export function writtenOut(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}

function isPlain(character: string, codePoint: number, hasGlyph: HasGlyph): boolean {
  return (
    !NEVER_DRAWN.test(character) &&
    !DRAWN_AS_NOTHING.test(character) &&
    !RIGHT_TO_LEFT.test(character) &&
    hasGlyph(codePoint)
  );
}

/** The text in order, in parts that are either drawable as they stand or written out. */
export function printableParts(text: string, hasGlyph: HasGlyph): readonly PrintablePart[] {
  const parts: PrintablePart[] = [];
  let plain = '';
  let marks = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const ascii = codePoint >= 0x20 && codePoint < 0x7f;
    marks = !ascii && MARK.test(character) ? marks + 1 : 0;
    const plainly = ascii ? hasGlyph(codePoint) : isPlain(character, codePoint, hasGlyph);
    if (plainly && marks <= MARKS_ON_A_LETTER) {
      plain += character;
      continue;
    }
    if (plain !== '') parts.push({ text: plain, writtenOut: false });
    plain = '';
    parts.push({ text: writtenOut(codePoint), writtenOut: true });
  }
  if (plain !== '') parts.push({ text: plain, writtenOut: false });
  return parts;
}

/** The same as one string. */
export function printable(text: string, hasGlyph: HasGlyph): string {
  return printableParts(text, hasGlyph)
    .map((part) => part.text)
    .join('');
}
