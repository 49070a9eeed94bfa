// Many texts looked for in one pass: which of them may occur in a value. Each is known by runs of up to
// four of its characters, those that fewest others share, and compared only where one of them is; of a
// long text one run in several is enough, so that most of a value is passed over (after Wu and Manber,
// 1994). It compares without regard to case and takes every character beyond ASCII for every other, so
// it may say yes too often and never says no wrongly; whoever asks checks what it names.

import { fold } from './fold.ts';
import { codeAt, giveBack, readCodes, takeBuffer } from './literal-codes.ts';
import { entriesOf, groupsOf, isMarked, LONGEST_RUN, type Runs } from './literal-runs.ts';

export interface Literal {
  readonly text: string;
  /** Only at the beginning of a value, only at its end. */
  readonly start: boolean;
  readonly end: boolean;
  /** What to name when it occurs. */
  readonly id: number;
}

/** Of two characters each, of which seven bits count. */
const PAIRS = 1 << 14;

/** A part of what numbers are written with, or of `true` or `false`. */
const LIKE_A_NUMBER = /^(?:[\d.e+-]*|t?r?u?e?|f?a?l?s?e?)$/;

/** Numbers that are kept of each literal. */
const MARK = 4;
const AT_START = 1;
const AT_END = 2;

export class LiteralIndex {
  /** The characters of all literals, one behind the other. */
  readonly #codes: Uint8Array;
  /** For each literal where its characters begin, how many there are, its ends, and its number. */
  readonly #marks: Int32Array;
  /** Of long literals: most of a text is passed over. */
  readonly #long: Runs | undefined;
  /** The pairs of characters that its runs begin with. */
  readonly #longPairs = new Uint8Array(PAIRS);
  /** Of the others, by their length. */
  readonly #short: readonly (Runs | undefined)[];
  /** For each pair of characters, which lengths of short runs begin with it: one bit for each. */
  readonly #pairs: Uint8Array | undefined;
  /** Those without a character of their own. */
  readonly #empty: readonly Literal[];
  /** A shorter text cannot hold any of the literals. */
  readonly #shortest: number;
  /** Whether the text of a number, or of true or false, could hold one of them. */
  readonly isOfNumbers: boolean;

