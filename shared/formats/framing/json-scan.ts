// Reads one JSON value byte by byte without parsing it: knows strings, nesting and what may follow what,
// so that what is broken is noticed where it breaks. Finds the lists inside of a top-level object whose
// members are records. Numbers, names and escapes are left to the parser.

import {
  BACKSLASH,
  BAD,
  BARE,
  BYTE_CLASS,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  QUOTE_BYTE,
  SPACE,
  STRING_STOP,
} from './json-bytes.ts';

export interface Fault {
  readonly reason: string;
  /** In the stream. */
  readonly offset: number;
  /** Sound so far, but past a limit. */
  readonly isLimit: boolean;
}

/** Why reading stopped: the buffer or the limit was reached, or else. */
export type Stopped = 'short' | 'ended' | 'in a list of records' | 'broken';

export interface JsonScanOptions {
  readonly maxNesting: number;
  /** Names of lists whose members are the records. */
  readonly containerKeys: readonly string[];
}

export interface JsonScan {
  readonly stopped: Stopped;
  /** Of what is broken. */
  readonly fault: Fault;
  /** Begins a value, behind its bracket. */
  begin(bracket: number): void;
  /** Goes on in an object behind one of its members. */
  goOn(): void;
  /**
   * Returns the index behind what was read: behind the value, behind the bracket of a list of records,
   * at the limit, or behind the byte that broke it.
   * @param inList the value is a member of a list: none inside of it is looked for
   */
  read(
    buffer: Uint8Array,
    bufferOffset: number,
    from: number,
    limit: number,
    inList: boolean,
  ): number;
  /** To be called at the end of a chunk within a value: keeps what is needed of it later. */
  endChunk(buffer: Uint8Array, bufferOffset: number): void;
}

const NO_FAULT: Fault = { reason: '', offset: 0, isLimit: false };

// The last thing seen inside a value that decides what may follow.
const AFTER_OPEN = 1;
const AFTER_COMMA = 2;
const AFTER_COLON = 3;
const AFTER_BARE = 4;
const AFTER_VALUE = 5;

export function createJsonScan(options: JsonScanOptions): JsonScan {
  const { maxNesting } = options;
  const containerKeys = new Set(options.containerKeys.map((key) => `"${key}"`));
  const longestKey = Math.max(0, ...[...containerKeys].map((key) => key.length));
  const brackets = new Uint8Array(maxNesting + 1);
  let depth = 0;
  let last = AFTER_OPEN;
  let inString = false;
  let escaped = false;
  /** Offset of the opening quote of a key that may name a list of records, else -1. */
  let keyOffset = -1;
  let key = '';
  let nameFound = false;
  let stopped: Stopped = 'short';
  let fault = NO_FAULT;

  function broken(reason: string, offset: number, isLimit = false): void {
    stopped = 'broken';
    fault = { reason: isLimit ? reason : `${reason} at byte ${offset}`, offset, isLimit };
  }

  function begin(bracket: number): void {
    brackets[0] = bracket;
    depth = 1;
    last = AFTER_OPEN;
    inString = false;
    escaped = false;
    keyOffset = -1;
    nameFound = false;
  }

  return {
    get stopped() {
      return stopped;
    },
    get fault() {
      return fault;
    },
    begin,
    goOn() {
      begin(OPEN_OBJECT);
      last = AFTER_VALUE;
    },
    read,
    endChunk(buffer, bufferOffset) {
      if (keyOffset < 0 || key.length > longestKey) return;
      const from = Math.max(0, keyOffset - bufferOffset);
      for (const byte of buffer.subarray(from, from + longestKey)) key += String.fromCharCode(byte);
    },
  };

  function read(
    buffer: Uint8Array,
    bufferOffset: number,
    from: number,
    limit: number,
    inList: boolean,
  ): number {
    stopped = 'short';
    // What is kept track of lives in locals while the loop runs.
    let at = from;
    let previous = last;
    let level = depth;
    let quoted = inString;
    while (at < limit && stopped === 'short') {
      if (quoted) {
        if (escaped) {
          escaped = false;
          at += 1;
          continue;
        }
        while (at < limit && STRING_STOP[buffer[at] ?? 0] === 0) at += 1;
        if (at >= limit) break;
        const stop = buffer[at];
        at += 1;
        if (stop === BACKSLASH) escaped = true;
        else if (stop === QUOTE_BYTE) {
          quoted = false;
          previous = AFTER_VALUE;
          if (keyOffset >= 0) endKey(buffer, bufferOffset, at);
        } else broken('a control character inside a string', bufferOffset + at - 1);
        continue;
      }
      const kind = BYTE_CLASS[buffer[at] ?? 0] ?? BAD;
      const here = bufferOffset + at;
      at += 1;
      switch (kind) {
        case SPACE:
          break;
        case QUOTE:
          if (previous >= AFTER_BARE) broken('a quote where none can be', here);
          quoted = true;
          if (level === 1 && longestKey > 0 && !inList && previous !== AFTER_COLON) {
            keyOffset = here;
            key = '';
          }
          break;
        case OPEN_OBJECT:
        case OPEN_LIST:
          if (
            previous >= AFTER_BARE ||
            (previous !== AFTER_COLON && brackets[level - 1] === OPEN_OBJECT)
          ) {
            broken('a bracket opens where none can', here);
          } else if (nameFound && kind === OPEN_LIST) {
            stopped = 'in a list of records';
            return at;
          } else if (level >= maxNesting) {
            broken(`nested deeper than ${maxNesting} levels`, here, true);
          } else {
            nameFound = false;
            brackets[level] = kind;
            level += 1;
            previous = AFTER_OPEN;
          }
          break;
        case CLOSE_OBJECT:
        case CLOSE_LIST:
          if (
            previous === AFTER_COMMA ||
            previous === AFTER_COLON ||
            brackets[level - 1] !== kind - 1
          ) {
            broken('a bracket closes where none can', here);
            break;
          }
          level -= 1;
          previous = AFTER_VALUE;
          if (level === 0) {
            depth = 0;
            stopped = 'ended';
            return at;
          }
          break;
        case COMMA:
          if (previous < AFTER_BARE) broken('a comma where none can be', here);
          previous = AFTER_COMMA;
          nameFound = false;
          break;
        case COLON:
          if (previous !== AFTER_VALUE || brackets[level - 1] !== OPEN_OBJECT) {
            broken('a colon where none can be', here);
          }
          previous = AFTER_COLON;
          break;
        case BARE:
          if (previous === AFTER_VALUE) broken('text outside of a string', here);
          previous = AFTER_BARE;
          break;
        default:
          broken('text outside of a string', here);
      }
    }
    last = previous;
    depth = level;
    inString = quoted;
    return at;
  }

  function endKey(buffer: Uint8Array, bufferOffset: number, end: number): void {
    const begin = keyOffset - bufferOffset;
    const rest = buffer.subarray(Math.max(0, begin), end);
    keyOffset = -1;
    if (key.length + rest.length > longestKey) return;
    let text = key;
    for (const byte of rest) text += String.fromCharCode(byte);
    nameFound = containerKeys.has(text);
  }
}
