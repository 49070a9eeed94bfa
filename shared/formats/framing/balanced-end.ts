// Where a broken member of a list ends, as far as its brackets tell: they are counted, those in strings
// left out, and behind the last one a comma or the end of the list has to follow. That finds the next
// member whatever key it begins with; where a quote is missing it finds nothing, or finds it late.

import {
  BACKSLASH,
  BYTE_CLASS,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE_BYTE,
  SPACE,
} from './json-bytes.ts';

export interface BalancedEnd {
  /** Begins to count at the bracket that opens the member. @param byteOffset of the stream */
  begin(byteOffset: number): void;
  /** There is no member to be counted. */
  stop(): void;
  /**
   * Index in `bytes`, which begin at `base` in the stream, of what follows the member; -1 where that is
   * not before `to`. What was looked at once is not looked at again.
   */
  find(bytes: Uint8Array, base: number, to: number): number;
}

export function createBalancedEnd(): BalancedEnd {
  let isOn = false;
  let nextOffset = 0;
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let isClosed = false;

  /** True once the byte is what follows the member. */
  function takes(byte: number): boolean {
    if (inString) {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE_BYTE) inString = false;
      return false;
    }
    const kind = BYTE_CLASS[byte];
    if (isClosed) {
      isOn = kind === SPACE;
      return kind === COMMA || kind === CLOSE_LIST;
    }
    if (byte === QUOTE_BYTE) inString = true;
    else if (kind === OPEN_OBJECT || kind === OPEN_LIST) depth += 1;
    else if (kind === CLOSE_OBJECT || kind === CLOSE_LIST) {
      depth -= 1;
      isClosed = depth <= 0;
    }
    return false;
  }

  return {
    begin(byteOffset) {
      isOn = true;
      nextOffset = byteOffset;
      depth = 0;
      inString = false;
      isEscaped = false;
      isClosed = false;
    },
    stop() {
      isOn = false;
    },
    find(bytes, base, to) {
      for (let at = Math.max(0, nextOffset - base); isOn && at < to; at += 1) {
        nextOffset = base + at + 1;
        if (takes(bytes[at] ?? 0)) return at;
      }
      return -1;
    },
  };
}
