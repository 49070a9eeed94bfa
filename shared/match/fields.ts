// How a rule or a query reaches the values of an event by a field's name. Original fields come first,
// under the very name, then as a dotted path, then without regard to case and spaces; the normalised
// columns come last. Refuses to coerce: values are handed over as the record has them.

import type { FieldIndex } from './field-index.ts';
import { foldAnew } from './fold.ts';
import { ValueBook, type ValueNotes } from './value-notes.ts';
import type { EventParts, EventView, Fields, FieldValue } from '../domain/event.ts';

interface FieldName {
  readonly name: string;
  readonly normalised: string;
  readonly segments: readonly string[];
  readonly normalisedSegments: readonly string[];
}

const NAME_LIMIT = 20_000;
/** Longer names are not remembered. */
const NAME_LENGTH_LIMIT = 256;
const names = new Map<string, FieldName>();
const normalisedKeys = new Map<string, string>();

/** How names are compared: without regard to case and spaces. */
export function normaliseName(key: string): string {
  const known = normalisedKeys.get(key);
  if (known !== undefined) return known;
  const normalised = key.toLowerCase().replaceAll(' ', '');
  if (key.length > NAME_LENGTH_LIMIT) return normalised;
  if (normalisedKeys.size >= NAME_LIMIT) normalisedKeys.clear();
  normalisedKeys.set(key, normalised);
  return normalised;
}

function fieldName(name: string): FieldName {
  const known = names.get(name);
  if (known !== undefined) return known;
  const segments = name.split('.');
  const made: FieldName = {
    name,
    normalised: normaliseName(name),
    segments,
    normalisedSegments: segments.map(normaliseName),
  };
  if (names.size >= NAME_LIMIT) names.clear();
  names.set(name, made);
  return made;
}

/** Values under a field; an array counts as its elements. `undefined`: there is no such field. */
export function fieldValues(event: EventView, field: string): readonly FieldValue[] | undefined {
  const direct = event.fields[field];
  if (direct !== undefined && Object.hasOwn(event.fields, field)) return spread(direct);
  const name = fieldName(field);
  const found: FieldValue[] = [];
  if (collect(event.fields, name.segments, 0, false, found)) return found;
  const loose = keyLike(event.fields, name.normalised);
  if (loose !== undefined) return spread(event.fields[loose] ?? null);
  if (collect(event.fields, name.normalisedSegments, 0, true, found)) return found;
  if (!Object.hasOwn(event.ecs, name.normalised) || speaksFor(event, name)) return undefined;
  const column = (event.ecs as Readonly<Record<string, string | undefined>>)[name.normalised];
  return column === undefined ? undefined : [column];
}

/**
 * Whether a record of no known product has the field's own object, and in it no such field: what was
 * taken for the column from something else there would then be a field that the record has not.
 */
function speaksFor({ fields, logSource }: EventView, { normalisedSegments }: FieldName): boolean {
  if (logSource !== undefined || normalisedSegments.length < 2) return false;
  const key = keyLike(fields, normalisedSegments[0] ?? '');
  const own = key === undefined ? null : (fields[key] ?? null);
  return typeof own === 'object' && own !== null;
}

function keyLike(fields: Fields, normalised: string): string | undefined {
  for (const key in fields) {
    if (normaliseName(key) === normalised && Object.hasOwn(fields, key)) return key;
  }
  return undefined;
}

/** True where the path leads to at least one value; those are added to `found`. */
function collect(
  value: FieldValue,
  segments: readonly string[],
  from: number,
  loose: boolean,
  found: FieldValue[],
): boolean {
  if (from === segments.length) {
    for (const each of spread(value)) found.push(each);
    return true;
  }
  if (typeof value !== 'object' || value === null) return false;
  if (isList(value)) {
    let any = false;
    const index = Number(segments[from]);
    if (Number.isInteger(index) && index >= 0 && index < value.length) {
      any = collect(value[index] ?? null, segments, from + 1, loose, found);
    }
    for (const element of value) {
      if (collect(element, segments, from, loose, found)) any = true;
    }
    return any;
  }
  // A key may itself hold dots: the shortest split that leads somewhere wins.
  let key = '';
  for (let to = from + 1; to <= segments.length; to++) {
    key = to === from + 1 ? (segments[from] ?? '') : `${key}.${segments[to - 1] ?? ''}`;
    const actual = loose ? keyLike(value, key) : Object.hasOwn(value, key) ? key : undefined;
    if (actual === undefined) continue;
    if (collect(value[actual] ?? null, segments, to, loose, found)) return true;
  }
  return false;
}

