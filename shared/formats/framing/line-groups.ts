// Joins lines that carry the same key into one record, also where lines of other records stand
// between them. A record is its lines in the order of the file, each with its own line end but for
// the last one, so no byte is lost or made up; its place is that of its first line. Records are told
// in the order of their first lines. How far apart lines may stand is bounded: what is held of the
// stream is, and a line that comes after its record was told begins another.

import { concatBytes, sameBytes, textOf } from '../../base/bytes.ts';
import { copyOf, type Framer, type FrameSink } from './frame-sink.ts';
import { createHeldRecord } from './held-record.ts';

const LF = 0x0a;
const CR = 0x0d;
const BOM = [0xef, 0xbb, 0xbf];
/** Held of the stream, so that late lines find their record. */
const WINDOW_BYTES = 4 * 1024 * 1024;
/** What a held line costs besides its bytes. */
const LINE_COST = 64;

export interface LineGroupOptions {
  readonly maxRecordBytes: number;
  /** Where in a line its key is looked for. */
  readonly keyBytes: number;
  /** Empty for a line that stands alone. */
  keyOf(start: string): string;
  /** True for a line that is the last of its record, as far as the program that wrote it goes. */
  isLast(start: string): boolean;
  /** True for lines that one record may hold twice, byte for byte. */
  mayRepeat(start: string): boolean;
  /** For lines without a key that hold nothing by design: they are skipped. */
  isFraming?(start: string): boolean;
}

interface Group {
  readonly kind: 'group';
  readonly offset: number;
  /** Lines with their ends. */
  readonly lines: Uint8Array[];
  /** The first of them without its end. */
  readonly first: Uint8Array;
  bytes: number;
  /** Length of the last line's end. */
  tail: number;
  ended: boolean;
}
interface Blank {
  readonly kind: 'blank';
  readonly offset: number;
  readonly bytes: number;
}
interface Overlong {
  readonly kind: 'overlong';
  readonly offset: number;
  readonly bytes: number;
  readonly excerpt: Uint8Array;
}

export function createLineGroupFramer(options: LineGroupOptions): Framer {
  const { maxRecordBytes, keyBytes } = options;
  /** What is held, in order; told from the front. */
  let queue: (Group | Blank | Overlong)[] = [];
  let told = 0;
  let heldBytes = 0;
  const open = new Map<string, Group>();
  const keys = new Map<Group, string>();
  /** The line that is being read. */
  const held = createHeldRecord(maxRecordBytes);
  let lineOffset = 0;
  let framingBytes = 0;
  let recordsSeen = 0;

  function hold(item: Group | Blank | Overlong, bytes: number): void {
    queue.push(item);
    heldBytes += bytes + LINE_COST;
  }

  function tell(item: Group | Blank | Overlong, sink: FrameSink): void {
    recordsSeen += 1;
    if (item.kind === 'blank') {
      framingBytes += item.bytes;
      heldBytes -= LINE_COST;
      sink.skipped(item.offset);
    } else if (item.kind === 'overlong') {
      heldBytes -= item.excerpt.length + LINE_COST;
      const reason = `a line of ${item.bytes} bytes, longer than the limit of ${maxRecordBytes}`;
      sink.rejected(item.offset, item.bytes, reason, item.excerpt);
    } else {
      heldBytes -= item.bytes + item.lines.length * LINE_COST;
      framingBytes += item.tail;
      const key = keys.get(item);
      keys.delete(item);
      if (key !== undefined && open.get(key) === item) open.delete(key);
      sink.record(concatBytes(item.lines).subarray(0, item.bytes - item.tail), item.offset);
    }
  }

  /** Tells what nothing can be added to, and what there is no room for. */
  function tellFront(sink: FrameSink): void {
    for (;;) {
      const item = queue[told];
      if (item === undefined) break;
      const settled = item.kind !== 'group' || !keys.has(item);
      const isAll = told === queue.length - 1;
      if (!settled && (isAll || heldBytes <= WINDOW_BYTES)) break;
      told += 1;
      tell(item, sink);
    }
    if (told * 2 > queue.length && told > 64) {
      queue = queue.slice(told);
      told = 0;
    }
  }

  /** @param bytes of the line with its end, which are kept */
  function addLine(bytes: Uint8Array, offset: number, sink: FrameSink): void {
    let end = bytes.length;
    if (bytes[end - 1] === LF) end -= 1;
    if (end > 0 && bytes[end - 1] === CR) end -= 1;
    const line = bytes.subarray(0, end);
    if (line.every((byte) => byte === 0x20 || byte === 0x09 || byte === CR)) {
      hold({ kind: 'blank', offset, bytes: bytes.length }, 0);
      tellFront(sink);
      return;
    }
    const start = textOf(line.subarray(0, keyBytes));
    const key = options.keyOf(start);
    if (key === '' && options.isFraming?.(start) === true) {
      hold({ kind: 'blank', offset, bytes: bytes.length }, 0);
      tellFront(sink);
      return;
    }
    const known = key === '' ? undefined : open.get(key);
    if (known && joins(known, line, start)) {
      known.lines.push(bytes);
      known.bytes += bytes.length;
      known.tail = bytes.length - end;
      known.ended ||= options.isLast(start);
      heldBytes += bytes.length + LINE_COST;
    } else {
      if (known) keys.delete(known);
      const group: Group = {
        ...{ kind: 'group', offset, lines: [bytes], first: line, bytes: bytes.length },
        ...{ tail: bytes.length - end, ended: options.isLast(start) },
      };
      if (key !== '') {
        open.set(key, group);
        keys.set(group, key);
      }
      hold(group, bytes.length);
    }
    tellFront(sink);
  }

  /** The first line once more is that of a copy: a log that holds a stretch twice. */
  function joins(group: Group, line: Uint8Array, start: string): boolean {
    if (group.bytes + line.length > maxRecordBytes) return false;
    if (!sameBytes(group.first, line)) return true;
    return !group.ended && options.mayRepeat(start);
  }

  /** The line that is being read has ended, or the stream has. */
  function endLine(rest: Uint8Array, sink: FrameSink): void {
    const ending = rest[rest.length - 1] === LF ? 1 : 0;
    const length = held.length + rest.length - ending;
    const offset = lineOffset;
    lineOffset += length + ending;
    if (length > maxRecordBytes) {
      held.add(rest.subarray(0, rest.length - ending));
      const excerpt = held.excerpt();
      hold({ kind: 'overlong', offset, bytes: length, excerpt }, excerpt.length);
      framingBytes += ending;
      held.clear();
      tellFront(sink);
      return;
    }
    const line = held.length === 0 ? copyOf(rest) : concatBytes([held.view(), rest]);
    held.clear();
    let mark = offset === 0 && BOM.every((byte, at) => line[at] === byte) ? BOM.length : 0;
    // What a crash or the truncation of an open file leaves in front of a line.
    while (line[mark] === 0) mark += 1;
    framingBytes += mark;
    if (line.length > mark) addLine(line.subarray(mark), offset + mark, sink);
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
        endLine(chunk.subarray(start, end + 1), sink);
        start = end + 1;
      }
      if (start < chunk.length) held.add(chunk.subarray(start));
    },
    finish(sink) {
      if (held.length > 0) endLine(new Uint8Array(0), sink);
      for (const item of queue.slice(told)) tell(item, sink);
      queue = [];
      told = 0;
    },
  };
}
