// Joins neighbouring lines that carry the same key into one record, line ends between them
// included, so that the record stays one stretch of the file. Lines of one key that others stand
// between become records of their own.

import { textOf } from '../../base/bytes.ts';
import { createCarry } from './carry.ts';
import { copyOf, EXCERPT_BYTES, excerptOf, type Framer, type FrameSink } from './frame-sink.ts';

const LF = 0x0a;
const CR = 0x0d;

export interface LineGroupOptions {
  readonly maxRecordBytes: number;
  /** Where in a line its key is looked for. */
  readonly keyBytes: number;
  /** Empty for a line that stands alone. */
  keyOf(start: string): string;
}

export function createLineGroupFramer(options: LineGroupOptions): Framer {
  const { maxRecordBytes, keyBytes, keyOf } = options;
  /** The group so far, then the line that is being read. */
  const carry = createCarry();
  let carryOffset = 0;
  /** Length of the group with the end of its last line, and without. */
  let groupBytes = 0;
  let groupEnd = 0;
  let groupKey = '';
  let scanned = 0;
  /** Length of a line past the limit, else 0; its first bytes are in the carry. */
  let overlong = 0;
  let framingBytes = 0;
  let recordsSeen = 0;

  /** Tells the group at the start of `bytes`; returns how many bytes it took. */
  function tellGroup(bytes: Uint8Array, sink: FrameSink): number {
    const taken = groupBytes;
    if (taken === 0) return 0;
    recordsSeen += 1;
    framingBytes += taken - groupEnd;
    sink.record(bytes.subarray(0, groupEnd), carryOffset);
    carryOffset += taken;
    groupBytes = 0;
    groupKey = '';
    return taken;
  }

  /** A whole line, from the end of the group to `end`, with a line end of `tail` bytes behind it. */
  function addLine(bytes: Uint8Array, end: number, tail: number, sink: FrameSink): number {
    const start = groupBytes;
    let textEnd = end;
    if (textEnd > start && bytes[textEnd - 1] === CR) textEnd -= 1;
    const line = bytes.subarray(start, textEnd);
    const key = keyOf(textOf(line.subarray(0, keyBytes)));
    const joins = start > 0 && key !== '' && key === groupKey && textEnd <= maxRecordBytes;
    let taken = 0;
    if (!joins) taken = tellGroup(bytes, sink);
    if (line.every((byte) => byte === 0x20 || byte === 0x09 || byte === CR)) {
      recordsSeen += 1;
      framingBytes += end - start + tail;
      sink.skipped(carryOffset);
      carryOffset += end - start + tail;
      return taken + end - start + tail;
    }
    groupKey = key;
    groupEnd = textEnd - taken;
    groupBytes = end + tail - taken;
    return taken;
  }

  function tellOverlong(sink: FrameSink): void {
    recordsSeen += 1;
    const reason = `a line of ${overlong} bytes, longer than the limit of ${maxRecordBytes}`;
    sink.rejected(carryOffset, overlong, reason, excerptOf(carry.view()));
    carryOffset += overlong;
    overlong = 0;
    carry.clear();
  }

  function keepOverlong(bytes: Uint8Array): void {
    overlong = bytes.length;
    const shown = copyOf(bytes.subarray(0, EXCERPT_BYTES));
    carry.clear();
    carry.append(shown);
    scanned = 0;
  }

  /** Works through whole lines; returns what is left. */
  function read(all: Uint8Array, sink: FrameSink): void {
    let bytes = all;
    for (;;) {
      const end = bytes.indexOf(LF, Math.max(scanned, groupBytes));
      const length = (end < 0 ? bytes.length : end) - groupBytes;
      if (length > maxRecordBytes) {
        bytes = bytes.subarray(tellGroup(bytes, sink));
        const line = bytes.subarray(0, length);
        const rest = end < 0 ? undefined : copyOf(bytes.subarray(length + 1));
        keepOverlong(line);
        if (!rest) return;
        tellOverlong(sink);
        framingBytes += 1;
        carryOffset += 1;
        bytes = rest;
        continue;
      }
      if (end < 0) break;
      bytes = bytes.subarray(addLine(bytes, end, 1, sink));
      scanned = groupBytes;
    }
    scanned = bytes.length;
    const rest = copyOf(bytes);
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
      let bytes = chunk;
      if (overlong > 0) {
        const end = bytes.indexOf(LF);
        const more = bytes.subarray(0, end < 0 ? bytes.length : end);
        const room = EXCERPT_BYTES - carry.length;
        if (room > 0) carry.append(more.subarray(0, room));
        overlong += more.length;
        if (end < 0) return;
        tellOverlong(sink);
        framingBytes += 1;
        carryOffset += 1;
        bytes = bytes.subarray(end + 1);
      }
      carry.append(bytes);
      read(carry.view(), sink);
    },
    finish(sink) {
      if (overlong > 0) {
        tellOverlong(sink);
        return;
      }
      let bytes: Uint8Array = copyOf(carry.view());
      if (bytes.length > groupBytes) bytes = bytes.subarray(addLine(bytes, bytes.length, 0, sink));
      tellGroup(bytes, sink);
      carry.clear();
    },
  };
}
