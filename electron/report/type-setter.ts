// Breaks text into lines that fit a width. Every text on every page passes here, so nothing reaches
// the paper that has not been made printable. Refuses to cut: what is too long is broken anywhere.

import { printableParts } from '../../shared/reporting/printable.ts';
import { FALLBACK } from './faces.ts';
import type { FaceName } from './faces.ts';

export interface TextStyle {
  readonly face: FaceName;
  readonly size: number;
}

export interface Run {
  readonly face: FaceName;
  readonly text: string;
  readonly writtenOut: boolean;
  readonly width: number;
}

export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
}

/** What a type setter needs to know of fonts. */
export interface FontMetrics {
  hasGlyph(face: FaceName, codePoint: number): boolean;
  /** Advance of the text at a size of one point. */
  widthOf(face: FaceName, text: string): number;
}

interface Piece {
  readonly face: FaceName;
  readonly text: string;
  readonly writtenOut: boolean;
  /** A line may end after this piece. */
  readonly breakAfter: boolean;
}

/** Letters with the marks on them: what is never parted. */
function clustersOf(text: string): readonly string[] {
  return text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];
}

/** After these a long word is broken by preference. */
const SOFT_BREAK = /[-/\\.,;:_@=&?|)\]}]/;

export class TypeSetter {
  readonly #metrics: FontMetrics;
  readonly #faceOf = new Map<FaceName, Map<number, FaceName>>();

  constructor(metrics: FontMetrics) {
    this.#metrics = metrics;
  }

  #faceFor(wanted: FaceName, codePoint: number): FaceName | undefined {
    let known = this.#faceOf.get(wanted);
    if (known === undefined) {
      known = new Map();
      this.#faceOf.set(wanted, known);
    }
    const cached = known.get(codePoint);
    if (cached !== undefined) return cached;
    const face = FALLBACK[wanted].find((name) => this.#metrics.hasGlyph(name, codePoint));
    if (face !== undefined) known.set(codePoint, face);
    return face;
  }

