// Many texts looked for in one pass (Aho and Corasick, 1975): which of them may occur in a value. It
// compares without regard to case and takes every character beyond ASCII for every other, so it may
// say yes too often and never says no wrongly; whoever asks checks what it names.

export interface Literal {
  readonly text: string;
  /** Only at the beginning of a value, only at its end. */
  readonly start: boolean;
  readonly end: boolean;
  /** What to name when it occurs. */
  readonly id: number;
}

interface Word {
  readonly id: number;
  readonly kinds: readonly number[];
}

/** Kinds of characters that are no characters: outside every literal, beyond ASCII, the two ends. */
const NONE = 0;
const WIDE = 1;
const START = 2;
const END = 3;
const FIRST_OWN = 4;

/** The only characters beyond ASCII that fold to ASCII: the long s and the Kelvin sign. */
const LONG_S = 0x17f;
const KELVIN_SIGN = 0x212a;

/** Cells of the table; longer literals are cut to fit. */
const MOST_CELLS = 1 << 23;
const LENGTHS = [16, 10, 6];

const FIRST_STATES = 64;

const HAS_OUTPUT = 1 << 30;
const STATE = HAS_OUTPUT - 1;

export class LiteralIndex {
  readonly #kinds = new Uint8Array(128);
  /** Kinds of characters: cells of one state. */
  #width = FIRST_OWN;
  /** Cells hold the place of the next state's first cell. */
  #next = new Int32Array(0);
  /** Per state: what ends there, shorter literals included. */
  #outputs: (readonly number[] | undefined)[] = [];
  #start = 0;
  /** A shorter text cannot hold any of the literals. */
  #shortest = Number.POSITIVE_INFINITY;

  constructor(literals: readonly Literal[]) {
    this.#makeKinds(literals);
    for (const { text } of literals) this.#shortest = Math.min(this.#shortest, text.length);
    for (const length of LENGTHS) {
      const words = this.#words(literals, length);
      const total = 1 + words.reduce((sum, { kinds }) => sum + kinds.length, 0);
      const last = length === LENGTHS.at(-1);
      if (last || total * this.#width <= MOST_CELLS * 4) {
        if (this.#build(words, last ? Number.POSITIVE_INFINITY : MOST_CELLS)) return;
      }
    }
  }

  /** True for texts too short to hold any of the literals. */
  isTooShort(text: string): boolean {
    return text.length < this.#shortest;
  }

  /** Calls `found` with the numbers of literals that may occur; the same number may come again. */
  scan(text: string, found: (ids: readonly number[]) => void): void {
    const next = this.#next;
    const kinds = this.#kinds;
    const { length } = text;
    let entry = this.#start;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      const kind = code < 128 ? (kinds[code] ?? NONE) : this.#wideKind(code);
      entry = next[(entry & STATE) + kind] ?? 0;
      if (entry >= HAS_OUTPUT) this.#report(entry, found);
    }
    entry = next[(entry & STATE) + END] ?? 0;
    if (entry >= HAS_OUTPUT) this.#report(entry, found);
  }

