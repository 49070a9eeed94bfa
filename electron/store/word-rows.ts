// New words as one bound value that SQLite takes apart into rows: a list in its own binary JSON
// (sqlite.org/jsonb.html), where a text is its length and its bytes as they are. Nothing is escaped,
// so nothing is cut short at a zero byte, and no text is made of bytes on the way.

/** Types of elements, in the low half of their first byte. */
const TEXT_AS_IT_IS = 10;
const LIST = 11;
/** Sizes to 11 stand in the high half of the first byte; these say how many bytes behind it hold one. */
const SIZE_OF_ONE_BYTE = 12;
const SIZE_OF_TWO_BYTES = 13;
const SIZE_OF_FOUR_BYTES = 14;
const LARGEST_HEAD = 5;
const FIRST_BYTES = 64 * 1024;
/** What few lists need is given back. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Below this a loop copies faster than a call. */
const SHORT_WORD = 48;

interface WordRows {
  /** How many were added since the last `take`. */
  readonly count: number;
  add(bytes: Uint8Array, from: number, to: number): void;
  /** The list, good until the next `add`. */
  take(): Uint8Array;
}

export function wordRows(): WordRows {
  let list = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let end = LARGEST_HEAD;
  let count = 0;

  function makeRoom(bytes: number): void {
    if (end + bytes <= list.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * list.length, end + bytes));
    list.copy(grown, 0, 0, end);
    list = grown;
  }

  function putHead(size: number): void {
    if (size < SIZE_OF_ONE_BYTE) {
      list[end++] = size * 16 + TEXT_AS_IT_IS;
    } else if (size < 0x100) {
      list[end++] = SIZE_OF_ONE_BYTE * 16 + TEXT_AS_IT_IS;
      list[end++] = size;
    } else if (size < 0x10000) {
      list[end++] = SIZE_OF_TWO_BYTES * 16 + TEXT_AS_IT_IS;
      end = list.writeUInt16BE(size, end);
    } else {
      list[end++] = SIZE_OF_FOUR_BYTES * 16 + TEXT_AS_IT_IS;
      end = list.writeUInt32BE(size, end);
    }
  }

  return {
    get count() {
      return count;
    },
    add(bytes, from, to) {
      const size = to - from;
      makeRoom(LARGEST_HEAD + size);
      putHead(size);
      if (size > SHORT_WORD) list.set(bytes.subarray(from, to), end);
      else for (let at = 0; at < size; at += 1) list[end + at] = bytes[from + at] ?? 0;
      end += size;
      count += 1;
    },
    take() {
      const taken = list.subarray(0, end);
      taken[0] = SIZE_OF_FOUR_BYTES * 16 + LIST;
      taken.writeUInt32BE(end - LARGEST_HEAD, 1);
      if (list.length > KEPT_BYTES) list = Buffer.allocUnsafeSlow(FIRST_BYTES);
      end = LARGEST_HEAD;
      count = 0;
      return taken;
    },
  };
}