  /** Pieces of one face each, ending at spaces. */
  #pieces(text: string, face: FaceName): readonly Piece[] {
    const pieces: Piece[] = [];
    const hasGlyph = (codePoint: number): boolean => this.#faceFor(face, codePoint) !== undefined;
    for (const part of printableParts(text, hasGlyph)) {
      if (part.writtenOut) {
        pieces.push({ face, text: part.text, writtenOut: true, breakAfter: true });
        continue;
      }
      let start = 0;
      let current: FaceName = face;
      let at = 0;
      const flush = (end: number, breakAfter: boolean): void => {
        if (end > start) {
          pieces.push({
            face: current,
            text: part.text.slice(start, end),
            writtenOut: false,
            breakAfter,
          });
        }
        start = end;
      };
      for (const character of part.text) {
        const next = this.#faceFor(face, character.codePointAt(0) ?? 0) ?? face;
        if (next !== current) flush(at, false);
        current = next;
        at += character.length;
        if (character === ' ') flush(at, true);
      }
      flush(at, false);
    }
    return pieces;
  }

  /** Words: pieces up to the next chance to break. */
  #words(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
    const words: Piece[][] = [];
    let word: Piece[] = [];
    for (const piece of pieces) {
      word.push(piece);
      if (piece.breakAfter) {
        words.push(word);
        word = [];
      }
    }
    if (word.length > 0) words.push(word);
    return words;
  }

  /** The text made printable, for places that hold plain text only. */
  plain(text: string, face: FaceName): string {
    return this.#pieces(text, face)
      .map((piece) => piece.text)
      .join('');
  }

  widthOf(text: string, style: TextStyle): number {
    return this.#pieces(text, style.face).reduce(
      (sum, piece) => sum + this.#width(piece, style),
      0,
    );
  }

  #width(piece: Piece, style: TextStyle): number {
    return this.#metrics.widthOf(piece.face, piece.text) * style.size;
  }

  /** One line, whatever its width; for labels that are known to be short. */
  line(text: string, style: TextStyle): Line {
    const builder = new LineBuilder();
    for (const piece of this.#pieces(text, style.face))
      builder.add(piece, this.#width(piece, style));
    return builder.take();
  }

  /** One line no wider than `width`; ends in an ellipsis where it was shortened. */
  shortened(text: string, style: TextStyle, width: number): Line {
    const whole = this.line(text, style);
    if (whole.width <= width) return whole;
    const ellipsis = '…';
    const [first] = this.lines(text, style, width - this.widthOf(ellipsis, style));
    const builder = new LineBuilder();
    for (const run of first?.runs ?? []) builder.add({ ...run, breakAfter: false }, run.width);
    builder.add(
      { face: style.face, text: ellipsis, writtenOut: false, breakAfter: false },
      this.widthOf(ellipsis, style),
    );
    return builder.take();
  }

  /** Breaks at spaces, and inside a word only where the word is wider than a line. */
  lines(text: string, style: TextStyle, width: number): readonly Line[] {
    const lines: Line[] = [];
    for (const paragraph of text.split(/\r\n|\n/)) {
      this.#breakParagraph(paragraph, style, width, lines);
    }
    return lines;
  }

  #breakParagraph(text: string, style: TextStyle, width: number, lines: Line[]): void {
    const builder = new LineBuilder();
    for (const word of this.#words(this.#pieces(text, style.face))) {
      const widths = word.map((piece) => this.#width(piece, style));
      const total = widths.reduce((sum, value) => sum + value, 0);
      const last = word.at(-1);
      const space =
        last?.text.endsWith(' ') === true ? this.#metrics.widthOf(last.face, ' ') * style.size : 0;
      if (builder.width + total - space <= width) {
        word.forEach((piece, index) => builder.add(piece, widths[index] ?? 0));
        continue;
      }
      if (builder.width > 0 && total - space <= width) {
        lines.push(builder.take());
        word.forEach((piece, index) => builder.add(piece, widths[index] ?? 0));
        continue;
      }
      if (builder.width > width * 0.6) lines.push(builder.take());
      for (const piece of word) this.#breakPiece(piece, style, width, builder, lines);
    }
    lines.push(builder.take());
  }

  #breakPiece(
    piece: Piece,
    style: TextStyle,
    width: number,
    builder: LineBuilder,
    lines: Line[],
  ): void {
    const characters = clustersOf(piece.text);
    let start = 0;
    while (start < characters.length) {
      let end = start;
      let used = builder.width;
      let soft = -1;
      while (end < characters.length) {
        const character = characters[end] ?? '';
        const advance = this.#metrics.widthOf(piece.face, character) * style.size;
        if (used + advance > width && (end > start || builder.width > 0)) break;
        used += advance;
        end += 1;
        if (SOFT_BREAK.test(character) && used > width * 0.65) soft = end;
      }
      const whole = end === characters.length;
      if (!whole && soft > start) end = soft;
      if (piece.writtenOut && !whole && builder.width > 0) end = start;
      if (end > start) {
        const text = characters.slice(start, end).join('');
        const part = { ...piece, text };
        builder.add(part, this.#width(part, style));
      }
      start = end;
      if (start < characters.length) lines.push(builder.take());
    }
  }
}

class LineBuilder {
  #runs: Run[] = [];
  width = 0;

  add(piece: Piece, width: number): void {
    const last = this.#runs.at(-1);
    if (
      last !== undefined &&
      last.face === piece.face &&
      last.writtenOut === piece.writtenOut &&
      !piece.writtenOut
    ) {
      this.#runs[this.#runs.length - 1] = {
        ...last,
        text: last.text + piece.text,
        width: last.width + width,
      };
    } else {
      this.#runs.push({ face: piece.face, text: piece.text, writtenOut: piece.writtenOut, width });
    }
    this.width += width;
  }

  take(): Line {
    const line = { runs: this.#runs, width: this.width };
    this.#runs = [];
    this.width = 0;
    return line;
  }
}