  constructor(literals: readonly Literal[]) {
    this.#marks = new Int32Array(literals.length * MARK);
    let shortest = Number.POSITIVE_INFINITY;
    let total = 0;
    literals.forEach(({ text, start, end, id }, at) => {
      this.#marks.set(
        [total, text.length, (start ? AT_START : 0) | (end ? AT_END : 0), id],
        at * MARK,
      );
      total += text.length;
      shortest = Math.min(shortest, text.length);
    });
    this.#shortest = shortest;
    this.isOfNumbers = literals.some(({ text }) => LIKE_A_NUMBER.test(fold(text)));
    this.#codes = new Uint8Array(total);
    literals.forEach(({ text }, at) => readCodes(text, this.#codes, this.#marks[at * MARK] ?? 0));
    this.#empty = literals.filter(({ text }) => text === '');
    const groups = groupsOf(
      literals.map((_, at) => {
        const own = this.#marks[at * MARK] ?? 0;
        return this.#codes.subarray(own, own + (this.#marks[at * MARK + 1] ?? 0));
      }),
    );
    const long = groups.find(({ runs }) => runs.step > 1);
    this.#long = long?.runs;
    for (const run of long?.places.keys() ?? []) markPair(this.#longPairs, run, LONGEST_RUN);
    const short: (Runs | undefined)[] = [];
    const pairs = new Uint8Array(PAIRS);
    for (const { places, runs } of groups) {
      if (runs.step > 1) continue;
      short[runs.length] = runs;
      for (const run of places.keys()) markPair(pairs, run, runs.length);
    }
    this.#short = short;
    this.#pairs = short.length === 0 ? undefined : pairs;
  }

  /** True for texts too short to hold any of the literals. */
  isTooShort(text: string): boolean {
    return text.length < this.#shortest;
  }

  /** Calls `found` with the number of each literal that may occur; the same may come again. */
  scan(text: string, found: (id: number) => void): void {
    const long = this.#long;
    const pairs = this.#pairs;
    if (pairs === undefined && this.#empty.length === 0) {
      if (long === undefined || !hasRun(long, this.#longPairs, text)) return;
    }
    const { length } = text;
    // Whoever is told of a literal may scan another text meanwhile, so the buffer is out of reach.
    const codes = takeBuffer(length);
    readCodes(text, codes, 0);
    for (const { start, end, id } of this.#empty) {
      if (length === 0 || !start || !end) found(id);
    }
    if (long !== undefined) this.#scanLong(long, codes, length, found);
    if (pairs !== undefined) this.#scanShort(pairs, codes, length, found);
    giveBack(codes);
  }

  #scanLong(runs: Runs, codes: Uint8Array, length: number, found: (id: number) => void): void {
    const { marks, shift, step } = runs;
    const last = length - LONGEST_RUN;
    for (let i = 0; i <= last; i += step) {
      const run =
        ((codes[i] ?? 0) << 24) |
        ((codes[i + 1] ?? 0) << 16) |
        ((codes[i + 2] ?? 0) << 8) |
        (codes[i + 3] ?? 0);
      if (isMarked(marks, shift, run)) this.#look(runs, run, codes, i, length, found);
    }
  }

  /** One pass for runs of all lengths: few places begin one. */
  #scanShort(
    pairs: Uint8Array,
    codes: Uint8Array,
    length: number,
    found: (id: number) => void,
  ): void {
    let code = codes[0] ?? 0;
    for (let i = 0; i < length; i++) {
      const next = i + 1 < length ? (codes[i + 1] ?? 0) : 0;
      const lengths = pairs[pairOf(code, next)] ?? 0;
      code = next;
      if (lengths === 0) continue;
      let run = 0;
      const most = Math.min(LONGEST_RUN, length - i);
      for (let size = 1; size <= most; size++) {
        run = (run << 8) | (codes[i + size - 1] ?? 0);
        if ((lengths & (1 << size)) === 0) continue;
        const runs = this.#short[size];
        if (runs === undefined) continue;
        if (isMarked(runs.marks, runs.shift, run)) this.#look(runs, run, codes, i, length, found);
      }
    }
  }

  /** Compares the literals of a run that is at `runAt`. */
  #look(
    runs: Runs,
    run: number,
    codes: Uint8Array,
    runAt: number,
    length: number,
    found: (id: number) => void,
  ): void {
    const { entries } = runs;
    const at = entriesOf(runs, run);
    if (at === 0) return;
    const end = at + 1 + (entries[at] ?? 0) * 2;
    for (let e = at + 1; e < end; e += 2) {
      const from = runAt - (entries[e + 1] ?? 0);
      const mark = (entries[e] ?? 0) * MARK;
      const size = this.#marks[mark + 1] ?? 0;
      if (from < 0 || from + size > length) continue;
      const ends = this.#marks[mark + 2] ?? 0;
      if ((ends & AT_START) !== 0 && from > 0) continue;
      if ((ends & AT_END) !== 0 && from + size < length) continue;
      const own = this.#marks[mark] ?? 0;
      let same = 0;
      while (same < size && this.#codes[own + same] === codes[from + same]) same++;
      if (same === size) found(this.#marks[mark + 3] ?? 0);
    }
  }
}

/** Whether a text has a run that a literal is known by, read no further than needed. */
function hasRun(runs: Runs, pairs: Uint8Array, text: string): boolean {
  const { marks, shift, step } = runs;
  const last = text.length - LONGEST_RUN;
  for (let i = 0; i <= last; i += step) {
    const first = codeAt(text, i);
    const second = codeAt(text, i + 1);
    if (pairs[pairOf(first, second)] === 0) continue;
    const run = (first << 24) | (second << 16) | (codeAt(text, i + 2) << 8) | codeAt(text, i + 3);
    if (isMarked(marks, shift, run) && entriesOf(runs, run) !== 0) return true;
  }
  return false;
}

function pairOf(code: number, next: number): number {
  return ((code & 127) << 7) | (next & 127);
}

function markPair(pairs: Uint8Array, run: number, length: number): void {
  const bit = 1 << length;
  if (length > 1) {
    const pair = pairOf((run >>> (8 * (length - 1))) & 255, (run >>> (8 * (length - 2))) & 255);
    pairs[pair] = (pairs[pair] ?? 0) | bit;
    return;
  }
  for (let next = 0; next < 128; next++) {
    const pair = pairOf(run, next);
    pairs[pair] = (pairs[pair] ?? 0) | bit;
  }
}
