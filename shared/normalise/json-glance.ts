// A quick look at a JSON record: chosen members without the rest, for the columns that every record
// needs on import. It checks all of the grammar (RFC 8259) on the way, hopping from the end of one
// string to the next, and makes no objects but the wanted ones. What is unusual - other than ASCII,
// escapes in what is wanted, a name given twice, deep nesting, long numbers, anything broken - it
// declines, and the record is parsed in full: what it gives is always what parsing gives.

import type { FieldValue, Fields } from '../domain/event.ts';
import { MOST_BYTES, stringStops } from './string-stops.ts';

/** The wanted members by name: `true` for a value that is no object or list, or those of an object. */
export interface Wanted {
  readonly [name: string]: true | Wanted;
}

/**
 * The wanted members of an object that takes up all of the bytes, `undefined` those that it does not
 * have; nothing where it declines.
 */
export type JsonGlance = (record: Uint8Array) => Fields | undefined;

export function createJsonGlance(wanted: Wanted): JsonGlance {
  const root = nodeOf(wanted);
  return (record) => {
    if (record.length > MOST_BYTES) return undefined;
    const found = stringStops();
    found.text.set(record);
    found.find(record.length);
    text = found.text;
    words = found.words;
    stops = found.stops;
    length = record.length;
    stop = 0;
    // Behind the end lies what was there before.
    text[length] = 0;
    const at = skipBlank(0);
    if (text[at] !== OPEN_OBJECT) return undefined;
    const end = readObject(at + 1, root, 1);
    return end >= 0 && skipBlank(end) === length ? (taken as Fields) : undefined;
  };
}

// ── the text, while it is read ──────────────────────────────────────────────────────────────

let text: Uint8Array = new Uint8Array(0);
/** The same. */
let words: DataView = new DataView(new ArrayBuffer(0));
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
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
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

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Bit of the member, to notice a name that is given twice. */
  readonly bit: number;
  readonly inside: Node | undefined;
}

interface Node {
  /** By the length of their names. */
  readonly members: readonly (readonly Member[] | undefined)[];
  /** With a place for each of them: adding places to an object one by one is slow. */
  readonly empty: Fields;
  /** Of their names as rules compare them. */
  readonly alike: ReadonlySet<number>;
}

const MOST_MEMBERS = 31;

function nodeOf(wanted: Wanted): Node {
  const members = Object.entries(wanted);
  if (members.length > MOST_MEMBERS) throw new Error('too many members of one object are wanted');
  const longest = Math.max(0, ...members.map(([name]) => name.length));
  const byLength = Array.from({ length: longest + 1 }, (): Member[] => []);
  for (const [index, [name, inside]] of members.entries()) {
    byLength[name.length]?.push({
      name,
      bytes: bytesOf(name),
      bit: 1 << index,
      inside: inside === true ? undefined : nodeOf(inside),
    });
  }
  return {
    members: byLength.map((alike) => (alike.length === 0 ? undefined : alike)),
    empty: Object.fromEntries(members.map(([name]) => [name, undefined])) as unknown as Fields,
    alike: new Set(members.map(([name]) => looseHash(bytesOf(name), 0, name.length))),
  };
}

function bytesOf(name: string): Uint8Array {
  return Uint8Array.from(name, (char) => char.charCodeAt(0));
}

