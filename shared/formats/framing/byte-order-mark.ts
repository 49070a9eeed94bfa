// A byte order mark in front of what a framer cuts into records that are no lines: framing, and places
// are those of the file all the same.

import { concatBytes } from '../../base/bytes.ts';
import type { Framer, FrameSink } from './frame-sink.ts';

const MARK = [0xef, 0xbb, 0xbf];

/** @param inner a framer that knows nothing of marks */
export function behindMark(inner: Framer): Framer {
  /** What there is of the first bytes until it is clear what they are. */
  let first: Uint8Array | undefined = new Uint8Array(0);
  let markBytes = 0;

  const shifted = (sink: FrameSink): FrameSink =>
    markBytes === 0
      ? sink
      : {
          ...sink,
          record: (bytes, byteOffset) => sink.record(bytes, byteOffset + markBytes),
          rejected: (byteOffset, length, reason, excerpt) =>
            sink.rejected(byteOffset + markBytes, length, reason, excerpt),
          skipped: (byteOffset) => sink.skipped(byteOffset + markBytes),
        };

  function begin(bytes: Uint8Array, sink: FrameSink): void {
    first = undefined;
    if (MARK.every((byte, at) => bytes[at] === byte)) markBytes = MARK.length;
    if (bytes.length > markBytes) inner.push(bytes.subarray(markBytes), shifted(sink));
  }

  return {
    get framingBytes() {
      return inner.framingBytes + markBytes;
    },
    get recordsSeen() {
      return inner.recordsSeen;
    },
    push(chunk, sink) {
      if (first === undefined) {
        inner.push(chunk, shifted(sink));
        return;
      }
      const bytes = first.length === 0 ? chunk : concatBytes([first, chunk]);
      if (bytes.length < MARK.length) first = new Uint8Array(bytes);
      else begin(bytes, sink);
    },
    finish(sink) {
      if (first !== undefined && first.length > 0) begin(first, sink);
      inner.finish(shifted(sink));
    },
  };
}
