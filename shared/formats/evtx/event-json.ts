// A record of a Windows event log as JSON: one object, `{"Event":{"System":{…},"EventData":{…}}}`, in
// the form that the usual converters write. This is the record's own form in a case: it can be read
// again without the chunk whose names and templates the binary record refers to.
//
// - attributes are under `#attributes`, those without a value left out; text beside them under `#text`;
// - `<Data Name="X">` is the key `X`; elements of one name are a list; an empty element is null;
// - a list of values is `{"#text":[…]}`; numbers are numbers, 64-bit ones with all their digits.

import { err, ok, type Result } from '../../base/result.ts';
import {
  BinaryXmlError,
  MAX_DEPTH,
  readFragment,
  type ChunkScope,
  type Slot,
  type XmlAttribute,
  type XmlNode,
} from './binary-xml.ts';
import { BINARY_XML, readValue, type EvtxValue } from './value.ts';

type Json = EvtxValue | JsonObject | readonly Json[];
type JsonObject = Map<string, Json>;

/** What an element holds while it is filled. */
interface Body {
  readonly texts: EvtxValue[];
  readonly children: Map<string, Json[]>;
}

interface Writing {
  readonly scope: ChunkScope;
  /** Templates may name a value many times, so little can become much. */
  charactersLeft: number;
  readonly limit: number;
}

export interface ReadEvent {
  readonly json: string;
  /** Where its binary XML ends in the chunk. */
  readonly end: number;
}

export function readEvent(
  scope: ChunkScope,
  at: number,
  end: number,
  maxRecordBytes: number,
): Result<ReadEvent, string> {
  return attempt(() => {
    const fragment = readFragment(scope, at, end);
    const writing: Writing = { scope, charactersLeft: maxRecordBytes, limit: maxRecordBytes };
    const body = fill(writing, fragment.nodes, [], 0);
    if (body.children.size === 0) throw new BinaryXmlError('it holds no element');
    return { json: textOfJson(objectOf(body.children)), end: fragment.end };
  });
}

/** Where the binary XML of a record ends, without making anything of it. */
export function endOfEvent(scope: ChunkScope, at: number, end: number): Result<number, string> {
  return attempt(() => readFragment(scope, at, end).end);
}

function attempt<T>(read: () => T): Result<T, string> {
  try {
    return ok(read());
  } catch (error) {
    if (!(error instanceof BinaryXmlError) && !(error instanceof RangeError)) throw error;
    return err(`the record cannot be decoded: ${error.message}`);
  }
}

function fill(
  writing: Writing,
  nodes: readonly XmlNode[],
  slots: readonly Slot[],
  depth: number,
): Body {
  const body: Body = { texts: [], children: new Map() };
  add(writing, body, nodes, slots, depth);
  return body;
}

function add(
  writing: Writing,
  body: Body,
  nodes: readonly XmlNode[],
  slots: readonly Slot[],
  depth: number,
): void {
  if (depth > MAX_DEPTH) throw new BinaryXmlError(`it is nested deeper than ${MAX_DEPTH} levels`);
  for (const node of nodes) {
    switch (node.kind) {
      case 'text':
        body.texts.push(spend(writing, node.value));
        break;
      case 'slot':
        addSlot(writing, body, slots[node.index], depth);
        break;
      case 'instance':
        add(writing, body, node.template, node.slots, depth + 1);
        break;
      default: {
        const attributes = attributesOf(writing, node.attributes, slots, depth);
        const inner = fill(writing, node.children, slots, depth + 1);
        const name = attributes.get('Name');
        const isNamed = node.name === 'Data' && typeof name === 'string' && name !== '';
        const key = isNamed ? name : node.name;
        spend(writing, key);
        const value = isNamed ? valueOf(NO_ATTRIBUTES, inner) : valueOf(attributes, inner);
        const same = body.children.get(key);
        if (same) same.push(value);
        else body.children.set(key, [value]);
      }
    }
  }
}

function addSlot(writing: Writing, body: Body, slot: Slot | undefined, depth: number): void {
  if (!slot) return;
  if (slot.type === BINARY_XML) {
    if (slot.size === 0) return;
    const { nodes } = readFragment(writing.scope, slot.at, slot.at + slot.size, depth + 1);
    add(writing, body, nodes, [], depth + 1);
    return;
  }
  const value = readValue(writing.scope.view, slot.type, slot.at, slot.size);
  if (value !== null) body.texts.push(spend(writing, value));
}

function spend(writing: Writing, value: EvtxValue): EvtxValue {
  writing.charactersLeft -= sizeOf(value);
  if (writing.charactersLeft < 0) {
    throw new BinaryXmlError(`it unfolds to more than the limit of ${writing.limit} bytes`);
  }
  return value;
}

function sizeOf(value: EvtxValue): number {
  if (typeof value === 'string') return value.length + 4;
  if (typeof value !== 'object' || value === null) return 8;
  return value.reduce<number>((sum, each) => sum + sizeOf(each), 4);
}

const NO_ATTRIBUTES: ReadonlyMap<string, EvtxValue> = new Map();

function attributesOf(
  writing: Writing,
  attributes: readonly XmlAttribute[],
  slots: readonly Slot[],
  depth: number,
): ReadonlyMap<string, EvtxValue> {
  if (attributes.length === 0) return NO_ATTRIBUTES;
  const values = new Map<string, EvtxValue>();
  for (const { name, parts } of attributes) {
    const value = joined(fill(writing, parts, slots, depth + 1).texts);
    if (value !== null && value !== '') values.set(name, value);
  }
  return values;
}

/** One value stays what it is; several are text. */
function joined(texts: readonly EvtxValue[]): EvtxValue {
  if (texts.length <= 1) return texts[0] ?? null;
  return texts.map((text) => (Array.isArray(text) ? text.join(' ') : String(text))).join('');
}

function valueOf(attributes: ReadonlyMap<string, EvtxValue>, body: Body): Json {
  const text = joined(body.texts);
  const isList = Array.isArray(text);
  if (attributes.size === 0 && body.children.size === 0 && !isList) return text;
  const value: JsonObject = new Map();
  if (attributes.size > 0) value.set('#attributes', new Map(attributes));
  // White space between elements is no content.
  const isContent = typeof text === 'string' ? text.trim() !== '' : text !== null;
  if (isContent) value.set('#text', text);
  for (const [name, each] of objectOf(body.children)) value.set(name, each);
  return value;
}

function objectOf(children: ReadonlyMap<string, readonly Json[]>): JsonObject {
  const value: JsonObject = new Map();
  for (const [name, each] of children)
    value.set(name, each.length === 1 ? (each[0] ?? null) : each);
  return value;
}

function textOfJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Map) {
    let text = '{';
    for (const [name, each] of value) {
      text += `${text.length > 1 ? ',' : ''}${quotedName(name)}:${textOfJson(each)}`;
    }
    return `${text}}`;
  }
  if (typeof value === 'object' && value !== null) {
    return `[${value.map((each) => textOfJson(each)).join(',')}]`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value));
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The same few names are in every record. */
const quotedNames = new Map<string, string>();
const NAMES_KEPT = 5_000;

function quotedName(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const quoted = JSON.stringify(name);
  if (quotedNames.size >= NAMES_KEPT) quotedNames.clear();
  quotedNames.set(name, quoted);
  return quoted;
}
