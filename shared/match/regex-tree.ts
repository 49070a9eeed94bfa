// A regular expression as a tree, in the part of PCRE that rules use, look-around included. Refuses what
// is no question of where a text can be divided: references back to a group, atomic and possessive parts.

import type { RegexFlags } from './regex.ts';
import { err, ok, type Result } from '../base/result.ts';

/** A text as its code points. */
export type Points = ArrayLike<number>;

export type RegexNode =
  | { readonly kind: 'point'; readonly is: (point: number) => boolean }
  /** Holds or not between two characters; takes none. */
  | { readonly kind: 'place'; readonly is: (points: Points, at: number) => boolean }
  | {
      readonly kind: 'look';
      readonly behind: boolean;
      readonly negative: boolean;
      readonly part: RegexNode;
    }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'either'; readonly branches: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: RegexNode;
      readonly least: number;
      /** Infinity where there is no bound. */
      readonly most: number;
    };

/** The tree, or what is wrong with the expression, as the end of a sentence. */
export function regexTree(pattern: string, flags: RegexFlags): Result<RegexNode, string> {
  try {
    return ok(new TreeReader(pattern, flags).whole());
  } catch (thrown) {
    if (thrown instanceof Refused) return err(thrown.message);
    throw thrown;
  }
}

/** Thrown inside this file only. */
class Refused extends Error {}

const DEEPEST = 200;
const NEWLINE = 10;
const LAST_POINT = 0x10ffff;

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
const CONTROLS: Readonly<Record<string, number>> = {
  a: 7,
  e: 27,
  f: 12,
  n: NEWLINE,
  r: 13,
  t: 9,
  v: 11,
  0: 0,
};

class TreeReader {
  readonly #text: string;
  #flags: RegexFlags;
  #at = 0;
  #depth = 0;

  constructor(text: string, flags: RegexFlags) {
    this.#text = text;
    this.#flags = flags;
  }

