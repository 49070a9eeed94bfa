// JSON objects one after the other, each below a line that numbers it (`Record 17`), as a converter of
// EVTX writes them. Those lines are framing. A text inside JSON holds no line end, so such a line is
// never part of a record; it becomes spaces of the same length, and every place stays what it is.

import { concatBytes } from '../../base/bytes.ts';
import { copyOf, type Framer } from './frame-sink.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const WORD = Uint8Array.from('Record ', (char) => char.charCodeAt(0));
/** The word, twenty digits and a line end. */
const LONGEST = 29;
const FIRST = /^\ufeff?\s*Record \d{1,20}\r?\n\s*\{/;

export function beginsNumbered(text: string): boolean {
  return FIRST.test(text);
}

function isNumberLine(line: Uint8Array): boolean {
  const end = line[line.length - 1] === CR ? line.length - 1 : line.length;
  if (end <= WORD.length || end > LONGEST - 1) return false;
  return line.subarray(0, end).every((byte, at) => {
    const wanted = WORD[at];
    return wanted === undefined ? byte >= 0x30 && byte <= 0x39 : byte === wanted;
  });
}

/** @param inner cuts what stands between those lines */
export function createNumberedFramer(inner: Framer): Framer {
  const none = new Uint8Array(0);
  /** The beginning of a line that may be one of them. */
  let held: Uint8Array = none;
  let atLineStart = true;

  /** Hands in all but what may be the beginning of such a line. */
  function blanked(bytes: Uint8Array, isLast: boolean): Uint8Array {
    const out = copyOf(bytes);
    let start = 0;
    for (;;) {
      const lineEnd = out.indexOf(LF, start);
      const end = lineEnd < 0 ? out.length : lineEnd;
      const line = out.subarray(start, end);
      if (lineEnd < 0 && !isLast) {
        const mayBe = atLineStart && line.length <= LONGEST;
        held = mayBe ? copyOf(line) : none;
        atLineStart = mayBe;
        return mayBe ? out.subarray(0, start) : out;
      }
      if (atLineStart && isNumberLine(line)) line.fill(SPACE);
      if (lineEnd < 0) return out;
      atLineStart = true;
      start = lineEnd + 1;
    }
  }

  return {
    get framingBytes() {
      return inner.framingBytes;
    },
    get recordsSeen() {
      return inner.recordsSeen;
    },
    push(chunk, sink) {
      const bytes = held.length === 0 ? chunk : concatBytes([held, chunk]);
      held = none;
      inner.push(blanked(bytes, false), sink);
    },
    finish(sink) {
      if (held.length > 0) inner.push(blanked(held, true), sink);
      inner.finish(sink);
    },
  };
}
