// A quick look at a JSON record: chosen members without the rest, for the columns that every record
// needs on import. What it gives is always what parsing gives; what is unusual it declines, and the
// record is parsed in full.

import type { Fields } from '../../domain/event.ts';
import { createAnswers, type Answers, type AskedRecord, type Worked } from './answers.ts';
import { keptTexts } from './kept-texts.ts';
import type { Shape } from './shape.ts';
import { createShapes, type Shapes } from './shapes.ts';
import { MOST_BYTES, stringStops } from './string-stops.ts';
import { readWhole } from './walk.ts';
import { wantedObject, type Wanted } from './wanted.ts';

/** What a look at a record gave. */
export const DECLINED = 0;
/** It was read: its fields are there, and no more. */
export const READ = 1;
/** It is like another one: answers may be known. */
export const ALIKE = 2;
export type Looked = typeof DECLINED | typeof READ | typeof ALIKE;

export interface JsonGlance {
  /**
   * The wanted members of an object that takes up all of the bytes, `undefined` those that it does not
   * have; nothing where it declines.
   */
  (record: Uint8Array): Fields | undefined;
  /** Puts a record at hand, until the next look at any: for whoever needs not all of it. */
  look(record: Uint8Array): Looked;
  /** The wanted members of the record at hand, unless it was declined. */
  fields(): Fields;
  /** For records that are alike, of wanted members. Made once for many of them. */
  answers<T>(worked: Worked<T>): Answers<T>;
}

export function createJsonGlance(wanted: Wanted): JsonGlance {
  const root = wantedObject(wanted);
  // Made when there is something to look at: most threads never see such a log.
  let shapes: Shapes | undefined;
  let shape: Shape | undefined;
  let fields: Fields | undefined;
  let atHand: AskedRecord | undefined;
  let places = 0;

  function look(record: Uint8Array): Looked {
    const { length } = record;
    shape = undefined;
    fields = undefined;
    atHand = undefined;
    if (length > MOST_BYTES) return DECLINED;
    const found = stringStops();
    found.text.set(record);
    const stopCount = found.find(length);
    shapes ??= createShapes(root);
    shape = shapes.match(length, stopCount);
    if (shape !== undefined) return ALIKE;
    fields = readWhole(root, length);
    if (fields === undefined) return DECLINED;
    shapes.learn(length, stopCount);
    return READ;
  }

  function fieldsAtHand(): Fields {
    if (shape !== undefined) fields ??= shapes?.fields(shape);
    if (fields === undefined) throw new Error('no record is at hand');
    return fields;
  }

  function asked(): AskedRecord {
    if (shape === undefined || shapes === undefined) throw new Error('no record is at hand');
    if (atHand === undefined) {
      const { text, number } = shapes;
      atHand = { shape, text, number, era: keptTexts().era };
    }
    return atHand;
  }

  return Object.assign(
    (record: Uint8Array) => (look(record) === DECLINED ? undefined : fieldsAtHand()),
    {
      look,
      fields: fieldsAtHand,
      answers: <T>(worked: Worked<T>) => createAnswers(worked, places++, asked),
    },
  );
}
