// A format whose lines end with a carriage return alone, as old Macintosh programs, some devices and
// some spreadsheets write them. Carriage returns and line feeds change places for the framer and the
// parser that know lines, and change back in every record, so that places and bytes are those of the
// file. The mark stands in front of the format, so that a stored record can be read again by itself.

import type { LogFormat } from './format.ts';
import type { Framer, FrameSink } from './framing/frame-sink.ts';
import { createLineFramer } from './framing/lines.ts';

const MARK = 'cr:';
const CR = 0x0d;
const LF = 0x0a;

/** The reference of the format itself, where one of such lines is meant. */
export function carriageReturnsRef(ref: string): string | undefined {
  return ref.startsWith(MARK) ? ref.slice(MARK.length) : undefined;
}

/** True for text with several lines, none of which ends with a line feed. */
export function endsLinesWithReturns(text: Uint8Array): boolean {
  if (text.includes(LF)) return false;
  const first = text.indexOf(CR);
  return first >= 0 && text.subarray(first + 1).some((byte) => byte > 0x20);
}

/** A copy in which the two have changed places; twice gives the same bytes again. */
export function withEndsSwapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === CR ? LF : byte === LF ? CR : byte));
}

/** @param inner a format that is cut into lines */
export function withReturns(inner: LogFormat): LogFormat {
  const framerOf = inner.createFramer ?? createLineFramer;
  const { at, grownFrom } = inner;
  return {
    ...inner,
    ref: MARK + inner.ref,
    createFramer: (options) => swapping(framerOf(options)),
    parse: (record, options) => inner.parse(withEndsSwapped(record), options),
    normalise: (record, options) => inner.normalise(withEndsSwapped(record), options),
    ...(at ? { at: (position) => withReturns(at(position)) } : {}),
    ...(grownFrom
      ? {
          grownFrom(fromByte, facts) {
            const grown = grownFrom(fromByte, facts);
            return grown && withReturns(grown);
          },
        }
      : {}),
  };
}

function swapping(inner: Framer): Framer {
  const swapped = (sink: FrameSink): FrameSink => ({
    record: (bytes, offset) => sink.record(withEndsSwapped(bytes), offset),
    rejected: (offset, length, reason, excerpt) =>
      sink.rejected(offset, length, reason, withEndsSwapped(excerpt)),
    skipped: (offset) => sink.skipped(offset),
    ...(sink.setFormat ? { setFormat: (format) => sink.setFormat?.(withReturns(format)) } : {}),
  });
  return {
    get framingBytes() {
      return inner.framingBytes;
    },
    get recordsSeen() {
      return inner.recordsSeen;
    },
    push: (chunk, sink) => inner.push(withEndsSwapped(chunk), swapped(sink)),
    finish: (sink) => inner.finish(swapped(sink)),
  };
}
