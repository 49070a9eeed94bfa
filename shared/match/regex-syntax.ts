// A regular expression read into its parts, in the part of PCRE that rules use (pcre2syntax(3)), which
// takes in what RE2 has of it; what the parts mean to a search is for others to say. Refuses what no
// search in linear time can do: references back to a group, atomic and possessive parts, verbs.

import { err, ok, type Result } from '../base/result.ts';

export interface RegexFlags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

export type Place =
  | 'start'
  | 'line start'
  /** Also before the newline that ends the text. */
  | 'end'
  | 'line end'
  | 'very end'
  | 'word edge'
  | 'no word edge';

/** One character of a class, a range of them, or a class within it. */
export type ClassPiece =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** By the letter behind the backslash. */
  | { readonly kind: 'class'; readonly letter: string }
  | { readonly kind: 'posix'; readonly name: string; readonly negated: boolean }
  | { readonly kind: 'unicode'; readonly name: string; readonly negated: boolean };

/** What is built of single parts, whatever these are. */
export type Composed<Single> =
  | Single
  | {
      readonly kind: 'look';
      readonly behind: boolean;
      readonly negative: boolean;
      readonly part: Composed<Single>;
    }
  | { readonly kind: 'sequence'; readonly parts: readonly Composed<Single>[] }
  | { readonly kind: 'either'; readonly branches: readonly Composed<Single>[] }
  | {
      readonly kind: 'repeat';
      readonly part: Composed<Single>;
      readonly least: number;
      /** Infinity where there is no bound. */
      readonly most: number;
    };

export type RegexPart = Composed<
  | { readonly kind: 'any'; readonly newline: boolean }
  | {
      readonly kind: 'one of';
      readonly pieces: readonly ClassPiece[];
      readonly negated: boolean;
      readonly anyCase: boolean;
    }
  /** Takes no character. */
  | { readonly kind: 'place'; readonly place: Place }
>;

/** The parts, or what is wrong with the expression, as the end of a sentence. */
export function readRegex(pattern: string, flags: RegexFlags): Result<RegexPart, string> {
  try {
    return ok(new RegexReader(pattern, flags).whole());
  } catch (thrown) {
    if (thrown instanceof Refused) return err(thrown.message);
    throw thrown;
  }
}

/** Thrown inside this file only. */
class Refused extends Error {}

const DEEPEST = 200;
const NEWLINE = 10;
const RETURN = 13;
const BACKSPACE = 8;
const HYPHEN = 45;
const LAST_POINT = 0x10ffff;
const NOTHING: RegexPart = { kind: 'sequence', parts: [] };

const CLASS_LETTERS = 'dDwWsShH';
const PLACES: Readonly<Record<string, Place>> = {
  A: 'start',
  b: 'word edge',
  B: 'no word edge',
  z: 'very end',
  Z: 'end',
};
const CONTROLS: Readonly<Record<string, number>> = {
  a: 7,
  e: 27,
  f: 12,
  n: NEWLINE,
  r: RETURN,
  t: 9,
  v: 11,
};

const GROUP = /(?:(<?)([=!])|([imsxU]*)(?:-([imsxU]+))?([:)])|(?:P?<|')\w+[>']|#[^)]*)/y;
const COUNTS = /\{(\d{1,5})(,?)(\d{0,5})\}/y;
const CODE = /\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4}))/y;
const OCTAL = /\\0([0-7]{0,2})/y;
const UNICODE_CLASS = /\\[pP](?:\{(\^?)(\w+)\}|([A-Z]))/y;
const POSIX_CLASS = /\[:(\^?)(\w+):\]/y;
const LAST_HYPHEN = /-(?:\]|$)/y;

class RegexReader {
  readonly #text: string;
  #flags: RegexFlags;
  #at = 0;
  #depth = 0;
  /** Between `\Q` and `\E`, where all characters stand for themselves. */
  #quoted = false;

  constructor(text: string, flags: RegexFlags) {
    this.#text = text;
    this.#flags = flags;
  }

  whole(): RegexPart {
    const part = this.#either();
    if (!this.#isOver()) throw new Refused('closes a group that is not open');
    return part;
  }

  #either(): RegexPart {
    if (++this.#depth > DEEPEST) throw new Refused('is nested too deep');
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#depth--;
    const [only] = branches;
    return branches.length === 1 && only ? only : { kind: 'either', branches };
  }

  #sequence(): RegexPart {
    const parts: RegexPart[] = [];
    while (!this.#isOver() && !this.#ahead('|') && !this.#ahead(')')) parts.push(this.#repeated());
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'sequence', parts };
  }

  #repeated(): RegexPart {
    const part = this.#single();
    const counts = this.#counts();
    if (counts === undefined) return part;
    const [least, most] = counts;
    if (most < least) throw new Refused('counts from a larger number to a smaller one');
    // Whether as few or as many as possible are taken does not change whether there is a match.
    if (!this.#take('?') && this.#take('+')) throw new Refused('has a possessive part');
    if (this.#counts() !== undefined) throw new Refused('repeats what is repeated');
    return { kind: 'repeat', part, least, most };
  }

  #counts(): readonly [least: number, most: number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const counts = this.#ahead('{') ? this.#match(COUNTS) : undefined;
    if (counts === undefined) return undefined;
    const [, least = '', goesOn, most] = counts;
    if (goesOn === '') return [Number(least), Number(least)];
    return [Number(least), most ? Number(most) : Number.POSITIVE_INFINITY];
  }

