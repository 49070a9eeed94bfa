// What is worked out from a few fields comes out the same whenever these have the same values: answers
// are found again by the bytes of a record, without a text or an object being made. Nobody says which
// fields an answer depends on: those that were looked at while it was worked out are what it is found
// by, in the order in which they were looked at.

import type { Fields, FieldValue } from '../../domain/event.ts';
import { isFields } from '../field-path.ts';
import { UNNUMBERED } from './kept-texts.ts';
import { NO_PART, type Asked, type Shape, type ShapeObject } from './shape.ts';

/** A path of names, one within the other. */
export type FieldPath = readonly string[];
/** The value of one of some fields, by its place among them. */
export type ValueOf = (field: number) => FieldValue | undefined;

/** What comes of the values of some fields, and of nothing else. */
export interface Worked<T> {
  readonly from: readonly FieldPath[];
  readonly value: (valueOf: ValueOf) => T;
}

export interface Answers<T> {
  /**
   * Number of the answer for the record at hand, to be found under it in `given`. The same number
   * means the same answer as long as `era` is the same, but for UNKEPT.
   */
  number(): number;
  readonly given: readonly T[];
  /** Asked after the number. */
  readonly era: number;
  /** For whoever works them out otherwise from here on. */
  forget(): void;
}

/** All numbers are below. */
export const MOST_ANSWERS = 4_096;
/** Number of an answer that is not found again. */
export const UNKEPT = MOST_ANSWERS - 1;

/** The record at hand. */
export interface AskedRecord {
  readonly shape: Shape;
  /** The text behind a part of its shape. */
  text(part: number): string;
  /** Its number, see KeptTexts. */
  number(part: number): number;
  /** Numbers of another era mean other texts. */
  readonly era: number;
}

/** A step is a field to look at when above, and an answer when below. */
const UNKNOWN = 0;
/** So many answers looked for in vain, and fewer found meanwhile: so many more are not looked for. */
const WATCHED = 512;
const PASSED = 8_192;
const MOST_EDGES = 2 * MOST_ANSWERS;
const SLOTS = 2 * MOST_EDGES;

