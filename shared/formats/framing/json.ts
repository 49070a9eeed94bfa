// Cuts a stream of JSON into records without parsing it: the members of a top-level list, the
// members of a list inside a top-level object (`{"Records":[…]}`), or objects one after the other.
// It knows strings, nesting and what may follow what, so a broken record is noticed where it
// breaks; it is rejected with its place and reason, and reading goes on at the next likely record.
// Numbers, names and escapes are left to the parser of the record.

import { createBalancedEnd } from './balanced-end.ts';
import { createCarry } from './carry.ts';
import { createExcerpt } from './excerpt.ts';
import {
  copyOf,
  DEFAULT_MAX_RECORD_BYTES,
  excerptOf,
  type Framer,
  type FrameSink,
} from './frame-sink.ts';
import { BYTE_CLASS, CLOSE_LIST, COMMA, OPEN_LIST, OPEN_OBJECT, SPACE } from './json-bytes.ts';
import { createJsonAhead } from './json-ahead.ts';
import { createResync, firstKeyOf, type Resync } from './json-resync.ts';
import { createJsonScan, type Fault } from './json-scan.ts';

export interface JsonFramerOptions {
  readonly maxRecordBytes?: number;
  readonly maxNesting?: number;
  /** Names of top-level lists whose members are the records. */
  readonly containerKeys?: readonly string[];
}

export interface JsonFramer extends Framer {
  /** True once records were found inside a list of an object. */
  readonly foundContainer: boolean;
  /** Forgets the stream: another one, most likely written like it, begins. */
  again(): void;
}

const DEFAULT_MAX_NESTING = 128;
const BOM = [0xef, 0xbb, 0xbf];
/** Enough of a record to find its first key in. */
const KEY_BYTES = 256;
const NO_BYTES = new Uint8Array(0);

// Where the framer is.
const BETWEEN = 0; // outside of any record: at the top, or between the members of a list
const INSIDE = 1; // in a record, or in the object around a list
const LOST = 2; // after something broken

