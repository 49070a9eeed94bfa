// Which runs of characters literals are known by: of each those that fewest others share, and several one
// behind the other of a long one, so that a text need not be looked at in every place. And where they are
// looked up: a bit for each tells at once that a run is none of them.

export const LONGEST_RUN = 4;
/** From this length on a literal is known by several runs, one behind the other. */
const LONG = 7;
const LONGEST_STEP = 16;
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

/** Literals that are known by runs of one length, one in so many places. */
export interface Runs {
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

export interface RunGroup {
  readonly runs: Runs;
  /** Each run with the literals that are known by it, and its places in these, in pairs. */
  readonly places: ReadonlyMap<number, readonly number[]>;
}

/** @param literals the characters of each; an empty one is in no group */
export function groupsOf(literals: readonly Uint8Array[]): readonly RunGroup[] {
  const sketch = new Uint32Array(1 << SKETCH_BITS);
  for (const codes of literals) {
    for (const run of runsOf(codes)) {
      const cell = cellOf(run);
      sketch[cell] = (sketch[cell] ?? 0) + 1;
    }
  }
  const scoreOf = (run: number) => SHARED_WEIGHT * (sketch[cellOf(run)] ?? 0) + commonIn(run);
  const shortest = literals
    .filter(({ length }) => length >= LONG)
    .reduce((least, { length }) => Math.min(least, length), LONGEST_STEP * 2);
  const longStep = Math.min(LONGEST_STEP, shortest - LONGEST_RUN + 1);
  const groups = new Map<string, Group>();
  literals.forEach((codes, at) => {
    if (codes.length === 0) return;
    const length = Math.min(LONGEST_RUN, codes.length);
    const step = codes.length >= LONG ? longStep : 1;
    const key = `${String(length)} ${String(step)}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { length, step, places: new Map() }));
    const runs = runsOf(codes);
    const first = leastStretch(runs.map(scoreOf), step);
    for (let place = first; place < first + step; place++) {
      const run = runs[place] ?? 0;
      const entries = group.places.get(run);
      if (entries === undefined) group.places.set(run, [at, place]);
      else entries.push(at, place);
    }
  });
  return Array.from(groups.values(), (group) => ({ places: group.places, runs: runsIn(group) }));
}

/** The runs of a literal, by their place. */
function runsOf(codes: Uint8Array): number[] {
  const length = Math.min(LONGEST_RUN, codes.length);
  const mask = maskOf(length);
  const runs: number[] = [];
  let run = 0;
  for (let i = 0; i < codes.length; i++) {
    run = ((run << 8) | (codes[i] ?? 0)) & mask;
    if (i >= length - 1) runs.push(run);
  }
  return runs;
}

interface Group {
  readonly length: number;
  readonly step: number;
  readonly places: Map<number, number[]>;
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

function runsIn({ length, step, places }: Group): Runs {
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

/** True for every run that a literal is known by, and for few others. */
export function isMarked(marks: Uint32Array, shift: number, run: number): boolean {
  const hash = Math.imul(run, SPREAD) >>> shift;
  return (((marks[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) !== 0;
}

/** Where the entries of a run begin; 0 where no literal is known by it. */
export function entriesOf({ cells, cellShift }: Runs, run: number): number {
  let cell = (Math.imul(run, SPREAD) >>> cellShift) * 2;
  while (cells[cell + 1] !== 0 && cells[cell] !== run) cell = (cell + 2) % cells.length;
  return cells[cell + 1] ?? 0;
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
