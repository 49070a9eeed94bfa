// Cuts a stream of the journal export format into entries: fields one a line, `NAME=value`, or the
// name alone, a 64-bit length and as many bytes, whatever they are. An empty line ends an entry and
// is framing. Behind a field that makes no sense reading goes on at the next entry.
// Source: "Journal Export Formats" of systemd.

import { createCarry } from './carry.ts';
import { createExcerpt } from './excerpt.ts';
import { copyOf, excerptOf, type Framer, type FrameSink } from './frame-sink.ts';

const LF = 0x0a;
const EQUALS = 0x3d;
const LENGTH_BYTES = 8;
const MAX_NAME_BYTES = 256;

export function createJournalFramer({
  maxRecordBytes,
}: {
  readonly maxRecordBytes: number;
}): Framer {
  /** The entry that is being read, from its first byte. */
  const carry = createCarry();
  let entryOffset = 0;
  /** How far the entry is understood. */
  let at = 0;
  /** A part that is passed over: its length so far, and why. */
  let lost: { length: number; readonly reason: string } | undefined;
  const lostExcerpt = createExcerpt();
  /** The last byte that was passed over, to see an empty line that chunks divide. */
  let lastLost = 0;
  let framingBytes = 0;
  let recordsSeen = 0;

  function tellLost(sink: FrameSink): void {
    if (!lost) return;
    recordsSeen += 1;
    sink.rejected(entryOffset, lost.length, lost.reason, lostExcerpt.taken());
    entryOffset += lost.length;
    lost = undefined;
  }

  /** Passes over bytes up to an empty line; returns how many. */
  function passLost(bytes: Uint8Array, sink: FrameSink): number {
    if (!lost) return 0;
    let end = -1;
    for (let index = bytes.indexOf(LF); index >= 0; index = bytes.indexOf(LF, index + 1)) {
      const before = index > 0 ? bytes[index - 1] : lastLost;
      if (before === LF && (index > 0 || lost.length > 0)) {
        end = index;
        break;
      }
    }
    const passed = end < 0 ? bytes.length : end;
    lostExcerpt.add(bytes.subarray(0, passed));
    lost.length += passed;
    if (passed > 0) lastLost = bytes[passed - 1] ?? 0;
    if (end >= 0) tellLost(sink);
    return passed;
  }

  /** The length of the field at `from`; -1 where more bytes are needed, a reason where it is none. */
  function fieldLength(bytes: Uint8Array, from: number): number | string {
    let nameEnd = from;
    while (nameEnd < bytes.length && isName(bytes[nameEnd] ?? 0)) nameEnd += 1;
    if (nameEnd - from > MAX_NAME_BYTES) return 'a field name that is too long';
    if (nameEnd === bytes.length) return -1;
    if (nameEnd === from) return 'no field where one is expected';
    if (bytes[nameEnd] === EQUALS) {
      const end = bytes.indexOf(LF, nameEnd);
      return end < 0 ? -1 : end + 1 - from;
    }
    if (bytes[nameEnd] !== LF) return 'a field name with a character that none has';
    const begin = nameEnd + 1;
    if (begin + LENGTH_BYTES > bytes.length) return -1;
    let size = 0;
    for (let index = LENGTH_BYTES - 1; index >= 0; index -= 1) {
      size = size * 256 + (bytes[begin + index] ?? 0);
    }
    if (size > maxRecordBytes)
      return `a field of ${size} bytes, longer than the limit of ${maxRecordBytes}`;
    const end = begin + LENGTH_BYTES + size;
    if (end >= bytes.length) return -1;
    return bytes[end] === LF
      ? end + 1 - from
      : 'a binary field that does not end where its length says';
  }

  function lose(reason: string): void {
    lost = { length: 0, reason };
    lastLost = 0;
    at = 0;
  }

  function read(sink: FrameSink): void {
    const bytes = carry.view();
    /** Where the entry begins that is being read. */
    let start = 0;
    for (;;) {
      if (lost) {
        start += passLost(bytes.subarray(start), sink);
        if (lost) break;
      }
      const next = start + at;
      if (next >= bytes.length) break;
      if (bytes[next] === LF) {
        if (at > 0) {
          recordsSeen += 1;
          // The end of the last field is framing, like the empty line.
          framingBytes += 1;
          sink.record(bytes.subarray(start, next - 1), entryOffset);
        }
        framingBytes += 1;
        entryOffset += at + 1;
        start = next + 1;
        at = 0;
        continue;
      }
      // Never looks past the limit, so that it tells the same however the bytes arrive.
      const window = bytes.subarray(0, start + maxRecordBytes);
      const length = fieldLength(window, next);
      if (typeof length === 'string') lose(length);
      else if (length < 0 && window.length < bytes.length) {
        lose(`an entry longer than the limit of ${maxRecordBytes} bytes`);
      } else if (length < 0) break;
      else at += length;
    }
    const rest = copyOf(bytes.subarray(start));
    carry.clear();
    carry.append(rest);
  }

  return {
    get framingBytes() {
      return framingBytes;
    },
    get recordsSeen() {
      return recordsSeen;
    },
    push(chunk, sink) {
      carry.append(chunk);
      read(sink);
    },
    finish(sink) {
      if (lost) {
        tellLost(sink);
        return;
      }
      const bytes = copyOf(carry.view());
      carry.clear();
      if (bytes.length === 0) return;
      if (at === bytes.length) {
        // The last empty line is not there.
        recordsSeen += 1;
        framingBytes += 1;
        sink.record(bytes.subarray(0, at - 1), entryOffset);
        return;
      }
      recordsSeen += 1;
      const reason = 'the entry is cut off by the end of the file';
      sink.rejected(entryOffset, bytes.length, reason, excerptOf(bytes));
    },
  };
}

/** Capitals, digits and underscores; small letters come from other programs that write the format. */
function isName(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    (byte >= 0x61 && byte <= 0x7a)
  );
}
