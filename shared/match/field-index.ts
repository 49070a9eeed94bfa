// Which of many fields an event can have at all, found by walking its keys once: the cost grows with
// the keys of the event, not with the fields that rules ask for. Never leaves out a field that
// `fieldValues` would find; whether one that is named here has a value is left to that.

import { normaliseName } from './fields.ts';
import { kindFields, NOWHERE, SAME_IN_ALL, TO_BE_READ, type KindFields } from './kind-fields.ts';
import {
  ECS_COLUMNS,
  type EcsColumn,
  type EventKind,
  type EventParts,
  type EventView,
  type FieldValue,
} from '../domain/event.ts';

interface PathNode {
  readonly children: Map<string, PathNode>;
  /** Keys as events spell them, and where they lead. */
  readonly spellings: Map<string, PathNode | null>;
  /** Fields whose path ends here. */
  readonly slots: number[];
  /** Children that are numbers lead into arrays. */
  readonly places: { readonly index: number; readonly child: PathNode }[];
  /** Keys in the order in which an object had them last, and where they lead: most have them alike. */
  readonly keys: string[];
  readonly leads: (PathNode | null)[];
}

const SPELLINGS_LIMIT = 20_000;
const SPELLING_LENGTH_LIMIT = 256;
/** Keys that are remembered in their order. */
const MOST_KEYS = 256;
/** Below this every field of the branch counts as possible. */
const DEEPEST = 200;

export class FieldIndex {
  readonly #root = makeNode();
  readonly #columns: { readonly column: EcsColumn; readonly slot: number }[] = [];
  readonly #stamps: Uint32Array;
  readonly #known: Uint8Array;
  readonly #names: string[] = [];
  /** What the event has under the very name of a field, and of which event that is. */
  readonly #direct: (FieldValue | undefined)[] = [];
  readonly #directStamps: Uint32Array;
  #stamp = 0;
  #found: number[] = [];
  readonly #kinds = new WeakMap<EventKind, KindFields>();
  /** Of the event that was read last, where it has a kind. */
  #parts: EventParts | undefined;
  #kind: KindFields | undefined;

  /** @param fields with the numbers that a reader gave them */
  constructor(fields: readonly { readonly slot: number; readonly field: string }[]) {
    const size = fields.reduce((most, { slot }) => Math.max(most, slot + 1), 0);
    this.#stamps = new Uint32Array(size);
    this.#known = new Uint8Array(size);
    this.#directStamps = new Uint32Array(size);
    for (let slot = 0; slot < size; slot++) {
      this.#names.push('');
      this.#direct.push(undefined);
    }
    for (const { slot, field } of fields) {
      if (this.#known[slot] === 1) continue;
      this.#known[slot] = 1;
      this.#names[slot] = field;
      const name = normaliseName(field);
      let node = this.#root;
      for (const segment of name.split('.')) node = childOf(node, segment);
      node.slots.push(slot);
      const column = ECS_COLUMNS.find((each) => each === name);
      if (column !== undefined) this.#columns.push({ column, slot });
    }
  }

  /** The fields that the event may have. The list is the index's own and lasts until the next event. */
  read(event: EventView): readonly number[] {
    const { parts } = event;
    this.#parts = parts;
    this.#kind = parts === undefined ? undefined : this.#fieldsOf(parts.kind);
    return this.#kind?.found ?? this.#walkEvent(event);
  }

  #walkEvent(event: EventView): readonly number[] {
    this.#stamp++;
    this.#found = [];
    this.#walkObject(event.fields, this.#root, 0);
    for (const { column, slot } of this.#columns) {
      if (event.ecs[column] !== undefined) this.#mark(slot);
    }
    return this.#found;
  }

  #fieldsOf(kind: EventKind): KindFields {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const found = this.#walkEvent(kind.model);
    const columns = this.#columns.map(({ slot }) => slot);
    const nameOf = (slot: number) => this.#names[slot] ?? '';
    const fields = kindFields(kind, this.#names.length, found, columns, nameOf);
    this.#kinds.set(kind, fields);
    return fields;
  }

