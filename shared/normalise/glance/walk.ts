// Reads chosen members out of one JSON object, checking all of the grammar (RFC 8259) on the way: it
// hops from the end of one string to the next, and makes no objects but the wanted ones. What is
// unusual - other than ASCII, escapes in what is wanted, a name given twice, deep nesting, long
// numbers, anything broken - it declines.

import type { FieldValue, Fields } from '../../domain/event.ts';
import { endOfNumber } from './json-number.ts';
import { textBetween } from './kept-texts.ts';
import { stringStops } from './string-stops.ts';
import { looseHash, memberNamed, type WantedObject } from './wanted.ts';

/**
 * The wanted members of the object that takes up all of the text at `stringStops`, whose stops are
 * found; `undefined` where it declines.
 */
export function readWhole(wanted: WantedObject, size: number): Fields | undefined {
  ({ text, stops } = stringStops());
  length = size;
  stop = 0;
  // No byte of JSON: reading ends here, whatever lies behind.
  text[length] = 0;
  const at = skipBlank(0);
  if (text[at] !== OPEN_OBJECT) return undefined;
  const end = readObject(at + 1, wanted, 1);
  return end >= 0 && skipBlank(end) === length ? (taken as Fields) : undefined;
}

// ── the text, while it is read ──────────────────────────────────────────────────────────────

let text: Uint8Array = new Uint8Array(0);
let stops: Int32Array = new Int32Array(0);
let length = 0;
/** Index of the first stop that was not passed. */
let stop = 0;
/** What was read last of what is wanted. */
let taken: FieldValue = null;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const SMALL_U = 0x75;

/** Deeper ones are for the parser, which has the limit. */
const MOST_LEVELS = 64;
/** A longer integer may not be exact as a number. */
const SAFE_DIGITS = 15;
/** Instead of an index. */
const DECLINED = -1;

const ESCAPES = new Uint8Array(256);
for (const char of '"\\/bfnrt') ESCAPES[char.charCodeAt(0)] = 1;
const HEX = new Uint8Array(256);
for (const char of '0123456789abcdefABCDEF') HEX[char.charCodeAt(0)] = 1;

// Each of these reads from an index on and returns the index behind what it has read, or DECLINED.

function skipBlank(from: number): number {
  let at = from;
  for (;;) {
    const byte = text[at];
    if (byte === SPACE) at += 1;
    else if ((byte === 0x0a || byte === 0x0d || byte === 0x09) && at < length) {
      at += 1;
      stop += 1;
    } else return at;
  }
}

/** From behind the bracket on. */
function readObject(from: number, wanted: WantedObject, level: number): number {
  const fields: Record<string, FieldValue> = { ...wanted.empty };
  let seen = 0;
  let at = skipBlank(from);
  if (text[at] === CLOSE_OBJECT) {
    taken = fields;
    return at + 1;
  }
  for (;;) {
    if (text[at] !== QUOTE) return DECLINED;
    const end = stops[stop + 1] ?? length;
    // A name with escapes may be a wanted one in disguise.
    if (end >= length || text[end] !== QUOTE) return DECLINED;
    stop += 2;
    const member = memberNamed(wanted, text, at + 1, end);
    if (member === undefined && wanted.alike.has(looseHash(text, at + 1, end))) return DECLINED;
    at = end + 1;
    if (text[at] !== COLON) {
      at = skipBlank(at);
      if (text[at] !== COLON) return DECLINED;
    }
    at = skipBlank(at + 1);
    if (member === undefined) at = skipValue(at, level);
    else {
      if ((seen & member.bit) !== 0) return DECLINED;
      seen |= member.bit;
      at = readValue(at, member.inside, level);
      fields[member.name] = taken;
    }
    if (at < 0) return DECLINED;
    at = skipBlank(at);
    const next = text[at];
    if (next === CLOSE_OBJECT) break;
    if (next !== COMMA) return DECLINED;
    at = skipBlank(at + 1);
  }
  taken = fields;
  return at + 1;
}

