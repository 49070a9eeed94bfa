// Hits of one rule, in columns: some thirty bytes a hit, whatever the events hold. Texts are kept
// once and referred to by number; number 0 is "no such field", number 1 the empty text.

import type { EventView } from '../domain/event.ts';
import { valueText, type FieldReader } from '../match/fields.ts';

export const NO_TEXT = 0;
export const EMPTY_TEXT = 1;

export class Texts {
  readonly #numbers = new Map<string, number>([['', EMPTY_TEXT]]);
  readonly #texts: string[] = ['', ''];

  number(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.length;
      this.#numbers.set(text, number);
      this.#texts.push(text);
    }
    return number;
  }

  /** Empty for "no such field". */
  text(number: number): string {
    return this.#texts[number] ?? '';
  }
}

/** A column that takes its value from the first of its fields that an event has. */
export interface Column {
  readonly name: string;
  readonly fields: readonly string[];
}

const FIRST_CAPACITY = 64;

export class HitTable {
  readonly columns: readonly Column[];
  readonly #reader: FieldReader;
  readonly #texts: Texts;
  readonly #slots: readonly (readonly number[])[];
  length = 0;
  times = new Float64Array(FIRST_CAPACITY);
  nanos = new Uint16Array(FIRST_CAPACITY);
  ids = new Float64Array(FIRST_CAPACITY);
  users = new Uint32Array(FIRST_CAPACITY);
  addresses = new Uint32Array(FIRST_CAPACITY);
  #values: Uint32Array[];
  /** Events without a time: they match, but no window can hold them. */
  readonly undated: number[] = [];

  constructor(columns: readonly Column[], reader: FieldReader, texts: Texts) {
    this.columns = columns;
    this.#reader = reader;
    this.#texts = texts;
    this.#slots = columns.map(({ fields }) => fields.map((field) => reader.slot(field)));
    this.#values = columns.map(() => new Uint32Array(FIRST_CAPACITY));
  }

  /** The reader must have begun the event. @param given a text for the first column instead */
  add(event: EventView, given?: string): void {
    if (event.timeUs === null) {
      this.undated.push(event.id);
      return;
    }
    if (this.length === this.times.length) this.#grow();
    const row = this.length++;
    this.times[row] = event.timeUs;
    this.nanos[row] = event.nanos;
    this.ids[row] = event.id;
    const user = event.ecs['user.name'];
    const address = event.ecs['source.ip'];
    this.users[row] = user === undefined ? NO_TEXT : this.#texts.number(user);
    this.addresses[row] = address === undefined ? NO_TEXT : this.#texts.number(address);
    for (let column = 0; column < this.#slots.length; column++) {
      const values = this.#values[column];
      if (values === undefined) continue;
      values[row] =
        column === 0 && given !== undefined
          ? this.#texts.number(given)
          : this.#firstOf(this.#slots[column] ?? []);
    }
  }

  /** The first text that says something, else the empty text where there is one. */
  #firstOf(slots: readonly number[]): number {
    let number = NO_TEXT;
    for (const slot of slots) {
      const values = this.#reader.values(slot);
      if (values === undefined) continue;
      for (const value of values) {
        const text = valueText(value);
        if (text !== undefined && text !== '') return this.#texts.number(text);
        if (text === '') number = EMPTY_TEXT;
      }
    }
    return number;
  }

  /** Number of the text, NO_TEXT where the event has no such field. */
  value(column: number, row: number): number {
    return this.#values[column]?.[row] ?? NO_TEXT;
  }

  /** The same for grouping: an empty text and no field at all are one group, the empty one. */
  groupValue(column: number, row: number): number {
    return asGroup(this.value(column, row));
  }

  /** Leaves out the rows without a mark and gives their memory back. */
  keepOnly(marks: Uint8Array): void {
    let kept = 0;
    for (let row = 0; row < this.length; row++) if (marks[row] === 1) kept++;
    const capacity = Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(kept + 1)));
    const some = <T extends Float64Array | Uint16Array | Uint32Array>(from: T, to: T): T => {
      let at = 0;
      for (let row = 0; row < this.length; row++) if (marks[row] === 1) to[at++] = from[row] ?? 0;
      return to;
    };
    this.times = some(this.times, new Float64Array(capacity));
    this.ids = some(this.ids, new Float64Array(capacity));
    this.nanos = some(this.nanos, new Uint16Array(capacity));
    this.users = some(this.users, new Uint32Array(capacity));
    this.addresses = some(this.addresses, new Uint32Array(capacity));
    this.#values = this.#values.map((values) => some(values, new Uint32Array(capacity)));
    this.length = kept;
  }

  #grow(): void {
    const capacity = this.times.length * 2;
    this.times = copied(this.times, new Float64Array(capacity));
    this.ids = copied(this.ids, new Float64Array(capacity));
    this.nanos = copied(this.nanos, new Uint16Array(capacity));
    this.users = copied(this.users, new Uint32Array(capacity));
    this.addresses = copied(this.addresses, new Uint32Array(capacity));
    this.#values = this.#values.map((values) => copied(values, new Uint32Array(capacity)));
  }
}

export function asGroup(number: number): number {
  return number === EMPTY_TEXT ? NO_TEXT : number;
}

function copied<T extends Float64Array | Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