  #report(entry: number, found: (ids: readonly number[]) => void): void {
    const ids = this.#outputs[(entry & STATE) / this.#width];
    if (ids !== undefined) found(ids);
  }

  #wideKind(code: number): number {
    if (code === LONG_S) return this.#kinds[0x73] ?? NONE;
    if (code === KELVIN_SIGN) return this.#kinds[0x6b] ?? NONE;
    return WIDE;
  }

  #kindOf(code: number): number {
    return code < 128 ? (this.#kinds[code] ?? NONE) : this.#wideKind(code);
  }

  #makeKinds(literals: readonly Literal[]): void {
    let count = FIRST_OWN;
    for (const { text } of literals) {
      for (let i = 0; i < text.length; i++) {
        const code = asciiFold(text.charCodeAt(i));
        if (code >= 128 || this.#kinds[code] !== NONE) continue;
        this.#kinds[code] = count++;
        if (code >= 0x61 && code <= 0x7a) this.#kinds[code - 0x20] = this.#kinds[code] ?? NONE;
      }
    }
    this.#width = count;
  }

  /** The literals in kinds; of those that are too long, the end that fewer of them share. */
  #words(literals: readonly Literal[], length: number): Word[] {
    const shared = new Map<string, number>();
    const heads = literals.map((literal) =>
      literal.end && !literal.start ? '' : headOf(literal, length),
    );
    const tails = literals.map((literal) =>
      literal.start && !literal.end ? '' : tailOf(literal, length),
    );
    for (const part of [...heads, ...tails]) shared.set(part, (shared.get(part) ?? 0) + 1);
    return literals.map(({ id, text, start, end }, at): Word => {
      const head = heads[at] ?? '';
      const tail = tails[at] ?? '';
      if (text.length <= length) return { id, kinds: this.#kindsOf(text, start, end) };
      const useHead =
        head !== '' && (tail === '' || (shared.get(head) ?? 0) < (shared.get(tail) ?? 0));
      return useHead
        ? { id, kinds: this.#kindsOf(head, start, false) }
        : { id, kinds: this.#kindsOf(tail, false, end) };
    });
  }

  #kindsOf(text: string, start: boolean, end: boolean): number[] {
    const kinds: number[] = [];
    if (start) kinds.push(START);
    for (let i = 0; i < text.length; i++) kinds.push(this.#kindOf(text.charCodeAt(i)));
    if (end) kinds.push(END);
    return kinds;
  }

  #build(words: readonly Word[], mostCells: number): boolean {
    const width = this.#width;
    let table = new Int32Array(FIRST_STATES * width);
    let states = 1;
    const outputs: (Set<number> | undefined)[] = [undefined];
    for (const { id, kinds } of words) {
      let state = 0;
      for (const kind of kinds) {
        const cell = state + kind;
        let target = table[cell] ?? 0;
        if (target === 0) {
          target = states * width;
          states++;
          if (target + width > mostCells) return false;
          if (target + width > table.length) {
            const grown = new Int32Array(table.length * 2);
            grown.set(table);
            table = grown;
          }
          table[cell] = target;
          outputs.push(undefined);
        }
        state = target;
      }
      (outputs[state / width] ??= new Set()).add(id);
    }
    this.#next = table.slice(0, states * width);
    this.#link(outputs, states);
    this.#outputs = outputs.map((ids) => (ids === undefined ? undefined : [...ids]));
    this.#start = this.#next[START] ?? 0;
    return true;
  }

  /** Fills every cell, so that a scan never goes back: a missing child is the child of the longest suffix. */
  #link(outputs: (Set<number> | undefined)[], states: number): void {
    const next = this.#next;
    const width = this.#width;
    const suffixes = new Int32Array(states);
    const queue = new Int32Array(states);
    let tail = 0;
    for (let kind = 0; kind < width; kind++) {
      const child = next[kind] ?? 0;
      if (child !== 0) queue[tail++] = child;
    }
    for (let head = 0; head < tail; head++) {
      const state = queue[head] ?? 0;
      const suffix = suffixes[state / width] ?? 0;
      const shorter = outputs[suffix / width];
      if (shorter !== undefined) {
        const own = (outputs[state / width] ??= new Set());
        for (const id of shorter) own.add(id);
      }
      for (let kind = 0; kind < width; kind++) {
        const child = next[state + kind] ?? 0;
        const otherwise = next[suffix + kind] ?? 0;
        if (child === 0) next[state + kind] = otherwise;
        else {
          suffixes[child / width] = otherwise;
          queue[tail++] = child;
        }
      }
    }
    const ends = new Uint8Array(states);
    for (let state = 0; state < states; state++) if (outputs[state] !== undefined) ends[state] = 1;
    for (let cell = 0; cell < next.length; cell++) {
      const state = next[cell] ?? 0;
      if (ends[state / width] === 1) next[cell] = state | HAS_OUTPUT;
    }
  }
}

function headOf({ text }: Literal, length: number): string {
  return text.slice(0, length);
}

function tailOf({ text }: Literal, length: number): string {
  return text.slice(-length);
}

function asciiFold(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code + 0x20;
  if (code === LONG_S) return 0x73;
  return code === KELVIN_SIGN ? 0x6b : code;
}