  #single(): RegexPart {
    if (this.#quoted) return this.#own(this.#point());
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
        return { kind: 'any', newline: this.#flags.s };
      case '^':
        this.#at++;
        return { kind: 'place', place: this.#flags.m ? 'line start' : 'start' };
      case '$':
        this.#at++;
        return { kind: 'place', place: this.#flags.m ? 'line end' : 'end' };
      case '\\':
        return this.#escaped();
      default:
        return this.#own(this.#point());
    }
  }

  #group(): RegexPart {
    this.#at++;
    const outer = this.#flags;
    let look: { readonly behind: boolean; readonly negative: boolean } | undefined;
    if (this.#take('?')) {
      const head = this.#match(GROUP);
      if (head === undefined) throw new Refused('has a kind of group that is not known');
      const [text, behind, sign, on = '', off = '', end] = head;
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

  #escaped(): RegexPart {
    const next = this.#text.charAt(this.#at + 1);
    const place = Object.hasOwn(PLACES, next) ? PLACES[next] : undefined;
    if (place !== undefined) {
      this.#at += 2;
      return { kind: 'place', place };
    }
    if (next === 'N') {
      this.#at += 2;
      return { kind: 'any', newline: false };
    }
    if (next === 'R') {
      this.#at += 2;
      const [r, n] = [this.#own(RETURN), this.#own(NEWLINE)];
      return { kind: 'either', branches: [{ kind: 'sequence', parts: [r, n] }, n, r] };
    }
    const piece = this.#classEscape();
    return piece === undefined ? this.#own(this.#escapedPoint()) : this.#oneOf([piece], false);
  }

  #classEscape(): ClassPiece | undefined {
    const letter = this.#text.charAt(this.#at + 1);
    if (letter !== '' && CLASS_LETTERS.includes(letter)) {
      this.#at += 2;
      return { kind: 'class', letter };
    }
    if (letter !== 'p' && letter !== 'P') return undefined;
    const named = this.#match(UNICODE_CLASS);
    if (named === undefined) throw new Refused('has a class of characters that is not known');
    const [, not = '', long, short] = named;
    const negated = (letter === 'P') === (not === '');
    return { kind: 'unicode', name: long ?? short ?? '', negated };
  }

  #escapedPoint(): number {
    const code = this.#match(CODE);
    if (code !== undefined) {
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
      if (point > LAST_POINT) throw new Refused('names a character that does not exist');
      return point;
    }
    const octal = this.#match(OCTAL);
    if (octal !== undefined) return Number.parseInt(`0${octal[1] ?? ''}`, 8);
    const next = this.#text.charAt(this.#at + 1);
    if (next === '') throw new Refused('ends with a backslash');
    if (/[1-9gk]/.test(next)) throw new Refused('refers back to a group');
    if ('CGKX'.includes(next)) throw new Refused(`has "\\${next}"`);
    if (next === 'x') throw new Refused('has "\\x" without the code of a character');
    this.#at++;
    const control = Object.hasOwn(CONTROLS, next) ? CONTROLS[next] : undefined;
    if (control === undefined) return this.#point();
    this.#at++;
    return control;
  }

  #characters(): RegexPart {
    this.#at++;
    const negated = this.#take('^');
    const pieces: ClassPiece[] = [];
    for (let first = true; first || !this.#ahead(']'); first = false) {
      if (this.#isOver()) throw new Refused('has a class without an end');
      const from = this.#classPiece();
      if (typeof from !== 'number') {
        pieces.push(from);
        continue;
      }
      if (!this.#ahead('-') || this.#isAt(LAST_HYPHEN)) {
        pieces.push(character(from));
        continue;
      }
      this.#at++;
      if (this.#isOver()) throw new Refused('has a class without an end');
      const to = this.#classPiece();
      if (typeof to !== 'number') pieces.push(character(from), character(HYPHEN), to);
      else if (to < from) throw new Refused('has a class that counts down');
      else pieces.push({ kind: 'range', from, to });
    }
    this.#at++;
    return this.#oneOf(pieces, negated);
  }

  /** One character, or a class within the class. */
  #classPiece(): number | ClassPiece {
    if (this.#ahead('[')) {
      const named = this.#match(POSIX_CLASS);
      if (named !== undefined) {
        return { kind: 'posix', name: named[2] ?? '', negated: named[1] !== '' };
      }
    }
    if (!this.#ahead('\\')) return this.#point();
    if (this.#text.charAt(this.#at + 1) === 'b') {
      this.#at += 2;
      return BACKSPACE;
    }
    return this.#classEscape() ?? this.#escapedPoint();
  }

  #own(point: number): RegexPart {
    return this.#oneOf([character(point)], false);
  }

  #oneOf(pieces: readonly ClassPiece[], negated: boolean): RegexPart {
    return { kind: 'one of', pieces, negated, anyCase: this.#flags.i };
  }

  #point(): number {
    const point = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += point > 0xffff ? 2 : 1;
    return point;
  }

  /** Passes over the beginnings and ends of quotations: characters are left, or the end. */
  #isOver(): boolean {
    for (;;) {
      if (this.#text.startsWith('\\E', this.#at)) this.#quoted = false;
      else if (!this.#quoted && this.#text.startsWith('\\Q', this.#at)) this.#quoted = true;
      else return this.#at >= this.#text.length;
      this.#at += 2;
    }
  }

  /** Whether that comes next, meant as syntax. */
  #ahead(char: string): boolean {
    return !this.#isOver() && !this.#quoted && this.#text.charAt(this.#at) === char;
  }

  #take(char: string): boolean {
    if (!this.#ahead(char)) return false;
    this.#at++;
    return true;
  }

  #isAt(expression: RegExp): boolean {
    expression.lastIndex = this.#at;
    return expression.test(this.#text);
  }

  /** Takes what the expression finds where the reader is. */
  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}

function character(point: number): ClassPiece {
  return { kind: 'range', from: point, to: point };
}
