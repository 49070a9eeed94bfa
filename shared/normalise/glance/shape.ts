// The shape of a JSON object: its fixed parts - all but what is inside of strings that are values, and
// the digits of numbers - and which of the values are wanted.

import type { FieldValue, Fields } from '../../domain/event.ts';
import { beginsNumber, endOfNumber } from './json-number.ts';
import { stringStops } from './string-stops.ts';
import { memberNamed, type WantedMember, type WantedObject } from './wanted.ts';

/** What comes behind a fixed part. */
export const STRING = 1;
export const NUMBER = 2;
const NOTHING = 0;

export interface Shape {
  /** The fixed parts one behind the other. */
  readonly fixed: DataView;
  readonly lengths: Int32Array;
  readonly behind: Int32Array;
  /** How many stops each of them holds. */
  readonly stopsIn: Int32Array;
  readonly wanted: ShapeObject;
  /** By the place of answers: see there. */
  readonly asked: (Asked | undefined)[];
}

export interface ShapeObject {
  /** With a place for each wanted member; those that are always true, false or null have it. */
  readonly constant: Fields;
  /** Members that are strings, and the parts that they stand behind. */
  readonly strings: readonly string[];
  readonly parts: readonly number[];
  /** Members that are objects, and these. */
  readonly names: readonly string[];
  readonly objects: readonly ShapeObject[];
  /** What was made of it last, which may come again. */
  last: Fields | undefined;
}

export const NO_PART = -1;

/** What a shape says of the fields of some answers. */
export interface Asked {
  /** The part that the text of each field stands behind, or NO_PART. */
  readonly parts: Int32Array;
  /** The values of those without one. */
  readonly values: readonly (FieldValue | undefined)[];
  /** Names what is the same in all records of the shape. */
  readonly variant: string;
  /** The first step, as long as the era is the same. */
  step: number;
  era: number;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const SPACE = 0x20;
const WORDS: ReadonlyMap<number, readonly [value: FieldValue, letters: number]> = new Map([
  [0x74, [true, 4]],
  [0x66, [false, 5]],
  [0x6e, [null, 4]],
]);

/** Longer ones are rare, and would take much room. */
const MOST_BYTES = 8_192;
const MOST_PARTS = 512;

interface OpenObject extends ShapeObject {
  readonly name: string;
  readonly wanted: WantedObject;
  readonly constant: Record<string, FieldValue>;
  readonly strings: string[];
  readonly parts: number[];
  readonly names: string[];
  readonly objects: ShapeObject[];
}

/**
 * Of the sound JSON object at `stringStops`, whose wanted members can be read; `undefined` where its
 * stops are not all quotes, a wanted value is a number, or it is big.
 */
export function shapeOf(length: number, root: WantedObject): Shape | undefined {
  if (length > MOST_BYTES) return undefined;
  const { text, stops } = stringStops();
  const parts = createParts(text);
  /** One for each bracket that is open; nothing for a list, and within what is not wanted. */
  const open: (OpenObject | undefined)[] = [];
  let member: WantedMember | undefined;
  let found: ShapeObject | undefined;
  let stop = 0;
  let at = 0;
  while (at < length) {
    const byte = text[at] ?? 0;
    if (byte === QUOTE) {
      const end = stops[stop + 1] ?? length;
      if (text[end] !== QUOTE) return undefined;
      stop += 2;
      if (isName(text, end + 1)) {
        const object = open.at(-1);
        member = object && memberNamed(object.wanted, text, at + 1, end);
        parts.add(at, end + 1, 2);
      } else {
        parts.add(at, at + 1, 1);
        const object = open.at(-1);
        if (member && object) {
          object.strings.push(member.name);
          object.parts.push(parts.count);
        }
        parts.close(STRING);
        parts.add(end, end + 1, 1);
      }
      at = end + 1;
      continue;
    }
    const begin = at;
    at += 1;
    if (byte === OPEN_OBJECT) {
      const inside = open.length === 0 ? root : member?.inside;
      open.push(inside && openObject(member?.name ?? '', inside));
      member = undefined;
    } else if (byte === OPEN_LIST) {
      open.push(undefined);
      member = undefined;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      const closed = open.pop();
      if (closed) {
        if (open.length === 0) found = closed;
        else {
          open.at(-1)?.names.push(closed.name);
          open.at(-1)?.objects.push(closed);
        }
      }
    } else if (beginsNumber(byte)) {
      if (member) return undefined;
      parts.close(NUMBER);
      at = endOfNumber(text, begin);
      if (at < 0) return undefined;
      continue;
    } else if (byte < SPACE) return undefined;
    else {
      const [value, letters] = WORDS.get(byte) ?? [undefined, 1];
      const object = open.at(-1);
      if (value !== undefined && member && object) object.constant[member.name] = value;
      at = begin + letters;
    }
    parts.add(begin, at, 0);
  }
  parts.close(NOTHING);
  if (!found || parts.count > MOST_PARTS) return undefined;
  return { ...parts.taken(), wanted: found, asked: [] };
}

function openObject(name: string, wanted: WantedObject): OpenObject {
  const constant = { ...wanted.empty };
  const last = undefined;
  return { name, wanted, constant, strings: [], parts: [], names: [], objects: [], last };
}

function isName(text: Uint8Array, from: number): boolean {
  let at = from;
  while (text[at] === SPACE) at += 1;
  return text[at] === COLON;
}

function createParts(text: Uint8Array) {
  const fixed: number[] = [];
  const lengths: number[] = [];
  const behind: number[] = [];
  const stopsIn: number[] = [];
  let begin = 0;
  let stops = 0;
  return {
    /** How many are closed. */
    get count() {
      return lengths.length;
    },
    add(from: number, to: number, stopsInside: number): void {
      for (let at = from; at < to; at += 1) fixed.push(text[at] ?? 0);
      stops += stopsInside;
    },
    close(kind: number): void {
      lengths.push(fixed.length - begin);
      behind.push(kind);
      stopsIn.push(stops);
      begin = fixed.length;
      stops = 0;
    },
    taken: () => ({
      fixed: new DataView(Uint8Array.from(fixed).buffer),
      lengths: Int32Array.from(lengths),
      behind: Int32Array.from(behind),
      stopsIn: Int32Array.from(stopsIn),
    }),
  };
}