export function createJsonFramer(options: JsonFramerOptions): JsonFramer {
  const maxRecordBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
  const maxNesting = options.maxNesting ?? DEFAULT_MAX_NESTING;
  const containerKeys = options.containerKeys ?? [];

  // The parser has that limit; with a lower one every record is scanned.
  const looksAhead = maxNesting >= DEFAULT_MAX_NESTING;
  const carry = createCarry();
  /** Bytes held back at the start (mark), or because a record may begin in them. */
  let held: Uint8Array = NO_BYTES;
  let heldOffset = 0;
  let started = false;

  let place = BETWEEN;
  /** The list whose members are records: none, a top-level one, or one inside an object. */
  let list: 'none' | 'top' | 'wrapped' = 'none';
  /** True in a top-level object in which a list of records was found. */
  let wrapped = false;
  let recordOffset = 0;
  const scan = createJsonScan({ maxNesting, containerKeys });
  const ahead = createJsonAhead(maxRecordBytes);
  let lastRecord: Uint8Array = NO_BYTES;
  let resync: Resync = createResync([]);
  const balance = createBalancedEnd();
  let lostReason = '';
  const lostExcerpt = createExcerpt();

  let framingBytes = 0;
  let recordsSeen = 0;
  let foundContainer = false;

  function open(kind: number, offset: number): void {
    place = INSIDE;
    recordOffset = offset;
    scan.begin(kind);
  }

  function reject(length: number, reason: string, excerpt: Uint8Array, sink: FrameSink): void {
    recordsSeen += 1;
    sink.rejected(recordOffset, length, reason, excerpt);
  }

  function lose(reason: string, ownKey: Uint8Array): void {
    place = LOST;
    lostReason = reason;
    balance.stop();
    resync = createResync([firstKeyOf(lastRecord), ownKey]);
  }

  /** Keeps the first bytes of what is being passed over, up to the offset `end` of the stream. */
  function showLost(buffer: Uint8Array, bufferOffset: number, end: number): void {
    const shown = recordOffset + lostExcerpt.length;
    if (shown < end) lostExcerpt.add(buffer.subarray(shown - bufferOffset, end - bufferOffset));
  }

  /** Reads on in `bytes`, which begin at `base` in the stream. */
  function read(bytes: Uint8Array, base: number, sink: FrameSink): void {
    let buffer = bytes;
    let bufferOffset = base;
    let at = 0;
    while (at < buffer.length) {
      if (place === BETWEEN) {
        at = between(buffer, bufferOffset, at);
        if (looksAhead && inMember()) {
          const end = ahead.endOf(buffer, bufferOffset, at - 1, sink);
          if (end >= 0) {
            place = BETWEEN;
            recordsSeen += 1;
            lastRecord = buffer.subarray(at - 1, end);
            at = end;
          }
        }
        continue;
      }
      if (place === LOST) {
        const found = nextLikely(buffer, bufferOffset, at);
        const lostTo = found.at < 0 ? buffer.length - found.tail : found.at;
        showLost(buffer, bufferOffset, bufferOffset + lostTo);
        if (found.at < 0) {
          held = copyOf(buffer.subarray(lostTo));
          heldOffset = bufferOffset + lostTo;
          return;
        }
        const lostBytes = bufferOffset + found.at - recordOffset;
        reject(lostBytes, lostReason, lostExcerpt.taken(), sink);
        place = BETWEEN;
        at = found.at;
        continue;
      }
      const end = inside(buffer, bufferOffset, at, sink);
      if (typeof end === 'number') {
        at = end;
        continue;
      }
      if (end === 'short') {
        keep(buffer, bufferOffset);
        return;
      }
      const { reason, offset, isLimit } = end;
      // Something broken: look for the next record from just after the start of this one.
      const inCarry = wrapped ? 0 : carry.length;
      if (inCarry > 0) {
        const joined = new Uint8Array(inCarry + buffer.length);
        joined.set(carry.view());
        joined.set(buffer, inCarry);
        buffer = joined;
        bufferOffset -= inCarry;
        carry.clear();
      }
      if (wrapped) {
        // The object around the list is framing up to here; the broken part begins here.
        framingBytes += offset - recordOffset;
        recordOffset = offset;
      }
      const begin = recordOffset - bufferOffset;
      // At the top, the broken object may be the one around the records: take any key.
      const guessKey = !wrapped && !(list === 'none' && containerKeys.length > 0);
      const upToFault = buffer.subarray(begin, offset - bufferOffset);
      lose(reason, guessKey ? firstKeyOf(upToFault) : NO_BYTES);
      at = isLimit ? offset - bufferOffset : begin + (wrapped ? 0 : 1);
      if (list !== 'none' && !wrapped) balance.begin(recordOffset);
      if (wrapped) list = 'none';
      wrapped = false;
    }
    if (place === INSIDE) keep(buffer, bufferOffset);
  }

  /** Where reading goes on: behind the member of a list that is broken, or at the next record. */
  function nextLikely(buffer: Uint8Array, bufferOffset: number, from: number) {
    const found = resync.find(buffer, from);
    const to = found.at < 0 ? buffer.length : found.at;
    const end = balance.find(buffer, bufferOffset, to);
    return end < 0 ? found : { at: end, tail: 0 };
  }

  /** True in a record that is a member of a list. */
  function inMember(): boolean {
    return place === INSIDE && list !== 'none';
  }

  /** Outside of records. Returns where to read on. */
  function between(buffer: Uint8Array, bufferOffset: number, from: number): number {
    let at = from;
    while (at < buffer.length) {
      const kind = BYTE_CLASS[buffer[at] ?? 0];
      // Some writers put commas between objects that stand in no list.
      if (kind === SPACE || (kind === COMMA && (list !== 'none' || lastRecord.length > 0))) {
        framingBytes += 1;
        at += 1;
        continue;
      }
      if (kind === OPEN_OBJECT || (kind === OPEN_LIST && list !== 'none')) {
        open(kind, bufferOffset + at);
        return at + 1;
      }
      if (kind === OPEN_LIST) {
        list = 'top';
        framingBytes += 1;
        at += 1;
        continue;
      }
      if (kind === CLOSE_LIST && list !== 'none') {
        framingBytes += 1;
        if (list === 'wrapped') {
          // Back in the object around the list, behind the list.
          place = INSIDE;
          recordOffset = bufferOffset + at + 1;
          scan.goOn();
          wrapped = true;
        }
        list = 'none';
        return at + 1;
      }
      recordOffset = bufferOffset + at;
      lose(
        list === 'none'
          ? `no JSON object or list at byte ${recordOffset}`
          : `no JSON object where a record is expected, at byte ${recordOffset}`,
        NO_BYTES,
      );
      return at;
    }
    return at;
  }

  /** In a record. Returns where to read on once it has ended, or why it has not. */
  function inside(
    buffer: Uint8Array,
    bufferOffset: number,
    from: number,
    sink: FrameSink,
  ): number | 'short' | Fault {
    // A record may not reach past this index.
    const ending = wrapped ? buffer.length : recordOffset + maxRecordBytes - bufferOffset;
    const limit = Math.min(buffer.length, ending);
    const at = scan.read(buffer, bufferOffset, from, limit, list !== 'none');
    switch (scan.stopped) {
      case 'broken':
        return scan.fault;
      case 'in a list of records':
        enterList(bufferOffset + at);
        return at;
      case 'ended':
        endRecord(buffer, bufferOffset, at, sink);
        return at;
      case 'short': {
        if (limit === buffer.length) return 'short';
        const reason = `longer than the limit of ${String(maxRecordBytes)} bytes`;
        return { reason, offset: bufferOffset + limit, isLimit: true };
      }
    }
  }

  /** At the end of a chunk: what is needed of it later. */
  function keep(buffer: Uint8Array, bufferOffset: number): void {
    scan.endChunk(buffer, bufferOffset);
    if (wrapped) return;
    const begin = recordOffset - bufferOffset;
    carry.append(begin <= 0 ? buffer : buffer.subarray(begin));
  }

  function enterList(offset: number): void {
    // What stood before the list is the frame around it; behind a list found earlier it was
    // counted from there on.
    framingBytes += offset - recordOffset;
    carry.clear();
    place = BETWEEN;
    list = 'wrapped';
    wrapped = false;
    foundContainer = true;
  }

  function endRecord(buffer: Uint8Array, bufferOffset: number, end: number, sink: FrameSink): void {
    place = BETWEEN;
    if (wrapped) {
      framingBytes += bufferOffset + end - recordOffset;
      wrapped = false;
      return;
    }
    const begin = recordOffset - bufferOffset;
    let record = buffer.subarray(Math.max(0, begin), end);
    if (begin < 0) {
      carry.append(record);
      record = carry.view();
    }
    lastRecord = begin < 0 ? copyOf(record.subarray(0, KEY_BYTES)) : record;
    ahead.ended(recordOffset, bufferOffset + end);
    recordsSeen += 1;
    sink.record(record, recordOffset);
    carry.clear();
  }

  return {
    get framingBytes() {
      return framingBytes;
    },
    get recordsSeen() {
      return recordsSeen;
    },
    get foundContainer() {
      return foundContainer;
    },
    again() {
      carry.clear();
      lostExcerpt.clear();
      held = NO_BYTES;
      heldOffset = 0;
      started = false;
      place = BETWEEN;
      list = 'none';
      wrapped = false;
      lastRecord = NO_BYTES;
      framingBytes = 0;
      recordsSeen = 0;
      foundContainer = false;
      ahead.again();
    },
    push(chunk, sink) {
      let bytes = chunk;
      if (held.length > 0) {
        bytes = new Uint8Array(held.length + chunk.length);
        bytes.set(held);
        bytes.set(chunk, held.length);
        held = NO_BYTES;
      }
      let base = heldOffset;
      heldOffset += bytes.length;
      if (!started) {
        if (
          bytes.length < BOM.length &&
          BOM.every((byte, at) => at >= bytes.length || bytes[at] === byte)
        ) {
          held = copyOf(bytes);
          heldOffset = base;
          return;
        }
        started = true;
        if (BOM.every((byte, at) => bytes[at] === byte)) {
          framingBytes += BOM.length;
          bytes = bytes.subarray(BOM.length);
          base += BOM.length;
        }
      }
      read(bytes, base, sink);
      // The chunk's buffer is the caller's to use again.
      lastRecord = copyOf(lastRecord.subarray(0, KEY_BYTES));
    },
    finish(sink) {
      const end = heldOffset + held.length;
      if (!started && held.length > 0) {
        recordOffset = 0;
        reject(held.length, 'no JSON object or list at byte 0', held, sink);
        return;
      }
      if (place === LOST) {
        showLost(held, heldOffset, end);
        reject(end - recordOffset, lostReason, lostExcerpt.taken(), sink);
      } else if (place === INSIDE && wrapped) {
        framingBytes += end - recordOffset;
        recordOffset = end;
        reject(0, 'the file ends inside the object around the records', NO_BYTES, sink);
      } else if (place === INSIDE) {
        const reason = 'the record is cut off by the end of the file';
        reject(end - recordOffset, reason, excerptOf(carry.view()), sink);
      } else if (list !== 'none') {
        recordOffset = end;
        reject(0, 'the file ends before its list of records is closed', NO_BYTES, sink);
      }
    },
  };
}