function isList(
  value: readonly FieldValue[] | { readonly [key: string]: FieldValue },
): value is readonly FieldValue[] {
  return Array.isArray(value);
}

/** An empty array is present without a value, which is what null means. */
const NOTHING: readonly FieldValue[] = [null];

function spread(value: FieldValue): readonly FieldValue[] {
  if (typeof value !== 'object' || value === null || !isList(value)) return [value];
  if (value.length === 0) return NOTHING;
  return value.some((element) => Array.isArray(element)) ? value.flatMap(spread) : value;
}

/** Calls `visit` with every scalar of the event, until it answers true; field names are not values. */
export function someValue(
  event: EventView,
  visit: (value: string | number | boolean) => boolean,
): boolean {
  if (someWithin(event.fields, visit)) return true;
  return rawIsPlainText(event) && visit(event.raw);
}

export function allValues(event: EventView): readonly (string | number | boolean)[] {
  const values: (string | number | boolean)[] = [];
  eachWithin(event.fields, (value) => values.push(value));
  if (rawIsPlainText(event)) values.push(event.raw);
  return values;
}

/** As `someWithin`, to the end: this is asked of every event. */
function eachWithin(value: FieldValue, visit: (value: string | number | boolean) => void): void {
  if (value === null) return;
  if (typeof value !== 'object') visit(value);
  else if (isList(value))
    for (let i = 0; i < value.length; i++) eachWithin(value[i] ?? null, visit);
  // A loop over the keys that looks each of them up at once is what engines are quickest at.
  else for (const key in value) eachWithin(value[key] ?? null, visit);
}

function someWithin(
  value: FieldValue,
  visit: (value: string | number | boolean) => boolean,
): boolean {
  if (value === null) return false;
  if (typeof value !== 'object') return visit(value);
  const list = isList(value) ? value : Object.values(value);
  for (let i = 0; i < list.length; i++) if (someWithin(list[i] ?? null, visit)) return true;
  return false;
}

/** JSON's own text would make field names findable; a plain line has no other place for its words. */
function rawIsPlainText(event: EventView): boolean {
  if (event.isJson === true) return false;
  const first = event.raw.trimStart().charAt(0);
  return first !== '' && first !== '{' && first !== '[';
}

