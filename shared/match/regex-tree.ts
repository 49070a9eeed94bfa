// A regular expression as a tree of questions about single characters and the places between them, as
// the search for look-around asks them. Refuses classes of characters that it does not know.

import { err, ok, type Result } from '../base/result.ts';
import {
  readRegex,
  type ClassPiece,
  type Composed,
  type Place,
  type RegexFlags,
  type RegexPart,
} from './regex-syntax.ts';

/** A text as its code points. */
export type Points = ArrayLike<number>;

export type RegexNode = Composed<
  | { readonly kind: 'point'; readonly is: (point: number) => boolean }
  /** Holds or not between two characters; takes none. */
  | { readonly kind: 'place'; readonly is: (points: Points, at: number) => boolean }
>;

/** The tree, or what is wrong with the expression, as the end of a sentence. */
export function regexTree(pattern: string, flags: RegexFlags): Result<RegexNode, string> {
  const read = readRegex(pattern, flags);
  if (!read.ok) return read;
  try {
    return ok(nodeOf(read.value));
  } catch (thrown) {
    if (thrown instanceof UnknownClass) return err(thrown.message);
    throw thrown;
  }
}

/** Thrown inside this file only. */
class UnknownClass extends Error {}

const NEWLINE = 10;
const MOST_KNOWN = 1_024;

/** Pieces of a character class in the syntax of the platform, which are put between brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  D: '\\0-\\x2f\\x3a-\\u{10ffff}',
  w: '0-9A-Z_a-z',
  W: '\\0-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\u{10ffff}',
  s: '\\t-\\r\\x20',
  S: '\\0-\\x08\\x0e-\\x1f\\x21-\\u{10ffff}',
  h: '\\t\\x20',
  H: '\\0-\\x08\\x0a-\\x1f\\x21-\\u{10ffff}',
};
const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\0-\\x7f',
  blank: '\\t\\x20',
  cntrl: '\\0-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  space: '\\t-\\r\\x20',
  upper: 'A-Z',
  word: '0-9A-Z_a-z',
  xdigit: '0-9A-Fa-f',
};

function nodeOf(part: RegexPart): RegexNode {
  switch (part.kind) {
    case 'any':
      return part.newline
        ? { kind: 'point', is: () => true }
        : { kind: 'point', is: (point) => point !== NEWLINE };
    case 'one of':
      return pointOf(part.pieces.map(sourceOf).join(''), part.negated, part.anyCase);
    case 'place':
      return { kind: 'place', is: PLACES[part.place] };
    case 'look':
    case 'repeat':
      return { ...part, part: nodeOf(part.part) };
    case 'sequence':
      return { kind: 'sequence', parts: part.parts.map(nodeOf) };
    case 'either':
      return { kind: 'either', branches: part.branches.map(nodeOf) };
  }
}

function pointOf(source: string, negated: boolean, anyCase: boolean): RegexNode {
  const expression = new RegExp(`^[${negated ? '^' : ''}${source}]$`, anyCase ? 'iu' : 'u');
  const known = new Map<number, boolean>();
  return {
    kind: 'point',
    is: (point) => {
      const before = known.get(point);
      if (before !== undefined) return before;
      const answer = expression.test(String.fromCodePoint(point));
      if (known.size < MOST_KNOWN) known.set(point, answer);
      return answer;
    },
  };
}

function sourceOf(piece: ClassPiece): string {
  switch (piece.kind) {
    case 'range':
      return piece.from === piece.to ? hex(piece.from) : `${hex(piece.from)}-${hex(piece.to)}`;
    case 'class':
      return CLASSES[piece.letter] ?? '';
    case 'posix': {
      const { name, negated } = piece;
      const source = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
      if (source !== undefined && !negated) return source;
      throw new UnknownClass(`has the class of characters "[:${negated ? '^' : ''}${name}:]"`);
    }
    case 'unicode': {
      const letter = piece.negated ? 'P' : 'p';
      for (const source of [`\\${letter}{${piece.name}}`, `\\${letter}{Script=${piece.name}}`]) {
        if (compiles(source)) return source;
      }
      throw new UnknownClass(`has the class of characters "${piece.name}", which is not known`);
    }
  }
}

function hex(point: number): string {
  return `\\u{${point.toString(16)}}`;
}

function compiles(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}

const PLACES: Readonly<Record<Place, (points: Points, at: number) => boolean>> = {
  start: (_, at) => at === 0,
  'line start': (points, at) => at === 0 || points[at - 1] === NEWLINE,
  end: (points, at) => at === points.length || (at === points.length - 1 && points[at] === NEWLINE),
  'line end': (points, at) => at === points.length || points[at] === NEWLINE,
  'very end': (points, at) => at === points.length,
  'word edge': isWordEdge,
  'no word edge': (points, at) => !isWordEdge(points, at),
};

function isWordEdge(points: Points, at: number): boolean {
  return isWord(points[at - 1]) !== isWord(points[at]);
}

function isWord(point: number | undefined): boolean {
  return point !== undefined && point < 128 && /\w/.test(String.fromCharCode(point));
}
