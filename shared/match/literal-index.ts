// Many texts looked for in one pass: which of them may occur in a value. Each is known by runs of up to
// four of its characters, those that fewest others share, and compared only where one of them is; of a
// long text one run in several is enough, so that most of a value is passed over (after Wu and Manber,
// 1994). It compares without regard to case and takes every character beyond ASCII for every other, so
// it may say yes too often and never says no wrongly; whoever asks checks what it names.

import { fold } from './fold.ts';

export interface Literal {
  readonly text: string;
  /** Only at the beginning of a value, only at its end. */
  readonly start: boolean;
  readonly end: boolean;
  /** What to name when it occurs. */
  readonly id: number;
}

const LONGEST_RUN = 4;
/** From this length on a literal is known by several runs, one behind the other. */
const LONG = 7;
const LONGEST_STEP = 16;
/** Of two characters each, of which seven bits count. */
const PAIRS = 1 << 14;
/** Stands for every character beyond ASCII. */
const WIDE = 128;

/** The only characters beyond ASCII that fold to ASCII: the long s and the Kelvin sign. */
const LONG_S = 0x17f;
const KELVIN_SIGN = 0x212a;

/** Runs are told apart by a product's upper bits (Knuth, 6.4: multiplicative hashing). */
const SPREAD = 0x9e3779b1;
/** Cells of the sketch that counts how many literals share a run. */
const SKETCH_BITS = 16;
/** Marks for each run: so many that a foreign run seldom meets one. */
const MARKS_PER_RUN = 32;
const FEWEST_MARK_BITS = 15;
const MOST_MARK_BITS = 19;

/** What values of any log are full of: a run of these is a poor sign. */
const COMMON = Uint8Array.from({ length: 256 }, (_, code) =>
  ' \\./:-eastinorcdlmwx013'.includes(String.fromCharCode(code)) ? 1 : 0,
);
const SHARED_WEIGHT = 4;

const LOWER = Uint8Array.from({ length: 128 }, (_, code) =>
  code >= 0x41 && code <= 0x5a ? code + 0x20 : code,
);

/** Literals that are known by runs of one length, one in so many places. */
interface Runs {
  readonly length: number;
  readonly step: number;
  /** One bit for each hash of a run. */
  readonly marks: Uint32Array;
  readonly shift: number;
  /** Pairs of a run and where its entries begin, in the cell of its hash or the next that was free. */
  readonly cells: Int32Array;
  readonly cellShift: number;
  /** How many literals, then for each its number and the run's place in it. */
  readonly entries: Int32Array;
}

/** A part of what numbers are written with, or of `true` or `false`. */
const LIKE_A_NUMBER = /^(?:[\d.e+-]*|t?r?u?e?|f?a?l?s?e?)$/;

/** Numbers that are kept of each literal. */
const MARK = 4;
const AT_START = 1;
const AT_END = 2;

