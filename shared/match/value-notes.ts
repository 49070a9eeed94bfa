// What is known of a field's values from their earlier occurrences: logs repeat most of what they say,
// and a value that was folded, searched and tested once need not be again. Holds nothing that depends
// on the event around a value. A field that does not repeat itself is left alone.

import type { FieldValue } from '../domain/event.ts';
import { foldAnew } from './fold.ts';

const UNASKED = 0;
const NO = 1;
const YES = 2;

/** Two bits each, eight to a number: small numbers in lists are kept where they are quickest made. */
const ANSWERS_SHIFT = 3;
const ANSWERS_MASK = (1 << ANSWERS_SHIFT) - 1;
const NOTHING: readonly number[] = [];

/** One value of one field. */
export class ValueNotes {
  /** The value folded, in a list as fields have values. */
  readonly folded: readonly [string];
  #answers: number[] | undefined;
  #found: (readonly number[] | undefined)[] | undefined;

  constructor(value: string | number | boolean) {
    this.folded = [foldAnew(typeof value === 'string' ? value : String(value))];
  }

  /** What a test said of the value; `undefined` where it was not asked. @param test its number */
  answer(test: number): boolean | undefined {
    const several = this.#answers?.[test >>> ANSWERS_SHIFT];
    if (several === undefined) return undefined;
    const answer = (several >>> ((test & ANSWERS_MASK) * 2)) & 3;
    return answer === UNASKED ? undefined : answer === YES;
  }

  keepAnswer(test: number, matches: boolean): boolean {
    const answers = (this.#answers ??= []);
    const place = test >>> ANSWERS_SHIFT;
    while (answers.length <= place) answers.push(0);
    const shift = (test & ANSWERS_MASK) * 2;
    answers[place] = ((answers[place] ?? 0) & ~(3 << shift)) | ((matches ? YES : NO) << shift);
    return matches;
  }

  /** What a search found in the value; `undefined` where it was not made. @param search its number */
  found(search: number): readonly number[] | undefined {
    return this.#found?.[search];
  }

  keepFound(search: number, ids: readonly number[]): readonly number[] {
    (this.#found ??= [])[search] = ids.length === 0 ? NOTHING : ids;
    return ids;
  }
}

/** Values of one generation; there are two. */
const GENERATION = 1_024;
/** Longer values seldom come again. */
const LONGEST = 512;
/** After so many values it is seen whether remembering them has been worth it. */
const TRIAL = 2_048;
const WORTHWHILE_SHARE = 0.4;
/** So many more pass before it is tried again. */
const REST = 100_000;

/** The values of one field. */
export class ValueBook {
  #young = new Map<string | number | boolean, ValueNotes>();
  #old = new Map<string | number | boolean, ValueNotes>();
  /** The value asked for last: some fields say the same for long, and that is soon seen. */
  #last: ValueNotes | undefined;
  #lastValue: FieldValue | undefined;
  #asked = 0;
  #known = 0;
  #resting = 0;

  /** `undefined` where nothing is remembered of the value. */
  of(value: FieldValue): ValueNotes | undefined {
    if (this.#resting > 0) {
      this.#resting--;
      return undefined;
    }
    if (value === this.#lastValue && this.#last !== undefined) {
      this.#asked++;
      this.#known++;
      return this.#last;
    }
    if (value === null || typeof value === 'object') return undefined;
    if (typeof value === 'string' && value.length > LONGEST) return undefined;
    this.#asked++;
    let notes = this.#young.get(value);
    if (notes !== undefined) {
      this.#known++;
      this.#lastValue = value;
      this.#last = notes;
      return notes;
    }
    if (this.#asked >= TRIAL) {
      const share = this.#known / this.#asked;
      this.#asked = this.#known = 0;
      if (share < WORTHWHILE_SHARE) {
        this.#rest();
        return undefined;
      }
    }
    notes = this.#old.get(value);
    if (notes === undefined) notes = new ValueNotes(value);
    else this.#known++;
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(value, notes);
    this.#lastValue = value;
    this.#last = notes;
    return notes;
  }

  #rest(): void {
    this.#resting = REST;
    this.#young = new Map();
    this.#old = new Map();
    this.#last = undefined;
  }
}
