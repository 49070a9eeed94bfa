// Texts one of which is in everything that a regular expression matches, whatever the case of its
// letters, and the least length of that. Reads the part of RE2's syntax that rules use; of anything else it says nothing, which is
// always right.

/** What one part can match: all of it, where that is a few texts; else what must be in it. */
interface Part {
  readonly exact: readonly string[] | undefined;
  readonly needed: readonly string[] | undefined;
  /** In characters at least. */
  readonly least: number;
}

const EMPTY: Part = { exact: [''], needed: undefined, least: 0 };
const ONE_CHARACTER: Part = { exact: undefined, needed: undefined, least: 1 };

const MOST_TEXTS = 24;
const LONGEST = 64;
const MOST_REPEATS = 8;
const DEEPEST = 100;
/** Single letters and digits are everywhere. */
const TELLS_LITTLE = /^\w?$/;

class NotUnderstood extends Error {}

export interface RegexRequirement {
  /** One of these at least; `undefined` where nothing certain can be said. */
  readonly texts: readonly string[] | undefined;
  /** A shorter text does not match. */
  readonly leastLength: number;
}

/** @param pattern in RE2's own syntax */
export function regexRequirement(pattern: string): RegexRequirement {
  const reader = new RegexReader(pattern);
  let part: Part;
  try {
    part = reader.whole();
  } catch (error) {
    if (error instanceof NotUnderstood) return { texts: undefined, leastLength: 0 };
    throw error;
  }
  const texts = part.exact ?? part.needed;
  const telling = texts !== undefined && !texts.some((text) => TELLS_LITTLE.test(text));
  return { texts: telling ? [...new Set(texts)] : undefined, leastLength: part.least };
}

function shortest(texts: readonly string[]): number {
  return texts.reduce((least, text) => Math.min(least, text.length), Number.POSITIVE_INFINITY);
}

/** The more characters at least and the fewer texts, the better. */
function better(a: readonly string[] | undefined, b: readonly string[] | undefined) {
  if (a === undefined || b === undefined) return a ?? b;
  const difference = worth(a) - worth(b);
  return difference >= 0 ? a : b;
}

function worth(texts: readonly string[]): number {
  return Math.min(shortest(texts), 12) - Math.log2(texts.length);
}

class RegexReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Part {
    const part = this.#alternatives();
    if (this.#at < this.#text.length) throw new NotUnderstood();
    return part;
  }

  #alternatives(): Part {
    if (++this.#depth > DEEPEST) throw new NotUnderstood();
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#depth--;
    const [only] = branches;
    if (branches.length === 1 && only) return only;
    return {
      exact: union(branches.map(({ exact }) => exact)),
      needed: union(branches.map(neededOf)),
      least: Math.min(...branches.map(({ least }) => least)),
    };
  }

