// Cuts a stream of octet-counted messages (RFC 6587, 3.4.1): a length in digits, a space, that many
// bytes. Line ends between messages are framing, since many senders add one. A message without a length
// in front, as other senders to the same file write it (3.4.2), ends with its line. Where neither
// stands, everything up to the next line end is rejected and reading goes on behind it.

import { createCarry } from './carry.ts';
import { createExcerpt } from './excerpt.ts';
import { excerptOf, type Framer, type FrameSink } from './frame-sink.ts';

const LF = 0x0a;
const MAX_DIGITS = 8;
/** `<`, which every message begins with. */
const OPENS_PRIORITY = 0x3c;
const LONG_LINE = 'a message without a length in front, longer than the limit';

export function createOctetFramer({ maxRecordBytes }: { readonly maxRecordBytes: number }): Framer {
  const carry = createCarry();
  /** Of the first byte that is in the carry. */
  let carryOffset = 0;
  /** A part that is passed over: where it began, how long it is so far, and what ends it. */
  let lost:
    | { readonly offset: number; length: number; readonly bytes: number; readonly reason?: string }
    | undefined;
  const lostExcerpt = createExcerpt();
  let framingBytes = 0;
  let recordsSeen = 0;

  function tellLost(sink: FrameSink, cutOff: boolean): void {
    if (!lost) return;
    recordsSeen += 1;
    const long = `a message of ${lost.bytes} bytes, longer than the limit of ${maxRecordBytes}`;
    const none = lost.reason ?? 'no length of a message where one is expected';
    const reason =
      lost.bytes > 0 ? `${long}${cutOff ? ', cut off by the end of the file' : ''}` : none;
    sink.rejected(lost.offset, lost.length, reason, lostExcerpt.taken());
    lost = undefined;
  }

  /** Passes over what belongs to the lost part; returns how much that is. */
  function passLost(bytes: Uint8Array, sink: FrameSink): number {
    if (!lost) return 0;
    const wanted = lost.bytes > 0 ? lost.bytes - lost.length : bytes.indexOf(LF);
    const ends = wanted >= 0 && wanted <= bytes.length;
    const length = ends ? wanted : bytes.length;
    lostExcerpt.add(bytes.subarray(0, length));
    lost.length += length;
    if (ends) tellLost(sink, false);
    return length;
  }

  /** Reads one part at the start of `bytes`; returns its length, -1 where more bytes are needed. */
  function readPart(bytes: Uint8Array, offset: number, sink: FrameSink): number {
    const [first = 0] = bytes;
    if (first === LF || first === 0x0d || first === 0) {
      framingBytes += 1;
      return 1;
    }
    if (first === OPENS_PRIORITY) return readLine(bytes, offset, sink);
    let digits = 0;
    while (digits <= MAX_DIGITS && isDigit(bytes[digits])) digits += 1;
    if (digits === bytes.length && digits <= MAX_DIGITS) return -1;
    const length = digits <= MAX_DIGITS && digits > 0 && bytes[digits] === 0x20;
    if (!length) {
      lost = { offset, length: 0, bytes: 0 };
      return passLost(bytes, sink);
    }
    const size = sizeOf(bytes, digits);
    const begin = digits + 1;
    if (size > maxRecordBytes) {
      lost = { offset, length: 0, bytes: begin + size };
      return passLost(bytes, sink);
    }
    if (begin + size > bytes.length) return -1;
    let end = begin + size;
    while (end > begin && isLineEnd(bytes[end - 1])) end -= 1;
    recordsSeen += 1;
    framingBytes += begin + size - (end - begin);
    if (end === begin) sink.skipped(offset);
    else sink.record(bytes.subarray(begin, end), offset + begin);
    return begin + size;
  }

  /** A message without a length in front; returns its length, -1 where its line goes on. */
  function readLine(bytes: Uint8Array, offset: number, sink: FrameSink): number {
    const lineEnd = bytes.indexOf(LF);
    const length = lineEnd < 0 ? bytes.length : lineEnd;
    if (length > maxRecordBytes) {
      lost = { offset, length: 0, bytes: 0, reason: LONG_LINE };
      return passLost(bytes, sink);
    }
    if (lineEnd < 0) return -1;
    const end = lineEnd > 0 && bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    recordsSeen += 1;
    framingBytes += lineEnd - end;
    sink.record(bytes.subarray(0, end), offset);
    return lineEnd;
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
      const bytes = carry.view();
      let at = 0;
      while (at < bytes.length) {
        const rest = bytes.subarray(at);
        const length = lost ? passLost(rest, sink) : readPart(rest, carryOffset + at, sink);
        if (length < 0) break;
        at += length;
      }
      const left = new Uint8Array(bytes.subarray(at));
      carry.clear();
      carry.append(left);
      carryOffset += at;
    },
    finish(sink) {
      if (lost) tellLost(sink, true);
      if (carry.length === 0) return;
      recordsSeen += 1;
      if (carry.view()[0] === OPENS_PRIORITY) {
        sink.record(carry.view(), carryOffset);
        return;
      }
      const reason = 'the message is cut off by the end of the file';
      sink.rejected(carryOffset, carry.length, reason, excerptOf(carry.view()));
    },
  };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === 0x0d || byte === 0;
}

function sizeOf(bytes: Uint8Array, digits: number): number {
  let size = 0;
  for (const byte of bytes.subarray(0, digits)) size = size * 10 + byte - 0x30;
  return size;
}