/** A value as text: an object as its compact JSON, null as nothing. */
export function valueText(value: FieldValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Field access for many questions about one event: each field is looked up once, however many rules
 * ask for it, and folded at most once. What its values have shown is remembered over many events.
 */
export class FieldReader {
  readonly #slots = new Map<string, number>();
  readonly #fields: string[] = [];
  readonly #books: ValueBook[] = [];
  readonly #tests: number[] = [];
  readonly #searches: number[] = [];
  readonly #values: (readonly FieldValue[] | undefined)[] = [];
  readonly #epochs: number[] = [];
  readonly #notes: (ValueNotes | undefined)[] = [];
  readonly #notesEpochs: number[] = [];
  readonly #folded: (readonly (string | undefined)[])[] = [];
  readonly #foldedEpochs: number[] = [];
  #all: EventTexts | undefined;
  #epoch = 0;
  #event: EventView | undefined;
  #index: FieldIndex | undefined;

  /** A number that stands for the field from now on. */
  slot(field: string): number {
    const known = this.#slots.get(field);
    if (known !== undefined) return known;
    const slot = this.#fields.length;
    this.#slots.set(field, slot);
    this.#fields.push(field);
    this.#books.push(new ValueBook());
    this.#tests.push(0);
    this.#searches.push(0);
    this.#values.push(undefined);
    this.#epochs.push(-1);
    this.#notes.push(undefined);
    this.#notesEpochs.push(-1);
    this.#folded.push(NO_TEXTS);
    this.#foldedEpochs.push(-1);
    return slot;
  }

  field(slot: number): string {
    return this.#fields[slot] ?? '';
  }

  /** A number that the field's notes know one more test by. */
  nextTest(slot: number): number {
    const number = this.#tests[slot] ?? 0;
    this.#tests[slot] = number + 1;
    return number;
  }

  /** The same for a search for literals. */
  nextSearch(slot: number): number {
    const number = this.#searches[slot] ?? 0;
    this.#searches[slot] = number + 1;
    return number;
  }

  /** @param index has read the event: a field that it knows and did not find is not there */
  begin(event: EventView, index?: FieldIndex): void {
    this.#event = event;
    this.#index = index;
    this.#all = undefined;
    this.#epoch++;
  }

  values(slot: number): readonly FieldValue[] | undefined {
    if (this.#epochs[slot] === this.#epoch) return this.#values[slot];
    const values = this.#valuesAt(slot);
    this.#values[slot] = values;
    this.#epochs[slot] = this.#epoch;
    return values;
  }

  #valuesAt(slot: number): readonly FieldValue[] | undefined {
    const atHand = this.#index?.atHand(slot);
    if (atHand !== undefined) return atHand;
    const direct = this.#index?.direct(slot);
    if (direct !== undefined) return spread(direct);
    const field = this.#fields[slot];
    if (this.#event === undefined || field === undefined) return undefined;
    return this.#index?.isAbsent(slot) === true ? undefined : fieldValues(this.#event, field);
  }

  /** Of a field with one value that may have come before; `undefined` of all others. */
  notes(slot: number): ValueNotes | undefined {
    if (this.#notesEpochs[slot] === this.#epoch) return this.#notes[slot];
    const values = this.values(slot);
    const notes = values?.length === 1 ? this.#books[slot]?.of(values[0] ?? null) : undefined;
    this.#notes[slot] = notes;
    this.#notesEpochs[slot] = this.#epoch;
    return notes;
  }

  /** The values as folded texts, in their order; null has none. Empty where there is no such field. */
  folded(slot: number): readonly (string | undefined)[] {
    if (this.#foldedEpochs[slot] === this.#epoch) return this.#folded[slot] ?? NO_TEXTS;
    const folded = this.notes(slot)?.folded ?? this.values(slot)?.map(foldedText) ?? NO_TEXTS;
    this.#folded[slot] = folded;
    this.#foldedEpochs[slot] = this.#epoch;
    return folded;
  }

  /** The record, where the event has not been read and that may not be needed. */
  unread(): EventParts | undefined {
    return this.#event?.parts;
  }

  /** Every scalar of the event, as `someValue` finds them. */
  all(): EventTexts {
    return (this.#all ??= new EventTexts(this.#event));
  }

  /** The same one by one, where most of them are of no interest. */
  eachValue(visit: (value: string | number | boolean) => void): void {
    if (this.#event === undefined) return;
    eachWithin(this.#event.fields, visit);
    if (rawIsPlainText(this.#event)) visit(this.#event.raw);
  }
}

/** All scalars of one event, read once for every question about them. */
export class EventTexts {
  readonly values: readonly (string | number | boolean)[];
  #folded: readonly string[] | undefined;

  constructor(event: EventView | undefined) {
    this.values = event === undefined ? [] : allValues(event);
  }

  get folded(): readonly string[] {
    return (this.#folded ??= this.values.map((value) => foldAnew(String(value))));
  }
}

const NO_TEXTS: readonly (string | undefined)[] = [];

function foldedText(value: FieldValue): string | undefined {
  const text = typeof value === 'string' ? value : valueText(value);
  return text === undefined ? undefined : foldAnew(text);
}
