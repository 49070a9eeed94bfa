// Records of a log repeat their shape: the same members in the same order, with other values. Of a
// known shape it is known where everything stands, and that all but the values is sound JSON; so a
// record is compared with it byte by byte, and only what is wanted of its values is read.

import type { FieldValue, Fields } from '../../domain/event.ts';
import { isSameRun } from '../byte-runs.ts';
import { endOfNumber } from './json-number.ts';
import { keptTexts, UNNUMBERED } from './kept-texts.ts';
import { NUMBER, shapeOf, STRING, type Shape, type ShapeObject } from './shape.ts';
import { stringStops } from './string-stops.ts';
import type { WantedObject } from './wanted.ts';

export interface Shapes {
  /** The shape of the text at `stringStops`, where it is known. */
  match(length: number, stopCount: number): Shape | undefined;
  // Of the text that was matched last, while it lies there:
  /** The wanted members. */
  fields(shape: Shape): Fields;
  /** The text behind a part. */
  text(part: number): string;
  /** Its number, see KeptTexts. */
  number(part: number): number;
  /** Told of a text that was read in full, while it lies there. */
  learn(length: number, stopCount: number): void;
}

/** Of texts with one number of stops; those seen last come first. */
const MOST_ALIKE = 4;
const MOST_SHAPES = 512;
const FIRST_LEARNED = 256;
/** Learning takes as long as a few of these save. */
const MET_PER_LEARNED = 4;

const QUOTE = 0x22;

export function createShapes(wanted: WantedObject): Shapes {
  const { text, words, stops } = stringStops();
  const byCount = new Map<number, Shape[]>();
  let shapes = 0;
  let learned = 0;
  let met = 0;
  // Where the strings of the text at hand are, by the part that they stand behind.
  let begins = new Int32Array(0);
  let ends = new Int32Array(0);
  // Which of them have a number already: those with the number of the record.
  let numbers = new Int32Array(0);
  let numberedIn = new Float64Array(0);
  let record = 0;
  const texts = keptTexts();

  function isOfShape({ fixed, lengths, behind, stopsIn }: Shape, length: number): boolean {
    let at = 0;
    let from = 0;
    let stop = 0;
    for (let part = 0; part < lengths.length; part += 1) {
      const size = lengths[part] ?? 0;
      if (!isSameRun(words, at, fixed, from, size)) return false;
      at += size;
      from += size;
      stop += stopsIn[part] ?? 0;
      const kind = behind[part];
      if (kind === STRING) {
        // Up to the next stop there is nothing but ASCII without escapes.
        const end = stops[stop] ?? length;
        if (end >= length || text[end] !== QUOTE) return false;
        begins[part] = at;
        ends[part] = end;
        at = end;
      } else if (kind === NUMBER) {
        at = endOfNumber(text, at);
        if (at < 0) return false;
      }
    }
    return at === length;
  }

  /** Who is asking and the like comes again: then the object that was made of it before does. */
  function made(object: ShapeObject): Fields {
    const { last, strings, parts, names, objects } = object;
    const fields: Record<string, FieldValue> = { ...object.constant };
    let isLast = last !== undefined;
    for (let index = 0; index < strings.length; index += 1) {
      const part = parts[index] ?? 0;
      const name = strings[index] ?? '';
      const value = texts.text(begins[part] ?? 0, ends[part] ?? 0);
      fields[name] = value;
      isLast &&= last?.[name] === value;
    }
    for (let index = 0; index < objects.length; index += 1) {
      const inside = objects[index];
      if (inside === undefined) continue;
      const name = names[index] ?? '';
      const value = made(inside);
      fields[name] = value;
      isLast &&= last?.[name] === value;
    }
    if (isLast && last !== undefined) return last;
    object.last = fields;
    return fields;
  }

  return {
    match(length, stopCount) {
      const alike = byCount.get(stopCount);
      if (alike === undefined) return undefined;
      record += 1;
      texts.nextRecord();
      for (let index = 0; index < alike.length; index += 1) {
        const shape = alike[index];
        if (shape === undefined || !isOfShape(shape, length)) continue;
        met += 1;
        if (index > 0) alike.unshift(...alike.splice(index, 1));
        return shape;
      }
      return undefined;
    },
    fields: (shape) => made(shape.wanted),
    text: (part) => texts.text(begins[part] ?? 0, ends[part] ?? 0),
    number(part) {
      if (numberedIn[part] === record) return numbers[part] ?? UNNUMBERED;
      numberedIn[part] = record;
      return (numbers[part] = texts.number(begins[part] ?? 0, ends[part] ?? 0));
    },
    learn(length, stopCount) {
      if (learned > FIRST_LEARNED + met / MET_PER_LEARNED) return;
      learned += 1;
      const shape = shapeOf(length, wanted);
      if (shape === undefined) return;
      if (shapes >= MOST_SHAPES) {
        byCount.clear();
        shapes = 0;
      }
      const alike = byCount.get(stopCount) ?? [];
      byCount.set(stopCount, alike);
      alike.unshift(shape);
      shapes += 1;
      if (alike.length > MOST_ALIKE) {
        alike.pop();
        shapes -= 1;
      }
      if (shape.lengths.length > begins.length) {
        begins = new Int32Array(shape.lengths.length);
        ends = new Int32Array(shape.lengths.length);
        numbers = new Int32Array(shape.lengths.length);
        numberedIn = new Float64Array(shape.lengths.length);
      }
    },
  };
}
