// Cuts a JSON text sequence (RFC 7464) into records: every text stands behind a record separator, may
// go on over several lines, and ends before the next separator, whether it is whole or not. Separators
// and the white space around texts are framing; a separator without a text says nothing.

import type { Framer, FrameSink } from './frame-sink.ts';
import { createHeldRecord } from './held-record.ts';

const SEPARATOR = 0x1e;
const BEGIN = /^\ufeff?\s*\u001e/;

export function beginsSequence(text: string): boolean {
  return BEGIN.test(text);
}

export function createSequenceFramer({
  maxRecordBytes,
}: {
  readonly maxRecordBytes: number;
}): Framer {
  /** The text that is being read. */
  const held = createHeldRecord(maxRecordBytes);
  let textOffset = 0;
  let framingBytes = 0;
  let recordsSeen = 0;

  /** The text ends here, before a separator or at the end of the file. */
  function endText(sink: FrameSink): void {
    if (held.isOverlong) {
      recordsSeen += 1;
      const reason = `a text of ${held.length} bytes, longer than the limit of ${maxRecordBytes}`;
      sink.rejected(textOffset, held.length, reason, held.excerpt());
    } else {
      const bytes = held.view();
      let end = bytes.length;
      while (end > 0 && isSpace(bytes[end - 1])) end -= 1;
      let begin = textOffset === 0 && BOM.every((byte, at) => bytes[at] === byte) ? BOM.length : 0;
      while (begin < end && isSpace(bytes[begin])) begin += 1;
      framingBytes += bytes.length - Math.max(0, end - begin);
      if (begin < end) {
        recordsSeen += 1;
        sink.record(bytes.subarray(begin, end), textOffset + begin);
      }
    }
    textOffset += held.length;
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
      for (let at = chunk.indexOf(SEPARATOR); at >= 0; at = chunk.indexOf(SEPARATOR, start)) {
        held.add(chunk.subarray(start, at));
        endText(sink);
        framingBytes += 1;
        textOffset += 1;
        start = at + 1;
      }
      held.add(chunk.subarray(start));
    },
    finish: endText,
  };
}

const BOM = [0xef, 0xbb, 0xbf];

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