  whole(): RegexNode {
    const node = this.#either();
    if (this.#at < this.#text.length) throw new Refused('closes a group that is not open');
    return node;
  }

  #either(): RegexNode {
    if (++this.#depth > DEEPEST) throw new Refused('is nested too deep');
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#depth--;
    const [only] = branches;
    return branches.length === 1 && only ? only : { kind: 'either', branches };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.#at < this.#text.length && !this.#ahead('|') && !this.#ahead(')')) {
      parts.push(this.#repeated());
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'sequence', parts };
  }

  #repeated(): RegexNode {
    const part = this.#single();
    const counts = /^\{(\d{1,5})(,?)(\d{0,5})\}/.exec(this.#text.slice(this.#at, this.#at + 14));
    let least: number;
    let most: number;
    if (this.#take('*')) [least, most] = [0, Number.POSITIVE_INFINITY];
    else if (this.#take('+')) [least, most] = [1, Number.POSITIVE_INFINITY];
    else if (this.#take('?')) [least, most] = [0, 1];
    else if (counts) {
      this.#at += counts[0].length;
      least = Number(counts[1]);
      most = counts[2] === '' ? least : Number(counts[3] || Number.POSITIVE_INFINITY);
      if (most < least) throw new Refused('counts from a larger number to a smaller one');
    } else return part;
    // Whether as few or as many as possible are taken does not change whether there is a match.
    if (!this.#take('?') && this.#take('+')) throw new Refused('has a possessive part');
    if (this.#ahead('*') || this.#ahead('+') || this.#ahead('?')) {
      throw new Refused('repeats what is repeated');
    }
    return { kind: 'repeat', part, least, most };
  }

  #single(): RegexNode {
    const char = this.#text.charAt(this.#at);
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return this.#characters();
      case '*':
      case '+':
      case '?':
        throw new Refused(`has a "${char}" that repeats nothing`);
      case '.':
        this.#at++;
        return this.#flags.s
          ? { kind: 'point', is: () => true }
          : { kind: 'point', is: (point) => point !== NEWLINE };
      case '^':
        this.#at++;
        return { kind: 'place', is: this.#flags.m ? startsLine : isStart };
      case '$':
        this.#at++;
        return { kind: 'place', is: this.#flags.m ? endsLine : isEnd };
      case '\\':
        return this.#escaped();
      default:
        return this.#own(this.#point());
    }
  }

  #group(): RegexNode {
    this.#at++;
    const outer = this.#flags;
    let look: { readonly behind: boolean; readonly negative: boolean } | undefined;
    if (this.#take('?')) {
      const head = /^(?:(<?)([=!])|([imsx]*)(?:-([imsx]+))?([:)])|(?:P?<|')\w+[>']|#[^)]*)/.exec(
        this.#text.slice(this.#at, this.#at + 200),
      );
      if (head === null) throw new Refused('has a kind of group that is not known');
      const [text, behind, sign, on = '', off = '', end] = head;
      this.#at += text.length;
      if (sign !== undefined) look = { behind: behind === '<', negative: sign === '!' };
      if (text.startsWith('#')) {
        if (!this.#take(')')) throw new Refused('has a comment without an end');
        return NOTHING;
      }
      if (end !== undefined) {
        if (`${on}${off}`.includes('x')) throw new Refused('has the flag x');
        const flag = (letter: 'i' | 'm' | 's'): boolean =>
          !off.includes(letter) && (on.includes(letter) || outer[letter]);
        this.#flags = { i: flag('i'), m: flag('m'), s: flag('s') };
      }
      // Flags without a colon hold to the end of the group around them.
      if (end === ')') return NOTHING;
    } else if (this.#ahead('*')) throw new Refused('has a verb');
    const part = this.#either();
    if (!this.#take(')')) throw new Refused('has a group without an end');
    this.#flags = outer;
    return look === undefined ? part : { kind: 'look', ...look, part };
  }

  #escaped(): RegexNode {
    const next = this.#text.charAt(this.#at + 1);
    switch (next) {
      case '':
        throw new Refused('ends with a backslash');
      case 'A':
        return this.#place(isStart);
      case 'z':
        return this.#place(isVeryEnd);
      case 'Z':
        return this.#place(isEnd);
      case 'b':
        return this.#place(isWordEdge);
      case 'B':
        return this.#place((points, at) => !isWordEdge(points, at));
      case 'Q':
        return this.#quotation();
      case 'R': {
        this.#at += 2;
        const [r, n] = [this.#own(13), this.#own(NEWLINE)];
        return { kind: 'either', branches: [{ kind: 'sequence', parts: [r, n] }, n, r] };
      }
      default:
        return this.#set(this.#classEscape() ?? hex(this.#escapedPoint()), false);
    }
  }

  #place(is: (points: Points, at: number) => boolean): RegexNode {
    this.#at += 2;
    return { kind: 'place', is };
  }

  /** Everything up to `\E` is meant literally. */
  #quotation(): RegexNode {
    const end = this.#text.indexOf('\\E', this.#at);
    const quoted = this.#text.slice(this.#at + 2, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#text.length : end + 2;
    const parts = Array.from(quoted, (char) => this.#own(char.codePointAt(0) ?? 0));
    return { kind: 'sequence', parts };
  }

  #classEscape(): string | undefined {
    const next = this.#text.charAt(this.#at + 1);
    const known = Object.hasOwn(CLASSES, next) ? CLASSES[next] : undefined;
    if (known !== undefined) {
      this.#at += 2;
      return known;
    }
    if (next !== 'p' && next !== 'P') return undefined;
    const named = /^\\[pP](?:\{(\^?)(\w+)\}|([A-Z]))/.exec(
      this.#text.slice(this.#at, this.#at + 60),
    );
    if (named === null) throw new Refused('has a class of characters that is not known');
    this.#at += named[0].length;
    const [, not = '', long, short] = named;
    const letter = (next === 'P') === (not === '') ? 'P' : 'p';
    const name = long ?? short ?? '';
    for (const source of [`\\${letter}{${name}}`, `\\${letter}{Script=${name}}`]) {
      if (compiles(source)) return source;
    }
    throw new Refused(`has the class of characters "${name}", which is not known`);
  }

  #escapedPoint(): number {
    const rest = this.#text.slice(this.#at, this.#at + 12);
    const code = /^\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4}))/.exec(rest);
    if (code !== null) {
      this.#at += code[0].length;
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
      if (point > LAST_POINT) throw new Refused('names a character that does not exist');
      return point;
    }
    const next = this.#text.charAt(this.#at + 1);
    if (next === '') throw new Refused('ends with a backslash');
    if (/[1-9gk]/.test(next)) throw new Refused('refers back to a group');
    if ('CGKX'.includes(next)) throw new Refused(`has "\\${next}"`);
    this.#at++;
    const control = Object.hasOwn(CONTROLS, next) ? CONTROLS[next] : undefined;
    if (control === undefined) return this.#point();
    this.#at++;
    return control;
  }

