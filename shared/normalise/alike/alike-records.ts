// Records that are written alike, learned from the records themselves: of one whose like has come
// before, the values of its parts are at hand without taking it apart. Which fields these values are is
// found by reading a record that was made for it, the model, the usual way: nothing is assumed of how
// a format names its fields but which values it hands on as they are.

import { assert } from '../../base/assert.ts';
import { createKeptValues } from './kept-values.ts';
import { cutRecord, MOST_PARTS, NUMBER, type IsFree, type Part } from './cut-record.ts';
import { createPlaces, isOfShape, shapeOf, type RecordShape } from './record-shape.ts';
import type { EventKind, EventParts, EventView, FieldValue } from '../../domain/event.ts';

/** The usual way to an event; `undefined` where the record is none. */
export type ReadEvent = (record: Uint8Array) => EventView | undefined;

/** What the model has in its parts: nothing that a log would hold. */
const MODEL_TEXT = 'part of a model record: ';
const MODEL_NUMBER = 730_100_000_000;

/** Whether a value of a model is one of its parts, or was made of one. */
export function isOfModel(value: FieldValue): boolean {
  if (typeof value === 'string') return value.includes(MODEL_TEXT);
  return typeof value === 'number' && value >= MODEL_NUMBER && value < MODEL_NUMBER + MOST_PARTS;
}

/** Longer records seldom come again in the same shape. */
const LONGEST = 16_384;
const MOST_SHAPES = 48;
const FIRST_LEARNED = 64;
/** Learning takes as long as a few of these save. */
const MET_PER_LEARNED = 8;
/** After so many records it is seen whether shapes have been worth it, and then they rest for longer. */
const TRIAL = 1_024;
const WORTHWHILE_SHARE = 0.25;
const REST = 16_384;
const NOWHERE = -1;

interface Known {
  readonly shape: RecordShape;
  readonly kind: EventKind;
}

/** Of one format, read with one set of options. It is itself what is at hand of the last record. */
export class AlikeRecords implements EventParts {
  readonly #isFree: IsFree;
  readonly #read: ReadEvent;
  readonly #textOf = createKeptValues();
  readonly #places = createPlaces();
  /** The one that was met last comes first. */
  readonly #known: Known[] = [];
  #last: Known | undefined;
  #learned = 0;
  #met = 0;
  #asked = 0;
  #metInTrial = 0;
  #resting = 0;
  bytes: Uint8Array = new Uint8Array(0);
  words: DataView = new DataView(new ArrayBuffer(0));
  begin = 0;
  end = 0;

  constructor(isFree: IsFree, read: ReadEvent) {
    this.#isFree = isFree;
    this.#read = read;
  }