  #sequence(): Part {
    let run: readonly string[] = [''];
    let needed: readonly string[] | undefined;
    let whole = true;
    let least = 0;
    const close = () => {
      if (run.length > 1 || run[0] !== '') needed = better(needed, run);
      run = [''];
    };
    while (this.#at < this.#text.length && !this.#ahead('|') && !this.#ahead(')')) {
      const part = this.#repeated();
      least += part.least;
      const joined = part.exact === undefined ? undefined : product(run, part.exact);
      if (joined !== undefined) {
        run = joined;
        continue;
      }
      whole = false;
      close();
      needed = better(needed, part.needed);
      if (part.exact !== undefined) run = part.exact;
    }
    if (whole) return { exact: run, needed: undefined, least };
    close();
    return { exact: undefined, needed, least };
  }

  #repeated(): Part {
    let part = this.#single();
    for (;;) {
      let fewest: number;
      let most: number;
      const counts = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.#text.slice(this.#at, this.#at + 12));
      if (this.#take('*')) [fewest, most] = [0, Number.POSITIVE_INFINITY];
      else if (this.#take('+')) [fewest, most] = [1, Number.POSITIVE_INFINITY];
      else if (this.#take('?')) [fewest, most] = [0, 1];
      else if (counts) {
        this.#at += counts[0].length;
        fewest = Number(counts[1]);
        most = counts[2] === '' ? fewest : Number(counts[3] || Number.POSITIVE_INFINITY);
      } else return part;
      this.#take('?');
      part = times(part, fewest, most);
    }
  }

  #single(): Part {
    const char = this.#text.charAt(this.#at);
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return this.#characters();
      case '.':
        this.#at++;
        return ONE_CHARACTER;
      case '^':
      case '$':
        this.#at++;
        return EMPTY;
      case '\\':
        return this.#escaped();
      case '*':
      case '+':
      case '?':
        throw new NotUnderstood();
      default: {
        const point = this.#text.codePointAt(this.#at) ?? 0;
        const own = String.fromCodePoint(point);
        this.#at += own.length;
        return { exact: [own], needed: undefined, least: 1 };
      }
    }
  }

  #group(): Part {
    this.#at++;
    if (this.#take('?')) {
      const head = /^(?:[imsU]*(?:-[imsU]+)?([:)])|P?<[A-Za-z0-9_]+>)/.exec(
        this.#text.slice(this.#at),
      );
      if (head === null) throw new NotUnderstood();
      this.#at += head[0].length;
      if (head[1] === ')') return EMPTY;
    }
    const part = this.#alternatives();
    if (!this.#take(')')) throw new NotUnderstood();
    return part;
  }

  #escaped(): Part {
    const next = this.#text.charAt(this.#at + 1);
    if (next === '') throw new NotUnderstood();
    if ('AbBz'.includes(next)) {
      this.#at += 2;
      return EMPTY;
    }
    if ('dDsSwW'.includes(next)) {
      this.#at += 2;
      return ONE_CHARACTER;
    }
    if (next === 'p' || next === 'P') {
      const named = /^\\[pP](?:\{\^?\w+\}|[A-Z])/.exec(this.#text.slice(this.#at, this.#at + 60));
      if (named === null) throw new NotUnderstood();
      this.#at += named[0].length;
      return ONE_CHARACTER;
    }
    return { exact: [this.#escapedCharacter()], needed: undefined, least: 1 };
  }

  #escapedCharacter(): string {
    const rest = this.#text.slice(this.#at, this.#at + 12);
    const code = /^\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(rest);
    if (code !== null) {
      this.#at += code[0].length;
      const point = Number.parseInt(code[1] ?? code[2] ?? '', 16);
      if (point > 0x10ffff) throw new NotUnderstood();
      return String.fromCodePoint(point);
    }
    const next = this.#text.charAt(this.#at + 1);
    const control = CONTROLS[next];
    if (control === undefined && (/[A-Za-z0-9]/.test(next) || next === '' || next > '\x7f')) {
      throw new NotUnderstood();
    }
    this.#at += 2;
    return control ?? next;
  }

  /** A class of few characters stands for each of them. */
  #characters(): Part {
    this.#at++;
    let few = !this.#take('^');
    const texts: string[] = [];
    for (let first = true; ; first = false) {
      const char = this.#text.charAt(this.#at);
      if (char === '') throw new NotUnderstood();
      if (char === ']' && !first) break;
      if (char === '[' && this.#text.charAt(this.#at + 1) === ':') {
        const named = /^\[:\^?\w+:\]/.exec(this.#text.slice(this.#at, this.#at + 20));
        if (named === null) throw new NotUnderstood();
        this.#at += named[0].length;
        few = false;
        continue;
      }
      if (char === '\\' && /[dDsSwWpP]/.test(this.#text.charAt(this.#at + 1))) {
        this.#escaped();
        few = false;
        continue;
      }
      if (char === '\\') texts.push(this.#escapedCharacter());
      else {
        const own = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
        texts.push(own);
        this.#at += own.length;
      }
      if (this.#ahead('-') && this.#text.charAt(this.#at + 1) !== ']') few = false;
    }
    this.#at++;
    return few && texts.length > 0 && texts.length <= MOST_TEXTS
      ? { exact: texts, needed: undefined, least: 1 }
      : ONE_CHARACTER;
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

const CONTROLS: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function neededOf({ exact, needed }: Part): readonly string[] | undefined {
  return exact === undefined ? needed : exact.includes('') ? undefined : exact;
}

function union(
  branches: readonly (readonly string[] | undefined)[],
): readonly string[] | undefined {
  const texts = new Set<string>();
  for (const branch of branches) {
    if (branch === undefined) return undefined;
    for (const text of branch) texts.add(text);
  }
  return texts.size > MOST_TEXTS ? undefined : [...texts];
}

function product(before: readonly string[], after: readonly string[]): string[] | undefined {
  if (before.length * after.length > MOST_TEXTS) return undefined;
  const texts = before.flatMap((head) => after.map((tail) => head + tail));
  return texts.some((text) => text.length > LONGEST) ? undefined : [...new Set(texts)];
}

function times(part: Part, fewest: number, most: number): Part {
  const least = part.least * fewest;
  if (fewest === 0) {
    const exact = most === 1 ? union([[''], part.exact]) : undefined;
    return { exact, needed: undefined, least };
  }
  if (fewest === most && fewest <= MOST_REPEATS && part.exact !== undefined) {
    let exact: readonly string[] | undefined = [''];
    for (let i = 0; i < fewest && exact !== undefined; i++) exact = product(exact, part.exact);
    if (exact !== undefined) return { exact, needed: undefined, least };
  }
  return { exact: undefined, needed: neededOf(part), least };
}