/** Longer texts have a buffer of their own, so that nothing large is held. */
const KEPT_BUFFER = 65_536;
const NO_BUFFER = new Uint8Array(0);
let kept: Uint8Array = new Uint8Array(4_096);

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
    const groups = this.#arrange(literals);
    const long = groups.find(({ step }) => step > 1);
    this.#long = long?.runs;
    for (const run of long?.places.keys() ?? []) markPair(this.#longPairs, run, LONGEST_RUN);
    const short: (Runs | undefined)[] = [];
    const pairs = new Uint8Array(PAIRS);
    for (const { length, step, places, runs } of groups) {
      if (step > 1) continue;
      short[length] = runs;
      for (const run of places.keys()) markPair(pairs, run, length);
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
      const hash = Math.imul(run, SPREAD) >>> shift;
      if ((((marks[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 0) continue;
      this.#look(runs, run, codes, i, length, found);
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
        const hash = Math.imul(run, SPREAD) >>> runs.shift;
        if ((((runs.marks[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 0) continue;
        this.#look(runs, run, codes, i, length, found);
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

  #arrange(literals: readonly Literal[]): readonly (Group & { readonly runs: Runs })[] {
    const sketch = new Uint32Array(1 << SKETCH_BITS);
    literals.forEach((_, at) => {
      for (const run of this.#runsOf(at)) {
        const cell = cellOf(run);
        sketch[cell] = (sketch[cell] ?? 0) + 1;
      }
    });
    const scoreOf = (run: number) => SHARED_WEIGHT * (sketch[cellOf(run)] ?? 0) + commonIn(run);
    const long = literals.filter(({ text }) => text.length >= LONG);
    const shortest = long.reduce(
      (least, { text }) => Math.min(least, text.length),
      LONGEST_STEP * 2,
    );
    const longStep = Math.min(LONGEST_STEP, shortest - LONGEST_RUN + 1);
    const groups = new Map<string, Group>();
    literals.forEach(({ text }, at) => {
      if (text === '') return;
      const length = Math.min(LONGEST_RUN, text.length);
      const step = text.length >= LONG ? longStep : 1;
      const key = `${String(length)} ${String(step)}`;
      let group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { length, step, places: new Map() }));
      const runs = this.#runsOf(at);
      const first = leastStretch(runs.map(scoreOf), step);
      for (let place = first; place < first + step; place++) {
        const run = runs[place] ?? 0;
        const entries = group.places.get(run);
        if (entries === undefined) group.places.set(run, [at, place]);
        else entries.push(at, place);
      }
    });
    return Array.from(groups.values(), (group) => ({ ...group, runs: marked(group) }));
  }

  /** The runs of a literal, by their place. */
  #runsOf(at: number): number[] {
    const own = this.#marks[at * MARK] ?? 0;
    const size = this.#marks[at * MARK + 1] ?? 0;
    const length = Math.min(LONGEST_RUN, size);
    const mask = maskOf(length);
    const runs: number[] = [];
    let run = 0;
    for (let i = 0; i < size; i++) {
      run = ((run << 8) | (this.#codes[own + i] ?? 0)) & mask;
      if (i >= length - 1) runs.push(run);
    }
    return runs;
  }
}

/** Runs with the literals that are known by them, and their places in these, in pairs. */
type Places = Map<number, number[]>;

interface Group {
  readonly length: number;
  readonly step: number;
  readonly places: Places;
}

/** Where so many scores in a row have the least sum. */
function leastStretch(scores: readonly number[], length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += scores[i] ?? 0;
  let least = sum;
  let best = 0;
  for (let i = length; i < scores.length; i++) {
    sum += (scores[i] ?? 0) - (scores[i - length] ?? 0);
    if (sum >= least) continue;
    least = sum;
    best = i - length + 1;
  }
  return best;
}

function marked({ length, step, places }: Group): Runs {
  const wanted = Math.ceil(Math.log2(places.size * MARKS_PER_RUN));
  const bits = Math.min(MOST_MARK_BITS, Math.max(FEWEST_MARK_BITS, wanted));
  const shift = 32 - bits;
  const marks = new Uint32Array((1 << bits) / 32);
  for (const run of places.keys()) {
    const hash = Math.imul(run, SPREAD) >>> shift;
    marks[hash >>> 5] = (marks[hash >>> 5] ?? 0) | (1 << (hash & 31));
  }
  const cellBits = Math.max(1, Math.ceil(Math.log2(places.size * 2)));
  const cells = new Int32Array(2 << cellBits);
  const entries: number[] = [0];
  for (const [run, own] of places) {
    let cell = (Math.imul(run, SPREAD) >>> (32 - cellBits)) * 2;
    while (cells[cell + 1] !== 0) cell = (cell + 2) % cells.length;
    cells[cell] = run;
    cells[cell + 1] = entries.length;
    entries.push(own.length / 2);
    for (const each of own) entries.push(each);
  }
  return {
    length,
    step,
    marks,
    shift,
    cells,
    cellShift: 32 - cellBits,
    entries: Int32Array.from(entries),
  };
}

/** Where the entries of a run begin; 0 where no literal is known by it. */
function entriesOf({ cells, cellShift }: Runs, run: number): number {
  let cell = (Math.imul(run, SPREAD) >>> cellShift) * 2;
  while (cells[cell + 1] !== 0 && cells[cell] !== run) cell = (cell + 2) % cells.length;
  return cells[cell + 1] ?? 0;
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
    const hash = Math.imul(run, SPREAD) >>> shift;
    if ((((marks[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 0) continue;
    if (entriesOf(runs, run) !== 0) return true;
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

function maskOf(length: number): number {
  return length >= LONGEST_RUN ? -1 : (1 << (8 * length)) - 1;
}

function cellOf(run: number): number {
  return Math.imul(run, SPREAD) >>> (32 - SKETCH_BITS);
}

function commonIn(run: number): number {
  return (
    (COMMON[run & 0xff] ?? 0) +
    (COMMON[(run >>> 8) & 0xff] ?? 0) +
    (COMMON[(run >>> 16) & 0xff] ?? 0) +
    (COMMON[run >>> 24] ?? 0)
  );
}

function codeAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (LOWER[code] ?? 0) : wideCode(code);
}

function readCodes(text: string, into: Uint8Array, from: number): void {
  const { length } = text;
  for (let i = 0; i < length; i++) into[from + i] = codeAt(text, i);
}

function wideCode(code: number): number {
  if (code === LONG_S) return 0x73;
  return code === KELVIN_SIGN ? 0x6b : WIDE;
}

function takeBuffer(length: number): Uint8Array {
  const buffer = kept;
  if (length > buffer.length) return new Uint8Array(length);
  kept = NO_BUFFER;
  return buffer;
}

/** The longest that is not too long to be held. */
function giveBack(buffer: Uint8Array): void {
  if (buffer.length > kept.length && buffer.length <= KEPT_BUFFER) kept = buffer;
}
