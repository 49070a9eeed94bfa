// The content of an entry as the bytes that were hashed, for the entries that nearly every log
// consists of: printable ASCII without anything to escape, whole numbers, and data that is spelled as
// Python spells it. Written byte by byte into one buffer, which takes a third of what joining and
// escaping texts does. Refuses, and leaves to the texts, whatever is not so.

import type { ContentColumn } from '../domain/chain-layout.ts';
import type { ChainRow, ChainValue } from './chain-row.ts';
import { membersInOrder } from './python-json-spelled.ts';

/** Longer content is rare, and nothing is gained there. */
const MOST_BYTES = 8_192;
const NOT_SO = -1;

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LAST_PRINTABLE = 0x7e;

export interface ContentPart {
  readonly column: ContentColumn;
  /** What stands before its value: `, "data": `. */
  readonly text: string;
}

/** Gives bytes that are good until the next call, or `undefined` where texts must be joined. */
export function contentBytes(
  parts: readonly ContentPart[],
): (row: ChainRow) => Uint8Array | undefined {
  const bytes = new Uint8Array(MOST_BYTES);
  const views: (Uint8Array | undefined)[] = [];
  const before = parts.map(({ column, text }) => ({
    column,
    prefix: Uint8Array.from(text, (char) => char.charCodeAt(0)),
  }));
  return (row) => {
    let at = 0;
    for (const { column, prefix } of before) {
      for (let index = 0; index < prefix.length; index += 1) bytes[at + index] = prefix[index] ?? 0;
      at += prefix.length;
      const value = row[column];
      at = column === 'data' ? putData(bytes, at, value) : putValue(bytes, at, value);
      if (at === NOT_SO) return undefined;
    }
    bytes[at] = CLOSE_BRACE;
    at += 1;
    // What is beyond the end of the buffer was not written.
    return at > MOST_BYTES ? undefined : (views[at] ??= bytes.subarray(0, at));
  };
}

function putValue(bytes: Uint8Array, at: number, value: ChainValue): number {
  if (typeof value === 'string') return putString(bytes, at, value);
  if (value === null) return putText(bytes, at, 'null');
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? putText(bytes, at, String(value))
    : NOT_SO;
}

function putText(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

function putString(bytes: Uint8Array, at: number, text: string): number {
  bytes[at] = QUOTE;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code > LAST_PRINTABLE || code === QUOTE || code === BACKSLASH) {
      return NOT_SO;
    }
    bytes[at + 1 + index] = code;
  }
  const end = at + 1 + text.length;
  bytes[end] = QUOTE;
  return end + 1;
}

/** A string that itself holds sorted JSON, in which quotation marks are all there is to escape. */
function putData(bytes: Uint8Array, from: number, value: ChainValue): number {
  if (value === null || value === '{}') return putString(bytes, from, '{}');
  if (typeof value !== 'string') return NOT_SO;
  const members = membersInOrder(value);
  if (!members) return NOT_SO;
  const { starts, order } = members;
  bytes[from] = QUOTE;
  bytes[from + 1] = OPEN_BRACE;
  let at = from + 2;
  for (let place = 0; place < starts.length - 1; place += 1) {
    const member = order ? (order[place] ?? 0) : place;
    if (place > 0) {
      bytes[at] = COMMA;
      bytes[at + 1] = SPACE;
      at += 2;
    }
    const end = (starts[member + 1] ?? 0) - 2;
    for (let index = starts[member] ?? 0; index < end; index += 1) {
      const code = value.charCodeAt(index);
      if (code === QUOTE) {
        bytes[at] = BACKSLASH;
        at += 1;
      }
      bytes[at] = code;
      at += 1;
    }
  }
  bytes[at] = CLOSE_BRACE;
  bytes[at + 1] = QUOTE;
  return at + 2;
}
