// Hits of one rule, in columns: some thirty bytes a hit, whatever the events hold. Texts are kept
// once and referred to by number; number 0 is "no such field", number 1 the empty text. Knows nothing
// of how events are read.

export const NO_TEXT = 0;
export const EMPTY_TEXT = 1;

export class Texts {
  readonly #numbers = new Map<string, number>([['', EMPTY_TEXT]]);
  readonly #texts: string[] = ['', ''];
  /** Numbers that stand for nothing any more. */
  #free: number[] = [];

  number(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#texts.length;
      this.#numbers.set(text, number);
      this.#texts[number] = text;
    }
    return number;
  }

  /** How many there are. */
  get size(): number {
    return this.#numbers.size;
  }

  /** A mark for each number, none of them set, for `keepOnly`. */
  marks(): Uint8Array {
    return new Uint8Array(this.#texts.length);
  }

  /** Forgets the texts without a mark: their numbers will stand for others. */
  keepOnly(marks: Uint8Array): void {
    this.#free = [];
    for (let number = EMPTY_TEXT + 1; number < this.#texts.length; number++) {
      if (marks[number] === 1) continue;
      const text = this.#texts[number] ?? '';
      if (this.#numbers.get(text) === number) this.#numbers.delete(text);
      this.#texts[number] = '';
      this.#free.push(number);
    }
  }

  /** Empty for "no such field". */
  text(number: number): string {
    return this.#texts[number] ?? '';
  }

  /** All of them by number, the first two included; only as long as none was forgotten. */
  all(): readonly string[] {
    return this.#texts;
  }
}

/** A column that takes its value from the first of its fields that an event has. */
export interface Column {
  readonly name: string;
  readonly fields: readonly string[];
}

/** What an event is told apart by where two exhibits hold it. */
export interface Holder {
  /** Number of the exhibit. */
  readonly source: number;
  /** Equal for the same event; 0 where the log has no identity of its own. */
  readonly identity: number;
}

const FIRST_CAPACITY = 64;

type Numbers = Float64Array | Uint16Array | Uint32Array;

export class HitTable {
  readonly columns: readonly Column[];
  length = 0;
  /** How many more rows there were, which nothing needed any more. */
  released = 0;
  times = new Float64Array(FIRST_CAPACITY);
  nanos = new Uint16Array(FIRST_CAPACITY);
  ids = new Float64Array(FIRST_CAPACITY);
  users = new Uint32Array(FIRST_CAPACITY);
  addresses = new Uint32Array(FIRST_CAPACITY);
  #values: Uint32Array[];
  /** Present where the same event may come twice. */
  #holders: { sources: Uint32Array; identities: Float64Array } | undefined;
  /** Events without a time: they match, but no window can hold them. */
  undated: number[] = [];
  #undatedHolders: Holder[] = [];

  /** @param copies whether two exhibits may hold the same event */
  constructor(columns: readonly Column[], copies = false) {
    this.columns = columns;
    this.#values = columns.map(() => new Uint32Array(FIRST_CAPACITY));
    if (copies) {
      const sources = new Uint32Array(FIRST_CAPACITY);
      this.#holders = { sources, identities: new Float64Array(FIRST_CAPACITY) };
    }
  }

  /** Answers with the number of the row, whose values are to be set then. */
  add(timeUs: number, nanos: number, id: number, user: number, address: number): number {
    if (this.length === this.times.length) this.#grow();
    const row = this.length++;
    this.times[row] = timeUs;
    this.nanos[row] = nanos;
    this.ids[row] = id;
    this.users[row] = user;
    this.addresses[row] = address;
    return row;
  }

  addUndated(id: number, holder?: Holder): void {
    this.undated.push(id);
    if (this.#holders !== undefined && holder !== undefined) this.#undatedHolders.push(holder);
  }

  set(column: number, row: number, number: number): void {
    const values = this.#values[column];
    if (values !== undefined) values[row] = number;
  }

  setHolder(row: number, source: number, identity: number): void {
    if (this.#holders === undefined) return;
    this.#holders.sources[row] = source;
    this.#holders.identities[row] = identity;
  }

  /** Number of the text, NO_TEXT where the event has no such field. */
  value(column: number, row: number): number {
    return this.#values[column]?.[row] ?? NO_TEXT;
  }

  /** The same for grouping: an empty text and no field at all are one group, the empty one. */
  groupValue(column: number, row: number): number {
    return asGroup(this.value(column, row));
  }

  /**
   * An event that several exhibits hold stays only as the exhibit has it that held it first. Copies
   * have the same time, so that this may be done whenever all events up to a time are here.
   */
  dropCopies(): void {
    const holders = this.#holders;
    if (holders === undefined) return;
    const { sources, identities } = holders;
    const first = firstHolders(this.length, (row) => ({
      key: `${identities[row] ?? 0} ${this.times[row] ?? 0}`,
      id: this.ids[row] ?? 0,
      source: sources[row] ?? 0,
      identity: identities[row] ?? 0,
    }));
    if (first.copies.includes(1)) this.keepOnly(first.copies.map((copy) => 1 - copy));
    const undated = firstHolders(this.undated.length, (row) => {
      const { source = 0, identity = 0 } = this.#undatedHolders[row] ?? {};
      return { key: String(identity), id: this.undated[row] ?? 0, source, identity };
    });
    const stays = (_: unknown, row: number) => undated.copies[row] === 0;
    this.undated = this.undated.filter(stays);
    this.#undatedHolders = this.#undatedHolders.filter(stays);
  }

  /** Leaves out the rows without a mark and gives their memory back. */
  keepOnly(marks: Uint8Array): void {
    let kept = 0;
    for (let row = 0; row < this.length; row++) if (marks[row] === 1) kept++;
    const capacity = Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(kept + 1)));
    const some = <T extends Numbers>(from: T, to: T): T => {
      let at = 0;
      for (let row = 0; row < this.length; row++) if (marks[row] === 1) to[at++] = from[row] ?? 0;
      return to;
    };
    this.#change(capacity, some);
    this.length = kept;
  }

  /** Marks the texts that its rows refer to. */
  markTexts(marks: Uint8Array): void {
    for (const numbers of [this.users, this.addresses, ...this.#values]) {
      for (let row = 0; row < this.length; row++) marks[numbers[row] ?? NO_TEXT] = 1;
    }
  }

  #grow(): void {
    this.#change(this.times.length * 2, copied);
  }

  #change(capacity: number, move: <T extends Numbers>(from: T, to: T) => T): void {
    this.times = move(this.times, new Float64Array(capacity));
    this.ids = move(this.ids, new Float64Array(capacity));
    this.nanos = move(this.nanos, new Uint16Array(capacity));
    this.users = move(this.users, new Uint32Array(capacity));
    this.addresses = move(this.addresses, new Uint32Array(capacity));
    this.#values = this.#values.map((values) => move(values, new Uint32Array(capacity)));
    if (this.#holders === undefined) return;
    this.#holders = {
      sources: move(this.#holders.sources, new Uint32Array(capacity)),
      identities: move(this.#holders.identities, new Float64Array(capacity)),
    };
  }
}

export function asGroup(number: number): number {
  return number === EMPTY_TEXT ? NO_TEXT : number;
}

function copied<T extends Numbers>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** 1 for each row whose event another exhibit held before: the one with the lower event number. */
function firstHolders(
  rows: number,
  of: (row: number) => Holder & { readonly key: string; readonly id: number },
): { readonly copies: Uint8Array } {
  const first = new Map<string, { id: number; source: number }>();
  const copies = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const { key, id, source, identity } = of(row);
    if (identity === 0) continue;
    const known = first.get(key);
    if (known === undefined || id < known.id) first.set(key, { id, source });
  }
  for (let row = 0; row < rows; row++) {
    const { key, source, identity } = of(row);
    if (identity !== 0 && first.get(key)?.source !== source) copies[row] = 1;
  }
  return { copies };
}
