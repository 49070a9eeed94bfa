// A JSON record cut into what is the same in all records that are written like it, and the values that
// may differ. Takes sound JSON only: it is given records that were parsed before.

/** What may stand in a part. */
export const STRING = 0;
export const NUMBER = 1;

/** A value that may differ: without its quotes, where it has them. */
export interface Part {
  readonly kind: typeof STRING | typeof NUMBER;
  readonly begin: number;
  readonly end: number;
}

/**
 * Whether a value may differ without anything else about the event being other than it was.
 * @param path keys from the outermost on; `*` for each element of a list
 */
export type IsFree = (path: readonly string[]) => boolean;

export const ANY_ELEMENT = '*';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const SPACE = 0x20;

export const MOST_PARTS = 256;
const DEEPEST = 32;

/** `undefined` where the record is deeper or has more parts than records that come again and again. */
export function cutRecord(record: Uint8Array, isFree: IsFree): readonly Part[] | undefined {
  const parts: Part[] = [];
  const path: string[] = [];
  let at = 0;
  let isOdd = false;

  const skipBlank = (): void => {
    while (at < record.length && (record[at] ?? 0) <= SPACE) at += 1;
  };
  /** Behind the closing quote. */
  const skipString = (): void => {
    at += 1;
    while (at < record.length && record[at] !== QUOTE) at += record[at] === BACKSLASH ? 2 : 1;
    at += 1;
  };
  const readKey = (): string => {
    const begin = at + 1;
    skipString();
    let key = '';
    for (let each = begin; each < at - 1; each += 1) key += String.fromCharCode(record[each] ?? 0);
    return key;
  };
  const readValue = (): void => {
    skipBlank();
    if (path.length > DEEPEST) isOdd = true;
    if (isOdd) return;
    const byte = record[at] ?? 0;
    if (byte === OPEN_OBJECT) readMembers(CLOSE_OBJECT, true);
    else if (byte === OPEN_LIST) readMembers(CLOSE_LIST, false);
    else if (byte === QUOTE) {
      const begin = at + 1;
      skipString();
      // An empty text often means that there is none.
      if (at - 1 > begin && isFree(path)) parts.push({ kind: STRING, begin, end: at - 1 });
    } else {
      const begin = at;
      while (at < record.length && !endsScalar(record[at] ?? 0)) at += 1;
      if (isShortNumber(record, begin, at) && isFree(path)) {
        parts.push({ kind: NUMBER, begin, end: at });
      }
    }
  };
  const readMembers = (close: number, isObject: boolean): void => {
    at += 1;
    skipBlank();
    while (!isOdd && at < record.length && record[at] !== close) {
      path.push(isObject ? readKey() : ANY_ELEMENT);
      if (isObject) {
        skipBlank();
        // The colon.
        at += 1;
      }
      readValue();
      path.pop();
      skipBlank();
      if (record[at] === COMMA) {
        at += 1;
        skipBlank();
      }
    }
    at += 1;
  };

  readValue();
  return isOdd || parts.length > MOST_PARTS ? undefined : parts;
}

function endsScalar(byte: number): boolean {
  return (
    byte <= SPACE ||
    byte === COMMA ||
    byte === CLOSE_OBJECT ||
    byte === CLOSE_LIST ||
    byte === COLON
  );
}

/** Digits that JavaScript's numbers hold exactly, whatever they are. */
export const MOST_DIGITS = 15;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Where a whole number that begins there ends; the place itself where there is none, or a long one. */
export function endOfShortNumber(bytes: Uint8Array, begin: number): number {
  let at = bytes[begin] === MINUS ? begin + 1 : begin;
  const first = at;
  while (at - first <= MOST_DIGITS) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) break;
    at += 1;
  }
  // Zeros in front are no JSON; minus zero is a number of its own.
  const isOne =
    at > first &&
    at - first <= MOST_DIGITS &&
    !(at > first && bytes[begin] === MINUS && bytes[first] === ZERO);
  return isOne ? at : begin;
}

function isShortNumber(bytes: Uint8Array, begin: number, end: number): boolean {
  return end > begin && endOfShortNumber(bytes, begin) === end;
}