/** The same for names that differ in case and spaces alone; what follows a dot is left out. */
function looseHash(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0;
  for (let at = begin; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === POINT) break;
    if (byte !== SPACE) hash = (Math.imul(hash, 31) + (byte | 0x20)) | 0;
  }
  return hash;
}

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
function readObject(from: number, node: Node, level: number): number {
  const fields: Record<string, FieldValue> = { ...node.empty };
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
    const member = memberOf(at + 1, end, node);
    if (member === undefined && node.alike.has(looseHash(text, at + 1, end))) return DECLINED;
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

function memberOf(begin: number, end: number, node: Node): Member | undefined {
  const alike = node.members[end - begin];
  if (alike === undefined) return undefined;
  for (const member of alike) {
    const name = member.bytes;
    let index = 0;
    while (index < name.length && text[begin + index] === name[index]) index += 1;
    if (index === name.length) return member;
  }
  return undefined;
}

function readValue(at: number, inside: Node | undefined, level: number): number {
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
    return readKeptObject(at, inside, level + 1);
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
      return skipNumber(at);
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

function skipNumber(from: number): number {
  let at = from;
  if (text[at] === MINUS) at += 1;
  if (text[at] === ZERO) at += 1;
  else {
    const begin = at;
    at = skipDigits(at);
    if (at === begin) return DECLINED;
  }
  if (text[at] === POINT) {
    const begin = at + 1;
    at = skipDigits(begin);
    if (at === begin) return DECLINED;
  }
  if (text[at] === 0x65 || text[at] === 0x45) {
    at += 1;
    if (text[at] === PLUS || text[at] === MINUS) at += 1;
    const begin = at;
    at = skipDigits(begin);
    if (at === begin) return DECLINED;
  }
  return at;
}

function skipDigits(from: number): number {
  let at = from;
  for (;;) {
    const byte = text[at] ?? 0;
    if (byte < ZERO || byte > NINE) return at;
    at += 1;
  }
}

// ── what repeats ────────────────────────────────────────────────────────────────────────────

// Records of a log repeat the same values and the same objects, such as who is asking. Each is made
// once and found again by its bytes, which are compared by the word: no two that differ are taken
// for one another, and a hash only says where to look.

const KEPT = 8_192;
const LONGEST_TEXT = 128;
const keptTexts = new Array<string>(KEPT).fill('');
const keptBytes = new DataView(new ArrayBuffer(KEPT * LONGEST_TEXT));
const decoder = new TextDecoder();

function textBetween(begin: number, end: number): string {
  const size = end - begin;
  if (size < WORD || size > LONGEST_TEXT) return madeText(begin, end);
  const place = hashOf(begin, size) & (KEPT - 1);
  const known = keptTexts[place] ?? '';
  if (known.length === size && isAt(begin, keptBytes, place * LONGEST_TEXT, size)) return known;
  const made = madeText(begin, end);
  keptTexts[place] = made;
  copyTo(keptBytes, place * LONGEST_TEXT, begin, size);
  return made;
}

/** Beyond this the decoder is faster, whose call costs as much as so many characters. */
const LONGEST_SPELLED = 32;

function madeText(begin: number, end: number): string {
  if (end - begin > LONGEST_SPELLED) return decoder.decode(text.subarray(begin, end));
  let made = '';
  let at = begin;
  for (; at + WORD <= end; at += WORD) {
    made += String.fromCharCode(
      text[at] ?? 0,
      text[at + 1] ?? 0,
      text[at + 2] ?? 0,
      text[at + 3] ?? 0,
    );
  }
  for (; at < end; at += 1) made += String.fromCharCode(text[at] ?? 0);
  return made;
}

interface KeptObject {
  readonly node: Node;
  readonly bytes: DataView;
  readonly level: number;
  /** Stops within it. */
  readonly stops: number;
  readonly fields: Fields;
}

const KEPT_OBJECTS = 1_024;
const LONGEST_OBJECT = 2_048;
/** What is looked at to tell objects apart: long enough to reach what they differ in. */
const OBJECT_HEAD = 64;
const keptObjects = new Array<KeptObject | undefined>(KEPT_OBJECTS).fill(undefined);

/** As `readObject`, from the bracket on. */
function readKeptObject(at: number, node: Node, level: number): number {
  if (at + OBJECT_HEAD > length) return readObject(at + 1, node, level);
  const place = hashOf(at, OBJECT_HEAD) & (KEPT_OBJECTS - 1);
  const known = keptObjects[place];
  if (known?.node === node && known.level === level) {
    const size = known.bytes.byteLength;
    if (at + size <= length && isAt(at, known.bytes, 0, size)) {
      stop += known.stops;
      taken = known.fields;
      return at + size;
    }
  }
  const firstStop = stop;
  const end = readObject(at + 1, node, level);
  const size = end - at;
  if (end >= 0 && size >= WORD && size <= LONGEST_OBJECT) {
    const bytes = new DataView(new ArrayBuffer(size));
    copyTo(bytes, 0, at, size);
    const fields = taken as Fields;
    keptObjects[place] = { node, bytes, level, stops: stop - firstStop, fields };
  }
  return end;
}

const WORD = 4;

// Whole words, the last of which may overlap the one before.

function hashOf(begin: number, size: number): number {
  let hash = size;
  const last = begin + size - WORD;
  for (let at = begin; at < last; at += WORD) {
    hash = Math.imul(hash ^ words.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ words.getInt32(last, true), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

function isAt(begin: number, kept: DataView, from: number, size: number): boolean {
  const last = size - WORD;
  for (let at = 0; at < last; at += WORD) {
    if (words.getInt32(begin + at, true) !== kept.getInt32(from + at, true)) return false;
  }
  return words.getInt32(begin + last, true) === kept.getInt32(from + last, true);
}

function copyTo(kept: DataView, from: number, begin: number, size: number): void {
  const last = size - WORD;
  for (let at = 0; at < last; at += WORD) {
    kept.setInt32(from + at, words.getInt32(begin + at, true), true);
  }
  kept.setInt32(from + last, words.getInt32(begin + last, true), true);
}