  isAbsent(slot: number): boolean {
    if (this.#known[slot] !== 1) return false;
    return this.#kind === undefined
      ? this.#stamps[slot] !== this.#stamp
      : this.#kind.places[slot] === NOWHERE;
  }

  /**
   * The values of a field that can be had without reading the event; `undefined` where it has to be
   * read, or there is none.
   */
  atHand(slot: number): readonly FieldValue[] | undefined {
    const place = this.#known[slot] === 1 ? this.#kind?.places[slot] : undefined;
    if (place === undefined || place === TO_BE_READ || place === NOWHERE) return undefined;
    if (place === SAME_IN_ALL) return this.#kind?.same[slot];
    const value = this.#parts?.value(place);
    return value === undefined ? undefined : [value];
  }

  /** The value under the very name, which comes before all others; `undefined` where there is none. */
  direct(slot: number): FieldValue | undefined {
    if (this.#kind !== undefined) return undefined;
    return this.#directStamps[slot] === this.#stamp ? this.#direct[slot] : undefined;
  }

  #mark(slot: number): void {
    if (this.#stamps[slot] === this.#stamp) return;
    this.#stamps[slot] = this.#stamp;
    this.#found.push(slot);
  }

  #walkObject(value: { readonly [key: string]: FieldValue }, node: PathNode, depth: number): void {
    const { keys, leads } = node;
    let place = -1;
    for (const key in value) {
      place++;
      let next = keys[place] === key ? leads[place] : undefined;
      if (next === undefined) {
        next = node.spellings.get(key);
        if (next === undefined) next = reach(node, key);
        if (place < MOST_KEYS && key.length <= SPELLING_LENGTH_LIMIT) {
          keys[place] = key;
          leads[place] = next;
        }
      }
      if (next === null) continue;
      for (const slot of next.slots) {
        this.#mark(slot);
        if (depth > 0 || this.#names[slot] !== key) continue;
        this.#direct[slot] = value[key];
        this.#directStamps[slot] = this.#stamp;
      }
      if (next.children.size > 0) this.#walkValue(value[key] ?? null, next, depth + 1);
    }
  }

  #walkValue(value: FieldValue, node: PathNode, depth: number): void {
    if (typeof value !== 'object' || value === null) return;
    if (depth > DEEPEST) {
      this.#markBranch(node);
      return;
    }
    if (!Array.isArray(value)) {
      this.#walkObject(value as { readonly [key: string]: FieldValue }, node, depth);
      return;
    }
    const list = value as readonly FieldValue[];
    for (const { index, child } of node.places) {
      if (index >= list.length) continue;
      for (const slot of child.slots) this.#mark(slot);
      if (child.children.size > 0) this.#walkValue(list[index] ?? null, child, depth + 1);
    }
    for (const element of list) this.#walkValue(element, node, depth + 1);
  }

  #markBranch(node: PathNode): void {
    for (const child of node.children.values()) {
      for (const slot of child.slots) this.#mark(slot);
      this.#markBranch(child);
    }
  }
}

function makeNode(): PathNode {
  return {
    children: new Map(),
    spellings: new Map(),
    slots: [],
    places: [],
    keys: [],
    leads: [],
  };
}

function childOf(node: PathNode, segment: string): PathNode {
  const known = node.children.get(segment);
  if (known !== undefined) return known;
  const child = makeNode();
  node.children.set(segment, child);
  const index = Number(segment);
  if (Number.isInteger(index) && index >= 0) node.places.push({ index, child });
  return child;
}

/** A key may itself hold dots. */
function reach(from: PathNode, key: string): PathNode | null {
  let node: PathNode | undefined = from;
  for (const segment of normaliseName(key).split('.')) {
    node = node.children.get(segment);
    if (node === undefined) break;
  }
  const reached = node ?? null;
  if (key.length <= SPELLING_LENGTH_LIMIT) {
    if (from.spellings.size >= SPELLINGS_LIMIT) from.spellings.clear();
    from.spellings.set(key, reached);
  }
  return reached;
}
