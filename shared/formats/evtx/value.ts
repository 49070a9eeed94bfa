// The typed values of binary XML in Windows event logs, as JSON has them: numbers as numbers, 64-bit
// ones exactly, times as UTC with the seven decimals that Windows keeps, everything else as text the
// way Windows shows it. Source: [MS-EVEN6], "BinXml", section 2.2.12.

import { hexOf } from '../../base/bytes.ts';

export type EvtxValue = string | number | bigint | boolean | null | readonly EvtxValue[];

/** A value that is itself binary XML. */
export const BINARY_XML = 0x21;
const ARRAY = 0x80;
const STRING = 0x01;
const ANSI = 0x02;
const BINARY = 0x0e;
const SID = 0x13;
/** Of the types whose length does not vary. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 4,
  0x0f: 16,
  0x11: 8,
  0x12: 16,
  0x14: 4,
  0x15: 8,
};
const SIZE_T = 0x10;

const TICKS_PER_SECOND = 10_000_000n;
/** Seconds from 1601, where FILETIME begins, to 1970. */
const SECONDS_TO_1970 = 11_644_473_600n;
const LONG_TEXT = 64;
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });
const ansi = new TextDecoder('windows-1252');

/** @throws RangeError where the value is shorter than its type needs */
export function readValue(view: DataView, type: number, at: number, size: number): EvtxValue {
  if (size === 0 && type !== STRING && type !== ANSI) return null;
  if ((type & ARRAY) !== 0) return readArray(view, type & ~ARRAY, at, size);
  const fixed = FIXED_BYTES[type];
  if (fixed !== undefined && size < fixed) {
    throw new RangeError(`a value of type ${type} in ${size} bytes, where it takes ${fixed}`);
  }
  return readScalar(view, type, at, size);
}

/** Bytes that a value of the type takes; `undefined` where it depends on the value. */
export function fixedBytes(type: number): number | undefined {
  return FIXED_BYTES[type];
}

function readScalar(view: DataView, type: number, at: number, size: number): EvtxValue {
  switch (type) {
    case 0x00:
      return null;
    case STRING:
      return withoutEnd(utf16Text(view, at, size >> 1));
    case ANSI:
      return withoutEnd(ansi.decode(bytesAt(view, at, size)));
    case 0x03:
      return view.getInt8(at);
    case 0x04:
      return view.getUint8(at);
    case 0x05:
      return view.getInt16(at, true);
    case 0x06:
      return view.getUint16(at, true);
    case 0x07:
      return view.getInt32(at, true);
    case 0x08:
      return view.getUint32(at, true);
    case 0x09:
      return view.getBigInt64(at, true);
    case 0x0a:
      return view.getBigUint64(at, true);
    case 0x0b:
      return view.getFloat32(at, true);
    case 0x0c:
      return view.getFloat64(at, true);
    case 0x0d:
      return view.getUint32(at, true) !== 0;
    case 0x0f:
      return guidText(view, at);
    case SIZE_T:
    case 0x15:
      return size < 8
        ? hexNumber(view.getUint32(at, true))
        : hexNumber(view.getBigUint64(at, true));
    case 0x11:
      return fileTimeText(view.getBigUint64(at, true));
    case 0x12:
      return systemTimeText(view, at);
    case SID:
      return sidText(view, at, size);
    case 0x14:
      return hexNumber(view.getUint32(at, true));
    case BINARY:
      return hexOf(bytesAt(view, at, size)).toUpperCase();
    default:
      throw new RangeError(`a value of unknown type ${type}`);
  }
}

function readArray(view: DataView, type: number, at: number, size: number): EvtxValue {
  const values: EvtxValue[] = [];
  if (type === STRING) {
    const text = utf16Text(view, at, size >> 1);
    return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
  }
  if (type === ANSI) {
    const text = ansi.decode(bytesAt(view, at, size));
    return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
  }
  let next = at;
  const end = at + size;
  while (next < end) {
    const length = type === SID ? 8 + 4 * view.getUint8(next + 1) : FIXED_BYTES[type];
    if (length === undefined || next + length > end) {
      throw new RangeError(`a list of values of type ${type} in ${size} bytes`);
    }
    values.push(readScalar(view, type, next, length));
    next += length;
  }
  return values;
}

export function utf16Text(view: DataView, at: number, units: number): string {
  if (units > LONG_TEXT) return utf16.decode(bytesAt(view, at, units * 2));
  let text = '';
  for (let unit = 0; unit < units; unit += 1) {
    text += String.fromCharCode(view.getUint16(at + unit * 2, true));
  }
  return text;
}

function bytesAt(view: DataView, at: number, size: number): Uint8Array {
  if (at + size > view.byteLength) throw new RangeError('a value that reaches past its chunk');
  return new Uint8Array(view.buffer, view.byteOffset + at, size);
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

function hexNumber(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function digits(value: number | bigint, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, '0');
}

function guidText(view: DataView, at: number): string {
  const tail = hexOf(bytesAt(view, at + 8, 8)).toUpperCase();
  return [
    digits(view.getUint32(at, true), 8),
    digits(view.getUint16(at + 4, true), 4),
    digits(view.getUint16(at + 6, true), 4),
    tail.slice(0, 4),
    tail.slice(4),
  ].join('-');
}

/** @param ticks of 100 nanoseconds since 1601 UTC */
export function fileTimeText(ticks: bigint): string {
  const second = ticks / TICKS_PER_SECOND;
  const fraction = (ticks - second * TICKS_PER_SECOND).toString().padStart(7, '0');
  // Neighbours are often of one second.
  if (second !== shownSecond) {
    shownText = new Date(Number(second - SECONDS_TO_1970) * 1_000).toISOString().slice(0, -5);
    shownSecond = second;
  }
  return `${shownText}.${fraction}Z`;
}

let shownSecond = -1n;
let shownText = '';

function systemTimeText(view: DataView, at: number): string {
  const part = (index: number, width: number): string =>
    String(view.getUint16(at + index * 2, true)).padStart(width, '0');
  const day = `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}`;
  return `${day}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}

function sidText(view: DataView, at: number, size: number): string {
  const count = size < 8 ? -1 : view.getUint8(at + 1);
  if (count < 0 || size < 8 + count * 4) throw new RangeError(`a SID in ${size} bytes`);
  const authority = view.getUint16(at + 2) * 2 ** 32 + view.getUint32(at + 4);
  let text = `S-${view.getUint8(at)}-${authority}`;
  for (let index = 0; index < count; index += 1) {
    text += `-${view.getUint32(at + 8 + index * 4, true)}`;
  }
  return text;
}
