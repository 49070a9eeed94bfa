// The values of one field, or of whole events, against all literals that rules look for in them. What
// a value has shown is noted with it, as most fields of a log repeat theirs.

import { valueText, type FieldReader } from '../match/fields.ts';
import type { EventParts } from '../domain/event.ts';
import { RunSearch } from '../match/run-search.ts';
import { LiteralIndex, type Literal } from '../match/literal-index.ts';

const NOT_MADE = Symbol('not made yet');

/** Calls for rules, by position; some perhaps more than once. */
export type Visit = (position: number) => void;

export class ValueScanner {
  /** Made when it is asked: many fields are in no event. */
  #index: LiteralIndex | undefined;
  readonly #literals: readonly Literal[];
  readonly #reader: FieldReader;
  readonly #slot: number | undefined;
  /** What the notes of values know this search by. */
  readonly #number: number;
  /** Of whole records. */
  #search: RunSearch | undefined | typeof NOT_MADE = NOT_MADE;

  /** @param slot the field; all values of the event without one */
  constructor(literals: readonly Literal[], reader: FieldReader, slot: number | undefined) {
    this.#literals = literals;
    this.#reader = reader;
    this.#slot = slot;
    this.#number = slot === undefined ? 0 : reader.nextSearch(slot);
  }

  isFor(literals: readonly Literal[]): boolean {
    return (
      literals.length === this.#literals.length &&
      literals.every((literal, i) => {
        const own = this.#literals[i];
        return (
          own?.text === literal.text &&
          own.id === literal.id &&
          own.start === literal.start &&
          own.end === literal.end
        );
      })
    );
  }

  /** Over the event that the reader has begun. */
  scan(visit: Visit): void {
    const slot = this.#slot;
    if (slot === undefined) {
      const index = this.#made();
      if (this.#isIn(this.#reader.unread(), index) === false) return;
      this.#reader.eachValue((value) => {
        if (typeof value !== 'string' && !index.isOfNumbers) return;
        const text = typeof value === 'string' ? value : String(value);
        if (!index.isTooShort(text)) index.scan(text, visit);
      });
      return;
    }
    const notes = this.#reader.notes(slot);
    if (notes !== undefined) {
      const [text] = notes.folded;
      const found = notes.found(this.#number) ?? notes.keepFound(this.#number, this.#findIn(text));
      for (let i = 0; i < found.length; i++) visit(found[i] ?? 0);
      return;
    }
    for (const value of this.#reader.values(slot) ?? []) {
      const text = typeof value === 'string' ? value : valueText(value);
      if (text !== undefined) this.#scanText(text, visit);
    }
  }

  /** `undefined` where only the values themselves tell. */
  #isIn(record: EventParts | undefined, index: LiteralIndex): boolean | undefined {
    // Numbers may be written otherwise than their texts.
    if (record?.isAscii !== true || index.isOfNumbers) return undefined;
    if (this.#search === NOT_MADE) {
      this.#search = RunSearch.of(this.#literals.map(({ text }) => text));
    }
    return this.#search?.mayOccur(record);
  }

  #scanText(text: string, visit: Visit): void {
    const index = this.#made();
    if (!index.isTooShort(text)) index.scan(text, visit);
  }

  #made(): LiteralIndex {
    return (this.#index ??= new LiteralIndex(this.#literals));
  }

  #findIn(text: string): readonly number[] {
    const found = new Set<number>();
    this.#scanText(text, (id) => found.add(id));
    return [...found];
  }
}