  #characters(): RegexNode {
    this.#at++;
    const negated = this.#take('^');
    const pieces: string[] = [];
    for (let first = true; first || !this.#ahead(']'); first = false) {
      if (this.#at >= this.#text.length) throw new Refused('has a class without an end');
      const from = this.#classPiece();
      const isRange = this.#ahead('-') && !/^-(?:\]|$)/.test(this.#text.slice(this.#at));
      if (typeof from === 'string') pieces.push(from);
      else if (isRange) {
        this.#at++;
        const to = this.#classPiece();
        if (typeof to === 'string') pieces.push(hex(from), hex(HYPHEN), to);
        else if (to < from) throw new Refused('has a class that counts down');
        else pieces.push(`${hex(from)}-${hex(to)}`);
      } else pieces.push(hex(from));
    }
    this.#at++;
    return this.#set(pieces.join(''), negated);
  }

  /** One character, or a class within the class. */
  #classPiece(): number | string {
    if (this.#ahead('[')) {
      const named = /^\[:(\^?)(\w+):\]/.exec(this.#text.slice(this.#at, this.#at + 20));
      const [whole = '', not = '', name = ''] = named ?? [];
      const source = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
      if (named !== null && (source === undefined || not !== '')) {
        throw new Refused(`has the class of characters "${whole}"`);
      }
      if (source !== undefined) {
        this.#at += whole.length;
        return source;
      }
    }
    if (!this.#ahead('\\')) return this.#point();
    if (this.#text.startsWith('\\b', this.#at)) {
      this.#at += 2;
      return BACKSPACE;
    }
    return this.#classEscape() ?? this.#escapedPoint();
  }

  #own(point: number): RegexNode {
    return this.#set(hex(point), false);
  }

  #set(source: string, negated: boolean): RegexNode {
    const flags = this.#flags.i ? 'iu' : 'u';
    const expression = new RegExp(`^[${negated ? '^' : ''}${source}]$`, flags);
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

  #point(): number {
    const point = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += point > 0xffff ? 2 : 1;
    return point;
  }

  #ahead(char: string): boolean {
    return this.#text.charAt(this.#at) === char;
  }

  #take(char: string): boolean {
    if (!this.#ahead(char)) return false;
    this.#at++;
    return true;
  }
}

const NOTHING: RegexNode = { kind: 'sequence', parts: [] };
const HYPHEN = 45;
const BACKSPACE = 8;
const MOST_KNOWN = 1_024;

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

function isStart(_: Points, at: number): boolean {
  return at === 0;
}
function isVeryEnd(points: Points, at: number): boolean {
  return at === points.length;
}
/** Also before the newline that ends the text. */
function isEnd(points: Points, at: number): boolean {
  return at === points.length || (at === points.length - 1 && points[at] === NEWLINE);
}
function startsLine(points: Points, at: number): boolean {
  return at === 0 || points[at - 1] === NEWLINE;
}
function endsLine(points: Points, at: number): boolean {
  return at === points.length || points[at] === NEWLINE;
}
function isWordEdge(points: Points, at: number): boolean {
  return isWord(points[at - 1]) !== isWord(points[at]);
}
function isWord(point: number | undefined): boolean {
  return point !== undefined && point < 128 && /\w/.test(String.fromCharCode(point));
}
