// A shortcut through lists of alike JSON objects. Programs write them one like the other, so the end
// of a record is guessed from how the next one begins, and the guess is put to the parser: bytes that
// begin with a brace and parse as a whole are one object, because the end of a JSON object follows
// from its text alone (RFC 8259). Where the guess does not parse, nothing has happened, and the
// record is scanned byte by byte.

import { copyOf, type FrameSink } from './frame-sink.ts';
import { BYTE_CLASS, SPACE } from './json-bytes.ts';
import { firstKeyOf } from './json-resync.ts';

const CLOSE_OBJECT_BYTE = 0x7d;
const CLOSE_LIST_BYTE = 0x5d;
const KEY_BYTES = 256;
/** Nothing ends in the first part of what the shortest record had. */
const SURELY_INSIDE = 0.75;
/** So many guesses in vain, beyond a tenth of them all, and no more are made. */
const MOST_FAILURES = 8;

export interface JsonAhead {
  /** Another stream begins, most likely written like the one before it. */
  again(): void;
  /** Told where a record that was scanned begins and ends, as offsets in the stream. */
  ended(beginOffset: number, endOffset: number): void;
  /**
   * Where the record that begins at `begin` ends, once the sink has taken it; -1 where it must be
   * scanned.
   */
  endOf(buffer: Uint8Array, bufferOffset: number, begin: number, sink: FrameSink): number;
}

export function createJsonAhead(maxRecordBytes: number): JsonAhead {
  let lastEnd = -1;
  let shortest = Number.MAX_SAFE_INTEGER;
  /** From the last brace of a record to the first key of the next one; at first that of the stream before. */
  let seam: Uint8Array | undefined;
  let isOwnSeam = false;
  let taken = 0;
  let failures = 0;

  function learn(buffer: Uint8Array, bufferOffset: number, begin: number): void {
    const from = lastEnd - 1 - bufferOffset;
    if (lastEnd < 0 || from < 0 || begin <= from || buffer[from] !== CLOSE_OBJECT_BYTE) return;
    const key = firstKeyOf(buffer.subarray(begin, begin + KEY_BYTES));
    if (key.length === 0) return;
    let at = begin + 1;
    while (BYTE_CLASS[buffer[at] ?? 0] === SPACE) at += 1;
    seam = copyOf(buffer.subarray(from, at + key.length));
    isOwnSeam = true;
  }

  /** Index of the next seam at or after `from`; -1 where there is none. */
  function seamAt(buffer: Uint8Array, from: number, wanted: Uint8Array): number {
    const last = buffer.length - wanted.length;
    let at = buffer.indexOf(CLOSE_OBJECT_BYTE, from);
    while (at >= 0 && at <= last) {
      let length = 1;
      while (length < wanted.length && buffer[at + length] === wanted[length]) length += 1;
      if (length === wanted.length) return at;
      at = buffer.indexOf(CLOSE_OBJECT_BYTE, at + 1);
    }
    return -1;
  }

  /** Index of the brace that ends the last record, where a list ends with the buffer; -1 where none does. */
  function lastBraceOf(buffer: Uint8Array): number {
    let at = lastSignOf(buffer, buffer.length);
    if (buffer[at] === CLOSE_OBJECT_BYTE) at = lastSignOf(buffer, at);
    if (buffer[at] !== CLOSE_LIST_BYTE) return -1;
    at = lastSignOf(buffer, at);
    return buffer[at] === CLOSE_OBJECT_BYTE ? at : -1;
  }

  return {
    again() {
      lastEnd = -1;
      shortest = Number.MAX_SAFE_INTEGER;
      isOwnSeam = false;
      taken = 0;
      failures = 0;
    },
    ended(beginOffset, endOffset) {
      lastEnd = endOffset;
      shortest = Math.min(shortest, endOffset - beginOffset);
    },
    endOf(buffer, bufferOffset, begin, sink) {
      if (!sink.tryRecord || failures > MOST_FAILURES + taken / 10) return -1;
      if (!isOwnSeam) learn(buffer, bufferOffset, begin);
      if (!seam) return -1;
      const inside =
        lastEnd < 0 ? 0 : Math.floor(Math.min(shortest, maxRecordBytes) * SURELY_INSIDE);
      let at = seamAt(buffer, begin + inside, seam);
      if (at < 0) at = lastBraceOf(buffer);
      if (at <= begin || at + 1 - begin > maxRecordBytes) return -1;
      const end = at + 1;
      if (!sink.tryRecord(buffer.subarray(begin, end), bufferOffset + begin)) {
        failures += 1;
        return -1;
      }
      taken += 1;
      shortest = Math.min(shortest, end - begin);
      lastEnd = bufferOffset + end;
      return end;
    },
  };
}

/** Index of the last byte before an index that is no white space; -1 where there is none. */
function lastSignOf(buffer: Uint8Array, before: number): number {
  let at = before - 1;
  while (at >= 0 && BYTE_CLASS[buffer[at] ?? 0] === SPACE) at -= 1;
  return at;
}
