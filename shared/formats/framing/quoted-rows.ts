// Cuts a stream into rows of a table with quoted cells (RFC 4180): a line end inside quotes does
// not end the row. The first row may be a header, framing wherever it stands again. A quote that is
// not closed within the limit does not swallow the file: what it took in is told line by line.

import { createCarry } from './carry.ts';
import { createExcerpt } from './excerpt.ts';
import { copyOf, type Framer, type FrameSink } from './frame-sink.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BOM = [0xef, 0xbb, 0xbf];
/** No cell of a log is longer; what is, is an open quote. */
const MAX_ROW_BYTES = 1024 * 1024;

export interface RowFramerOptions {
  readonly maxRecordBytes: number;
  /** The byte between cells. */
  readonly separator: number;
  /** False where the first row is a record like the others. */
  readonly header: boolean;
  /** Rows in front of the header that belong to no table. */
  readonly preamble?: number | undefined;
}

export function createRowFramer(options: RowFramerOptions): Framer {
  const { separator, preamble = 0 } = options;
  const limit = Math.min(options.maxRecordBytes, MAX_ROW_BYTES);
  const carry = createCarry();
  let rowOffset = 0;
  /** How far the row in the carry has been looked at. */
  let scanned = 0;
  let quoted = false;
  let cellStart = true;
  /** A quote inside quotes was the last byte: it closes them unless another one follows. */
  let maybeClosed = false;
  /** Length of a line past the limit, else 0; and its first bytes. */
  let overlong = 0;
  const overlongExcerpt = createExcerpt();
  let header: Uint8Array | undefined;
  let framingBytes = 0;
  let recordsSeen = 0;

  function startRow(offset: number): void {
    rowOffset = offset;
    scanned = 0;
    quoted = false;
    cellStart = true;
    maybeClosed = false;
  }

  /** A row or line without its end. */
  function tell(row: Uint8Array, offset: number, sink: FrameSink): void {
    let begin = 0;
    if (offset === 0 && BOM.every((byte, index) => row[index] === byte)) begin = BOM.length;
    let end = row.length;
    if (end > begin && row[end - 1] === CR) end -= 1;
    const record = row.subarray(begin, end);
    recordsSeen += 1;
    if (recordsSeen <= preamble || isBlank(record) || isHeader(record)) {
      framingBytes += row.length;
      sink.skipped(offset);
      return;
    }
    framingBytes += row.length - record.length;
    sink.record(record, offset + begin);
  }

  function isHeader(record: Uint8Array): boolean {
    if (!options.header) return false;
    if (header === undefined) {
      header = copyOf(record);
      return true;
    }
    const { length } = header;
    if (record.length !== length) return false;
    for (let at = 0; at < length; at += 1) if (record[at] !== header[at]) return false;
    return true;
  }

  /** Quotes are open where none should be: lines are all there is to go by. */
  function tellLines(bytes: Uint8Array, atEnd: boolean, sink: FrameSink): Uint8Array {
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      tell(bytes.subarray(start, end), rowOffset + start, sink);
      framingBytes += 1;
      start = end + 1;
    }
    if (atEnd && start < bytes.length) {
      tell(bytes.subarray(start), rowOffset + start, sink);
      start = bytes.length;
    }
    const rest = copyOf(bytes.subarray(start));
    startRow(rowOffset + start);
    return rest;
  }

  function tellOverlong(sink: FrameSink): void {
    recordsSeen += 1;
    const reason = `a line of ${overlong} bytes, longer than the limit of ${limit}`;
    sink.rejected(rowOffset, overlong, reason, overlongExcerpt.taken());
    startRow(rowOffset + overlong + 1);
    overlong = 0;
  }

  /** Index behind the line end that ends the row, or -1. Looks at each byte once. */
  function rowEnd(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at];
      if (quoted && !maybeClosed) {
        if (byte === QUOTE) maybeClosed = true;
        continue;
      }
      if (maybeClosed) {
        maybeClosed = false;
        // Closed only before a separator or a line end; anything else is part of the cell.
        if (byte === separator || byte === LF) quoted = false;
        else {
          if (byte === CR) maybeClosed = true;
          continue;
        }
      }
      if (byte === LF) return at + 1;
      if (cellStart && byte === QUOTE) quoted = true;
      cellStart = byte === separator;
    }
    return -1;
  }

  function read(sink: FrameSink): void {
    let bytes = carry.view();
    for (;;) {
      if (overlong > 0) return;
      const to = Math.min(bytes.length, limit);
      const end = rowEnd(bytes, scanned, to);
      if (end >= 0) {
        tell(bytes.subarray(0, end - 1), rowOffset, sink);
        framingBytes += 1;
        bytes = bytes.subarray(end);
        startRow(rowOffset + end);
        continue;
      }
      scanned = to;
      if (bytes.length < limit) break;
      const taken = bytes.subarray(0, limit);
      const behind = bytes.subarray(limit);
      if (taken.includes(LF)) {
        const rest = tellLines(taken, false, sink);
        const joined = new Uint8Array(rest.length + behind.length);
        joined.set(rest);
        joined.set(behind, rest.length);
        bytes = joined;
        continue;
      }
      const lineEnd = bytes.indexOf(LF);
      overlong = lineEnd < 0 ? bytes.length : lineEnd;
      const after = lineEnd < 0 ? undefined : copyOf(bytes.subarray(lineEnd + 1));
      overlongExcerpt.add(bytes.subarray(0, overlong));
      carry.clear();
      if (!after) return;
      framingBytes += 1;
      tellOverlong(sink);
      bytes = after;
    }
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
        overlong += end < 0 ? bytes.length : end;
        if (end < 0) return;
        framingBytes += 1;
        tellOverlong(sink);
        bytes = bytes.subarray(end + 1);
      }
      carry.append(bytes);
      read(sink);
    },
    finish(sink) {
      if (overlong > 0) {
        tellOverlong(sink);
        return;
      }
      const rest = copyOf(carry.view());
      carry.clear();
      if (rest.length === 0) return;
      if (quoted && !maybeClosed) tellLines(rest, true, sink);
      else tell(rest, rowOffset, sink);
    },
  };
}

function isBlank(row: Uint8Array): boolean {
  return row.every((byte) => byte === 0x20 || byte === CR);
}
