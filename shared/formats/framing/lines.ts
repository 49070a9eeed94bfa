// Cuts a stream into lines. A record is the line without its end (LF or CRLF), byte for byte;
// blank lines are skipped and said so; a line past the limit is rejected and reading goes on at
// the next one. Zeros in front of a line, which a crash or the truncation of an open file leaves
// behind, are framing. Refuses to decode anything: that is the format's business.

import { createCarry } from './carry.ts';
import {
  DEFAULT_MAX_RECORD_BYTES,
  excerptOf,
  EXCERPT_BYTES,
  type Framer,
  type FrameSink,
} from './frame-sink.ts';

const LF = 0x0a;
const CR = 0x0d;
const BOM = [0xef, 0xbb, 0xbf];

export interface LineFramerOptions {
  readonly maxRecordBytes?: number;
  /** For lines that hold no event by design, such as a header: they are skipped. */
  readonly isFraming?: (line: Uint8Array, byteOffset: number) => boolean;
}

export function createLineFramer(options: LineFramerOptions): Framer {
  const maxRecordBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
  const carry = createCarry();
  /** Offset of the next byte of the stream, and of the line that is being read. */
  let streamOffset = 0;
  let lineOffset = 0;
  /** Length of a line that is past the limit, else 0. */
  let overlong = 0;
  let framingBytes = 0;
  let recordsSeen = 0;

  function emit(line: Uint8Array, offset: number, sink: FrameSink): void {
    let start = 0;
    if (offset === 0 && BOM.every((byte, index) => line[index] === byte)) start = BOM.length;
    while (line[start] === 0) start += 1;
    let end = line.length;
    if (end > start && line[end - 1] === CR) end -= 1;
    recordsSeen += 1;
    if (isBlank(line, start, end)) {
      framingBytes += line.length;
      sink.skipped(offset);
      return;
    }
    const record = start === 0 && end === line.length ? line : line.subarray(start, end);
    if (options.isFraming?.(record, offset + start) === true) {
      framingBytes += line.length;
      sink.skipped(offset);
      return;
    }
    framingBytes += line.length - (end - start);
    sink.record(record, offset + start);
  }

  function tooLong(sink: FrameSink): void {
    recordsSeen += 1;
    sink.rejected(
      lineOffset,
      overlong,
      `a line of ${overlong} bytes, longer than the limit of ${maxRecordBytes}`,
      excerptOf(carry.view()),
    );
    overlong = 0;
    carry.clear();
  }

  /** Adds to a line that is not finished; of one past the limit only the excerpt is kept. */
  function hold(bytes: Uint8Array): void {
    if (overlong === 0 && carry.length + bytes.length <= maxRecordBytes) {
      carry.append(bytes);
      return;
    }
    overlong = (overlong === 0 ? carry.length : overlong) + bytes.length;
    const room = EXCERPT_BYTES - carry.length;
    if (room > 0) carry.append(bytes.subarray(0, room));
  }

  function endLine(rest: Uint8Array, sink: FrameSink): void {
    if (carry.length === 0 && overlong === 0 && rest.length <= maxRecordBytes) {
      emit(rest, lineOffset, sink);
      return;
    }
    hold(rest);
    if (overlong > 0) tooLong(sink);
    else {
      emit(carry.view(), lineOffset, sink);
      carry.clear();
    }
  }

  return {
    get framingBytes() {
      return framingBytes;
    },
    get recordsSeen() {
      return recordsSeen;
    },
    push(chunk, sink) {
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        endLine(chunk.subarray(start, end), sink);
        framingBytes += 1;
        start = end + 1;
        lineOffset = streamOffset + start;
      }
      if (start < chunk.length) hold(chunk.subarray(start));
      streamOffset += chunk.length;
    },
    finish(sink) {
      if (streamOffset > lineOffset) endLine(new Uint8Array(0), sink);
    },
  };
}

function isBlank(line: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const byte = line[index];
    if (byte !== 0x20 && byte !== 0x09 && byte !== CR) return false;
  }
  return true;
}