  /**
   * What is at hand of a record that lies between two places; it holds until the next record is asked
   * for. `undefined` where its like has not come before.
   */
  partsOf(bytes: Uint8Array, begin: number, end: number): EventParts | undefined {
    // What was at hand is of another record.
    this.begin = this.end = NOWHERE;
    if (this.#resting > 0) {
      this.#resting -= 1;
      return undefined;
    }
    if (this.bytes !== bytes) {
      this.bytes = bytes;
      this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    if (this.#asked >= TRIAL) this.#judge();
    this.#asked += 1;
    const known = this.#known;
    for (let index = 0; index < known.length; index += 1) {
      const each = known[index];
      if (each === undefined) break;
      if (!isOfShape(each.shape, bytes, this.words, begin, end, this.#places)) continue;
      this.#met += 1;
      this.#metInTrial += 1;
      if (index > 0) known.unshift(...known.splice(index, 1));
      this.#last = each;
      this.begin = begin;
      this.end = end;
      return this;
    }
    return undefined;
  }

  get kind(): EventKind {
    assert(this.#last, 'parts are asked for once a record has some');
    return this.#last.kind;
  }

  get isAscii(): boolean {
    return this.#places.isAscii;
  }

  value(part: number): string | number {
    const { begins, ends } = this.#places;
    const begin = begins[part] ?? 0;
    const end = ends[part] ?? 0;
    return this.#last?.shape.kinds[part] === NUMBER
      ? numberIn(this.bytes, begin, end)
      : this.#textOf(this.bytes, this.words, begin, end);
  }

  #judge(): void {
    if (this.#metInTrial < this.#asked * WORTHWHILE_SHARE) {
      this.#resting = REST;
      this.#known.length = 0;
      this.#learned = 0;
      this.#met = 0;
    }
    this.#asked = this.#metInTrial = 0;
  }

  /** @param event what the record was read as, with its log source in full */
  learn(record: Uint8Array, event: () => EventView): void {
    if (this.#resting > 0 || record.length > LONGEST) return;
    if (this.#learned > FIRST_LEARNED + this.#met / MET_PER_LEARNED) return;
    this.#learned += 1;
    const known = this.#knownOf(record, event());
    if (known === undefined) return;
    this.#known.unshift(known);
    if (this.#known.length > MOST_SHAPES) this.#known.pop();
  }

  #knownOf(record: Uint8Array, event: EventView): Known | undefined {
    const text = asciiOf(record);
    // What is in common to many records is plain; an odd one is read the usual way.
    if (text === undefined || text.includes('\\u') || text.includes(MODEL_TEXT)) return undefined;
    const parts = cutRecord(record, this.#isFree);
    if (parts === undefined || parts.length === 0) return undefined;
    const numbers = parts.map(({ kind }, part) => (kind === NUMBER ? MODEL_NUMBER + part : NaN));
    if (numbers.some((number) => text.includes(String(number)))) return undefined;
    const model = this.#read(modelOf(text, parts));
    if (model === undefined) return undefined;
    const kind: EventKind = {
      model,
      partOf(value) {
        if (typeof value === 'number') {
          const part = value - MODEL_NUMBER;
          return numbers[part] === value ? part : undefined;
        }
        if (typeof value !== 'string' || !value.startsWith(MODEL_TEXT)) return undefined;
        const part = Number(value.slice(MODEL_TEXT.length));
        return value === `${MODEL_TEXT}${String(part)}` ? part : undefined;
      },
      isMadeOfPart: (value) => value.includes(MODEL_TEXT),
    };
    const valueOf = (part: number): FieldValue => {
      const { begin = 0, end = 0 } = parts[part] ?? {};
      return JSON.parse(
        parts[part]?.kind === NUMBER ? text.slice(begin, end) : `"${text.slice(begin, end)}"`,
      ) as FieldValue;
    };
    if (!isAlike(model.fields, event.fields, kind, valueOf)) return undefined;
    if (!isSameSource(model, event)) return undefined;
    return { shape: shapeOf(record, parts), kind };
  }
}

function modelOf(text: string, parts: readonly Part[]): Uint8Array {
  let made = '';
  let behind = 0;
  for (const [index, { kind, begin, end }] of parts.entries()) {
    made += text.slice(behind, begin);
    made += kind === NUMBER ? String(MODEL_NUMBER + index) : `${MODEL_TEXT}${String(index)}`;
    behind = end;
  }
  return new TextEncoder().encode(made + text.slice(behind));
}

/** The bytes as text, where all are ASCII. */
function asciiOf(record: Uint8Array): string | undefined {
  for (const byte of record) if (byte >= 0x80) return undefined;
  return new TextDecoder().decode(record);
}

/** Whether the event is the model with its own values in the parts, as far as that can be seen. */
function isAlike(
  model: FieldValue,
  own: FieldValue | undefined,
  kind: EventKind,
  valueOf: (part: number) => FieldValue,
): boolean {
  const part = kind.partOf(model);
  if (part !== undefined) return own === valueOf(part);
  if (own === undefined) return false;
  if (typeof model !== 'object' || model === null) {
    // What was made of a part is not looked at.
    return model === own || (typeof model === 'string' && kind.isMadeOfPart(model));
  }
  if (typeof own !== 'object' || own === null || Array.isArray(model) !== Array.isArray(own)) {
    return false;
  }
  const keys = Object.keys(model);
  const ownKeys = Object.keys(own);
  return (
    keys.length === ownKeys.length &&
    keys.every(
      (key, index) =>
        ownKeys[index] === key && isAlike(memberOf(model, key), memberOf(own, key), kind, valueOf),
    )
  );
}

function memberOf(value: object, key: string): FieldValue {
  return (value as Readonly<Record<string, FieldValue>>)[key] ?? null;
}

function isSameSource({ logSource: a }: EventView, { logSource: b }: EventView): boolean {
  return a?.product === b?.product && a?.category === b?.category && a?.service === b?.service;
}

const ZERO = 0x30;
const MINUS = 0x2d;

function numberIn(bytes: Uint8Array, begin: number, end: number): number {
  const isNegative = bytes[begin] === MINUS;
  let number = 0;
  for (let at = isNegative ? begin + 1 : begin; at < end; at += 1) {
    number = number * 10 + (bytes[at] ?? ZERO) - ZERO;
  }
  return isNegative ? -number : number;
}
