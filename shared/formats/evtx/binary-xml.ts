// Binary XML as Windows event logs hold it, read into a tree: elements, text, and instances of
// templates with their values. Names and templates are kept once in a chunk of 64 KiB and referred
// to by their place in it. Trusts nothing: every place, length and depth is checked. Turning the tree
// into JSON is event-json.ts. Source: [MS-EVEN6], section 2.2.12, and the layout of the chunks as
// libevtx describes it.

import { fixedBytes, readValue, utf16Text, type EvtxValue } from './value.ts';

/** Why a record cannot be read; caught where the record is read as a whole. */
export class BinaryXmlError extends Error {}

export interface Slot {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

export interface XmlAttribute {
  readonly name: string;
  readonly parts: readonly XmlNode[];
}

export type XmlNode =
  | { readonly kind: 'text'; readonly value: EvtxValue }
  /** Stands for a value of the template's instance. */
  | { readonly kind: 'slot'; readonly index: number }
  | {
      readonly kind: 'element';
      readonly name: string;
      readonly attributes: readonly XmlAttribute[];
      readonly children: readonly XmlNode[];
    }
  | {
      readonly kind: 'instance';
      readonly template: readonly XmlNode[];
      readonly slots: readonly Slot[];
    };

/** A chunk, with what was read of it already. */
export interface ChunkScope {
  readonly view: DataView;
  readonly templates: Map<number, readonly XmlNode[] | 'being read'>;
  readonly names: Map<number, string>;
}

export function chunkScope(chunk: Uint8Array): ChunkScope {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return { view, templates: new Map(), names: new Map() };
}

export const MAX_DEPTH = 64;
const TEMPLATE_HEADER = 24;
const MORE = 0x40;
const END = 0x00;
const OPEN = 0x01;
const CLOSE_START = 0x02;
const CLOSE_EMPTY = 0x03;
const CLOSE = 0x04;
const ATTRIBUTE = 0x06;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

interface Cursor {
  at: number;
  readonly end: number;
}

/**
 * The nodes between two places of the chunk, and where they end.
 * @throws BinaryXmlError or RangeError where they cannot be read
 */
export function readFragment(
  scope: ChunkScope,
  at: number,
  end: number,
  depth = 0,
): { readonly nodes: readonly XmlNode[]; readonly end: number } {
  if (at > end || end > scope.view.byteLength) {
    throw new BinaryXmlError('it reaches past its chunk');
  }
  const cursor: Cursor = { at, end };
  const nodes = readNodes(scope, cursor, depth);
  return { nodes, end: cursor.at };
}

function need(cursor: Cursor, bytes: number): number {
  const { at } = cursor;
  if (bytes < 0 || at + bytes > cursor.end) throw new BinaryXmlError('it is cut off');
  cursor.at += bytes;
  return at;
}

/** Up to the end of the fragment, or of the element that they are in. */
function readNodes(scope: ChunkScope, cursor: Cursor, depth: number): XmlNode[] {
  if (depth > MAX_DEPTH) throw new BinaryXmlError(`it is nested deeper than ${MAX_DEPTH} levels`);
  const { view } = scope;
  const nodes: XmlNode[] = [];
  while (cursor.at < cursor.end) {
    const token = view.getUint8(cursor.at);
    if (token === CLOSE) return nodes;
    switch (token & ~MORE) {
      case END:
        cursor.at += 1;
        return nodes;
      case OPEN:
        nodes.push(readElement(scope, cursor, depth));
        break;
      case 0x0a:
        need(cursor, 1);
        readName(scope, cursor);
        break;
      case 0x0b: {
        const length = view.getUint16(need(cursor, 3) + 1, true);
        need(cursor, length * 2);
        break;
      }
      case 0x0c:
        nodes.push(readInstance(scope, cursor, depth));
        break;
      case 0x0f:
        need(cursor, 4);
        break;
      default:
        nodes.push(readPart(scope, cursor));
    }
  }
  return nodes;
}

/** Text, or what stands for it. */
function readPart(scope: ChunkScope, cursor: Cursor): XmlNode {
  const { view } = scope;
  const token = view.getUint8(cursor.at);
  switch (token & ~MORE) {
    case 0x05:
      return { kind: 'text', value: readText(scope, cursor) };
    case 0x07: {
      const length = view.getUint16(need(cursor, 3) + 1, true);
      return { kind: 'text', value: utf16Text(view, need(cursor, length * 2), length) };
    }
    case 0x08:
      return {
        kind: 'text',
        value: String.fromCharCode(view.getUint16(need(cursor, 3) + 1, true)),
      };
    case 0x09: {
      need(cursor, 1);
      const name = readName(scope, cursor);
      return { kind: 'text', value: ENTITIES[name] ?? `&${name};` };
    }
    case 0x0d:
    case 0x0e:
      return { kind: 'slot', index: view.getUint16(need(cursor, 4) + 1, true) };
    default:
      throw new BinaryXmlError(
        `an unknown mark 0x${token.toString(16)} at byte ${cursor.at} of the chunk`,
      );
  }
}

function readText(scope: ChunkScope, cursor: Cursor): EvtxValue {
  const { view } = scope;
  const type = view.getUint8(need(cursor, 2) + 1);
  if (type === 0x01) {
    const length = view.getUint16(need(cursor, 2), true);
    return utf16Text(view, need(cursor, length * 2), length);
  }
  const size = fixedBytes(type);
  if (size === undefined) throw new BinaryXmlError(`text of type ${type}`);
  return readValue(view, type, need(cursor, size), size);
}

function readElement(scope: ChunkScope, cursor: Cursor, depth: number): XmlNode {
  const { view } = scope;
  const hasAttributes = (view.getUint8(need(cursor, 1)) & MORE) !== 0;
  // Within templates a dependency stands before the length; outside of them writers differ.
  if (elementFits(scope, cursor, 2)) need(cursor, 2);
  else if (!elementFits(scope, cursor, 0)) throw new BinaryXmlError('an element without a name');
  need(cursor, 4);
  const name = readName(scope, cursor);
  if (hasAttributes) need(cursor, 4);
  const attributes: XmlAttribute[] = [];
  for (;;) {
    const token = view.getUint8(need(cursor, 1));
    if (token === CLOSE_EMPTY) return { kind: 'element', name, attributes, children: [] };
    if (token === CLOSE_START) break;
    if ((token & ~MORE) !== ATTRIBUTE) throw new BinaryXmlError('an element that is not closed');
    attributes.push(readAttribute(scope, cursor));
  }
  const children = readNodes(scope, cursor, depth + 1);
  if (view.getUint8(need(cursor, 1)) !== CLOSE) {
    throw new BinaryXmlError(`the element ${name} has no end`);
  }
  return { kind: 'element', name, attributes, children };
}

function readAttribute(scope: ChunkScope, cursor: Cursor): XmlAttribute {
  const name = readName(scope, cursor);
  const parts: XmlNode[] = [];
  while (cursor.at < cursor.end) {
    const token = scope.view.getUint8(cursor.at);
    const ends = token === CLOSE_START || token === CLOSE_EMPTY || (token & ~MORE) === ATTRIBUTE;
    if (ends) return { name, parts };
    parts.push(readPart(scope, cursor));
  }
  throw new BinaryXmlError('it is cut off');
}

/** Whether a length and a name can be where they would be with `skip` bytes before them. */
function elementFits({ view }: ChunkScope, { at, end }: Cursor, skip: number): boolean {
  const sizeAt = at + skip;
  if (sizeAt + 8 > end) return false;
  if (sizeAt + 4 + view.getUint32(sizeAt, true) > end) return false;
  const nameAt = view.getUint32(sizeAt + 4, true);
  if (nameAt + 10 > view.byteLength) return false;
  const units = view.getUint16(nameAt + 6, true);
  return units > 0 && nameAt + 8 + units * 2 <= view.byteLength;
}

function readName(scope: ChunkScope, cursor: Cursor): string {
  const { view, names } = scope;
  const nameAt = view.getUint32(need(cursor, 4), true);
  const isHere = nameAt === cursor.at;
  let name = names.get(nameAt);
  if (name === undefined) {
    if (nameAt + 8 > view.byteLength) throw new BinaryXmlError('a name outside of its chunk');
    const units = view.getUint16(nameAt + 6, true);
    if (nameAt + 8 + units * 2 > view.byteLength) {
      throw new BinaryXmlError('a name outside of its chunk');
    }
    name = utf16Text(view, nameAt + 8, units);
    names.set(nameAt, name);
  }
  // The first time a name occurs it stands right there: link, hash, length, text and a zero.
  if (isHere) need(cursor, 8 + view.getUint16(nameAt + 6, true) * 2 + 2);
  return name;
}

function readInstance(scope: ChunkScope, cursor: Cursor, depth: number): XmlNode {
  const { view } = scope;
  const definitionAt = view.getUint32(need(cursor, 10) + 6, true);
  if (definitionAt === cursor.at) {
    const size = view.getUint32(need(cursor, TEMPLATE_HEADER) + 20, true);
    need(cursor, size);
  }
  const template = readTemplate(scope, definitionAt, depth);
  const count = view.getUint32(need(cursor, 4), true);
  const listAt = need(cursor, count * 4);
  const slots: Slot[] = [];
  for (let index = 0; index < count; index += 1) {
    const size = view.getUint16(listAt + index * 4, true);
    const type = view.getUint8(listAt + index * 4 + 2);
    slots.push({ type, size, at: need(cursor, size) });
  }
  return { kind: 'instance', template, slots };
}

function readTemplate(scope: ChunkScope, at: number, depth: number): readonly XmlNode[] {
  const known = scope.templates.get(at);
  if (known === 'being read') throw new BinaryXmlError('a template that holds itself');
  if (known !== undefined) return known;
  const { view } = scope;
  if (at + TEMPLATE_HEADER > view.byteLength) {
    throw new BinaryXmlError('a template outside of its chunk');
  }
  const begin = at + TEMPLATE_HEADER;
  scope.templates.set(at, 'being read');
  try {
    const { nodes } = readFragment(scope, begin, begin + view.getUint32(at + 20, true), depth + 1);
    scope.templates.set(at, nodes);
    return nodes;
  } catch (error) {
    scope.templates.delete(at);
    throw error;
  }
}
