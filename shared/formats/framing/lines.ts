// Cuts a stream into lines. A record is the line without its end (LF or CRLF), byte for byte;
// blank lines are skipped and said so; a line past the limit is rejected and reading goes on at
// the next one. Zeros in front of a line, which a crash or the truncation of an open file leaves
// behind, are framing. Refuses to decode anything: that is the format's business.

import { DEFAULT_MAX_RECORD_BYTES, type Framer, type FrameSink } from './frame-sink.ts';
import { createHeldRecord } from './held-record.ts';

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
  /** The line that is being read. */
  const held = createHeldRecord(maxRecordBytes);
  /** Offset of the next byte of the stream, and of the line that is being read. */
  let streamOffset = 0;
  let lineOffset = 0;
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
    const reason = `a line of ${held.length} bytes, longer than the limit of ${maxRecordBytes}`;
    sink.rejected(lineOffset, held.length, reason, held.excerpt());
  }

  function endLine(rest: Uint8Array, sink: FrameSink): void {
    if (held.length === 0 && rest.length <= maxRecordBytes) {
      emit(rest, lineOffset, sink);
      return;
    }
    held.add(rest);
    if (held.isOverlong) tooLong(sink);
    else emit(held.view(), lineOffset, sink);
    held.clear();
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
      if (start < chunk.length) held.add(chunk.subarray(start));
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