/** @param place of these answers among those of one glance */
export function createAnswers<T>(
  { from, value }: Worked<T>,
  place: number,
  atHand: () => AskedRecord,
): Answers<T> {
  // From a step, by the number of the text that was looked at, to the next one.
  const steps = new Int32Array(SLOTS);
  const numbers = new Int32Array(SLOTS);
  const nexts = new Int32Array(SLOTS);
  let edges = 0;
  /** Which field is looked at in a step. */
  const fields: number[] = [];
  const firsts = new Map<string, number>();
  const given: T[] = [];
  let kept = 0;
  let era = 0;
  let textEra = 0;

  function forget(): void {
    steps.fill(0);
    edges = 0;
    fields.length = 1;
    firsts.clear();
    given.length = 0;
    kept = 0;
    era += 1;
  }

  function askedOf(shape: Shape): Asked {
    const told = from.map((path) => toldOf(shape.wanted, path));
    const asked = {
      parts: Int32Array.from(told, ({ part }) => part ?? NO_PART),
      values: told.map((each) => each.value),
      variant: JSON.stringify(told.map(signOf)),
      step: UNKNOWN,
      era: -1,
    };
    shape.asked[place] = asked;
    return asked;
  }

  /** The slot of an edge, or that where it belongs. */
  function slotOf(step: number, number: number): number {
    let slot = hashOf(step, number);
    for (;;) {
      const other = steps[slot];
      if (other === UNKNOWN || (other === step && numbers[slot] === number)) return slot;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  // Of what hardly ever comes again nothing is kept: the answer is worked out each time.
  let found = 0;
  let missed = 0;
  let toPass = 0;
  let record: AskedRecord | undefined;
  let asked: Asked | undefined;
  const valueAtHand: ValueOf = (field) => {
    const part = asked?.parts[field] ?? NO_PART;
    return part === NO_PART ? asked?.values[field] : record?.text(part);
  };

  function passedOver(): number {
    toPass -= 1;
    given[UNKEPT] = value(valueAtHand);
    return UNKEPT;
  }

  /** Whether it is better not to look for a while. */
  function isInVain(): boolean {
    missed += 1;
    if (missed < WATCHED) return false;
    if (found < WATCHED) toPass = PASSED;
    found = 0;
    missed = 0;
    return toPass > 0;
  }

  function workedOut(record: AskedRecord, asked: Asked): number {
    const { parts, values, variant } = asked;
    const looked: number[] = [];
    const answer = value((field) => {
      const part = parts[field] ?? NO_PART;
      if (part === NO_PART) return values[field];
      if (!looked.includes(field)) looked.push(field);
      return record.text(part);
    });
    if (looked.some((field) => record.number(parts[field] ?? 0) === UNNUMBERED)) {
      given[UNKEPT] = answer;
      return UNKEPT;
    }
    if (kept >= UNKEPT || edges + looked.length > MOST_EDGES) forget();
    const number = kept;
    given[number] = answer;
    kept += 1;
    let step = (asked.step = firsts.get(variant) ?? UNKNOWN);
    asked.era = era;
    let slot = -1;
    for (const field of looked) {
      if (step === UNKNOWN) {
        step = fields.push(field) - 1;
        reached(slot, step, asked);
      }
      const text = record.number(parts[field] ?? 0);
      slot = slotOf(step, text);
      if (steps[slot] === UNKNOWN) {
        edges += 1;
        steps[slot] = step;
        numbers[slot] = text;
        nexts[slot] = UNKNOWN;
      }
      step = nexts[slot] ?? UNKNOWN;
    }
    reached(slot, -1 - number, asked);
    return number;
  }

  function reached(slot: number, step: number, asked: Asked): void {
    if (slot >= 0) nexts[slot] = step;
    else {
      firsts.set(asked.variant, step);
      asked.step = step;
    }
  }

  fields.push(0);
  return {
    given,
    forget,
    get era() {
      return era;
    },
    number() {
      record = atHand();
      if (record.era !== textEra) {
        textEra = record.era;
        forget();
      }
      asked = record.shape.asked[place] ?? askedOf(record.shape);
      if (toPass > 0) return passedOver();
      if (asked.era !== era) {
        asked.step = firsts.get(asked.variant) ?? UNKNOWN;
        asked.era = era;
      }
      let { step } = asked;
      while (step > 0) {
        const number = record.number(asked.parts[fields[step] ?? 0] ?? 0);
        if (number === UNNUMBERED) break;
        const slot = slotOf(step, number);
        if (steps[slot] === UNKNOWN) break;
        step = nexts[slot] ?? UNKNOWN;
      }
      if (step >= 0) return isInVain() ? passedOver() : workedOut(record, asked);
      found += 1;
      return -1 - step;
    },
  };
}

function hashOf(step: number, number: number): number {
  const hash = Math.imul(number ^ Math.imul(step, 0x85ebca6b), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

/** What is the same in all records of a shape; nothing is other than null. */
function signOf({ part, value }: Told): unknown {
  if (part !== undefined) return 'text';
  return value === undefined ? 'none' : [value];
}

/** Where the text of a field stands in all records of a shape, or else what it is in all of them. */
interface Told {
  readonly part?: number;
  readonly value?: FieldValue | undefined;
}

function toldOf(wanted: ShapeObject, path: FieldPath): Told {
  let object = wanted;
  for (const [level, name] of path.entries()) {
    const isLast = level === path.length - 1;
    const string = object.strings.indexOf(name);
    if (string >= 0) return isLast ? { part: object.parts[string] ?? 0 } : {};
    const inside = object.objects[object.names.indexOf(name)];
    if (inside === undefined) return isLast ? { value: object.constant[name] } : {};
    object = inside;
  }
  // Fields that are looked at are no objects.
  return {};
}

/** In fields that were read. */
export function valueAt(fields: Fields, path: FieldPath): FieldValue | undefined {
  let value: FieldValue | undefined = fields;
  for (const name of path) {
    if (!isFields(value)) return undefined;
    value = value[name];
  }
  return value;
}
