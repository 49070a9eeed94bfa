// Numbers of JSON that are read as other digits than are written: with an exponent, or so small that
// they are said with one. Found in the bytes, of many records at once.

import type { RecordBytes } from './record-bytes.ts';

const [COLON, COMMA, OPENS, CLOSES, ENDS] = [0x3a, 0x2c, 0x5b, 0x5d, 0x7d];
const [MINUS, PLUS, POINT, ZERO, NINE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];
const [LOWER_E, UPPER_E] = [0x65, 0x45];
/** Zeros behind the point from which on a number is said with an exponent. */
const ZEROS = 5;

/** 1 for each record that holds one. */
export function recordsWithOddNumbers({ count, bytes, offsets }: RecordBytes): Uint8Array {
  const found = new Uint8Array(count);
  for (let slot = 0; slot < count; slot++) {
    const end = offsets[slot + 1] ?? bytes.length;
    if (holdsOddNumber(bytes, offsets[slot] ?? 0, end)) found[slot] = 1;
  }
  return found;
}

function holdsOddNumber(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte !== COLON && byte !== COMMA && byte !== OPENS) continue;
    const next = bytes[at + 1] ?? 0;
    // Most values are strings.
    if ((isDigit(next) || next === MINUS || isSpace(next)) && isOddNumber(bytes, at + 1, end)) {
      return true;
    }
  }
  return false;
}

/** Whether an odd number, all of it, stands here. */
function isOddNumber(bytes: Uint8Array, from: number, end: number): boolean {
  let at = skip(bytes, from, end, isSpace);
  if (at < end && bytes[at] === MINUS) at++;
  const whole = at;
  at = skip(bytes, at, end, isDigit);
  if (at === whole) return false;
  let odd = false;
  if (bytes[at] === POINT && at < end) {
    const fraction = at + 1;
    at = skip(bytes, fraction, end, isDigit);
    if (at === fraction) return false;
    odd =
      fraction === whole + 2 && bytes[whole] === ZERO && zerosFrom(bytes, fraction, at) >= ZEROS;
  }
  if (at < end && (bytes[at] === LOWER_E || bytes[at] === UPPER_E)) {
    at++;
    if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) at++;
    const exponent = at;
    at = skip(bytes, at, end, isDigit);
    if (at === exponent) return false;
    odd = true;
  }
  if (!odd) return false;
  at = skip(bytes, at, end, isSpace);
  const behind = at < end ? bytes[at] : undefined;
  return behind === COMMA || behind === ENDS || behind === CLOSES;
}

function zerosFrom(bytes: Uint8Array, from: number, end: number): number {
  return skip(bytes, from, end, (byte) => byte === ZERO) - from;
}

function skip(
  bytes: Uint8Array,
  from: number,
  end: number,
  passes: (byte: number) => boolean,
): number {
  let at = from;
  while (at < end && passes(bytes[at] ?? 0)) at++;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
