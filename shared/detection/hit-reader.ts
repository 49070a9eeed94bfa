// Takes out of an event what is kept of a hit: its time, who and where from, and the values that
// correlations, groups and baselines of the rule ask for.

import { EMPTY_TEXT, NO_TEXT, type Column, type HitTable, type Texts } from './hit-table.ts';
import type { EventView } from '../domain/event.ts';
import { valueText, type FieldReader } from '../match/fields.ts';

export class HitReader {
  readonly #columns: ReadonlyMap<number, readonly Column[]>;
  readonly #reader: FieldReader;
  readonly #entities: boolean;
  readonly #slots = new Map<number, readonly (readonly number[])[]>();

  /**
   * @param columns of each rule, by its index
   * @param entities whether the person and the address of each hit are kept
   */
  constructor(
    columns: ReadonlyMap<number, readonly Column[]>,
    reader: FieldReader,
    entities: boolean,
  ) {
    this.#columns = columns;
    this.#reader = reader;
    this.#entities = entities;
  }

  /** The reader must have begun the event. @param given a text for the first column instead */
  add(index: number, table: HitTable, texts: Texts, event: EventView, given?: string): void {
    if (event.timeUs === null) {
      table.addUndated(event.id);
      return;
    }
    const user = this.#entities ? event.ecs['user.name'] : undefined;
    const address = this.#entities ? event.ecs['source.ip'] : undefined;
    const row = table.add(
      event.timeUs,
      event.nanos,
      event.id,
      user === undefined ? NO_TEXT : texts.number(user),
      address === undefined ? NO_TEXT : texts.number(address),
    );
    this.#slotsOf(index).forEach((slots, column) => {
      const number =
        column === 0 && given !== undefined ? texts.number(given) : this.#firstOf(slots, texts);
      table.set(column, row, number);
    });
  }

  #slotsOf(index: number): readonly (readonly number[])[] {
    let slots = this.#slots.get(index);
    if (slots === undefined) {
      const columns = this.#columns.get(index) ?? [];
      slots = columns.map(({ fields }) => fields.map((field) => this.#reader.slot(field)));
      this.#slots.set(index, slots);
    }
    return slots;
  }

  /** The first text that says something, else the empty text where there is one. */
  #firstOf(slots: readonly number[], texts: Texts): number {
    let number = NO_TEXT;
    for (const slot of slots) {
      const values = this.#reader.values(slot);
      if (values === undefined) continue;
      for (const value of values) {
        const text = valueText(value);
        if (text !== undefined && text !== '') return texts.number(text);
        if (text === '') number = EMPTY_TEXT;
      }
    }
    return number;
  }
}