function readValue(at: number, inside: WantedObject | undefined, level: number): number {
  const first = text[at] ?? 0;
  if (first === QUOTE) {
    const end = stops[stop + 1] ?? length;
    if (end >= length || text[end] !== QUOTE) return DECLINED;
    stop += 2;
    taken = textBetween(at + 1, end);
    return end + 1;
  }
  if (first === OPEN_OBJECT) {
    if (inside === undefined || level >= MOST_LEVELS) return DECLINED;
    return readObject(at + 1, inside, level + 1);
  }
  if (first === OPEN_LIST) return DECLINED;
  const end = skipValue(at, level);
  if (end < 0) return DECLINED;
  if (first === 0x74) taken = true;
  else if (first === 0x66) taken = false;
  else if (first === 0x6e) taken = null;
  else {
    if (end - at > SAFE_DIGITS) return DECLINED;
    const spelled = textBetween(at, end);
    taken = Number(spelled);
    // Fractions and exponents have several spellings, and zero two signs.
    if (String(taken) !== spelled) return DECLINED;
  }
  return end;
}

function skipValue(at: number, level: number): number {
  switch (text[at]) {
    case QUOTE:
      return skipString();
    case OPEN_OBJECT:
      return level >= MOST_LEVELS ? DECLINED : skipObject(at + 1, level + 1);
    case OPEN_LIST:
      return level >= MOST_LEVELS ? DECLINED : skipList(at + 1, level + 1);
    case 0x74:
      return isWord(at, TRUE) ? at + 4 : DECLINED;
    case 0x66:
      return isWord(at, FALSE) ? at + 5 : DECLINED;
    case 0x6e:
      return isWord(at, NULL) ? at + 4 : DECLINED;
    default:
      return endOfNumber(text, at);
  }
}

const TRUE = [0x74, 0x72, 0x75, 0x65];
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65];
const NULL = [0x6e, 0x75, 0x6c, 0x6c];

function isWord(at: number, word: readonly number[]): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (text[at + index] !== word[index]) return false;
  }
  return true;
}

/** The string that begins at the first stop. */
function skipString(): number {
  stop += 1;
  for (;;) {
    const at = stops[stop] ?? length;
    if (at >= length) return DECLINED;
    stop += 1;
    const byte = text[at];
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return DECLINED;
    const escape = text[at + 1] ?? 0;
    if (escape === SMALL_U) {
      if (!isHex(at + 2)) return DECLINED;
    } else if (ESCAPES[escape] === 0) return DECLINED;
    // An escaped quote or backslash is a stop of its own.
    else if (escape === QUOTE || escape === BACKSLASH) stop += 1;
  }
}

function isHex(at: number): boolean {
  for (let index = at; index < at + 4; index += 1) if (HEX[text[index] ?? 0] === 0) return false;
  return true;
}

/** From behind the bracket on, as for lists. */
function skipObject(from: number, level: number): number {
  let at = skipBlank(from);
  if (text[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (text[at] !== QUOTE) return DECLINED;
    at = skipString();
    if (at < 0) return DECLINED;
    if (text[at] !== COLON) {
      at = skipBlank(at);
      if (text[at] !== COLON) return DECLINED;
    }
    at = skipValue(skipBlank(at + 1), level);
    if (at < 0) return DECLINED;
    at = skipBlank(at);
    const next = text[at];
    if (next === CLOSE_OBJECT) return at + 1;
    if (next !== COMMA) return DECLINED;
    at = skipBlank(at + 1);
  }
}

function skipList(from: number, level: number): number {
  let at = skipBlank(from);
  if (text[at] === CLOSE_LIST) return at + 1;
  for (;;) {
    at = skipValue(at, level);
    if (at < 0) return DECLINED;
    at = skipBlank(at);
    const next = text[at];
    if (next === CLOSE_LIST) return at + 1;
    if (next !== COMMA) return DECLINED;
    at = skipBlank(at + 1);
  }
}
