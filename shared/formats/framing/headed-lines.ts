// Lines below a header that names their columns. The header is framing wherever it stands, since
// joined files repeat it. Behind the header of another order nothing can be read as if it were in
// the first: those lines are rejected until the expected header comes again.

import { textOf } from '../../base/bytes.ts';
import { excerptOf, type Framer, type FrameSink } from './frame-sink.ts';
import { createLineFramer } from './lines.ts';

export interface HeadedLineOptions {
  readonly maxRecordBytes: number;
  /** The header of the order that the format reads. */
  readonly expected: Uint8Array;
  isHeader(line: string): boolean;
}

/** Headers begin with a lower-case letter; looked at before the line is decoded. */
function mayBeHeader(line: Uint8Array): boolean {
  const [first = 0] = line;
  return first >= 0x61 && first <= 0x7a;
}

export function createHeadedLineFramer(options: HeadedLineOptions): Framer {
  const expected = textOf(options.expected).trimEnd();
  let foreign = false;
  const isFraming = (line: Uint8Array): boolean => {
    if (!mayBeHeader(line)) return false;
    const text = textOf(line).trimEnd();
    if (text !== expected) {
      if (options.isHeader(text)) foreign = true;
      return false;
    }
    foreign = false;
    return options.isHeader(text);
  };
  const lines = createLineFramer({ maxRecordBytes: options.maxRecordBytes, isFraming });
  const guarded = (sink: FrameSink): FrameSink => ({
    ...sink,
    record(bytes, byteOffset) {
      if (!foreign) sink.record(bytes, byteOffset);
      else sink.rejected(byteOffset, bytes.length, BEHIND, excerptOf(bytes));
    },
  });
  return {
    get framingBytes() {
      return lines.framingBytes;
    },
    get recordsSeen() {
      return lines.recordsSeen;
    },
    push: (chunk, sink) => lines.push(chunk, guarded(sink)),
    finish: (sink) => lines.finish(guarded(sink)),
  };
}

const BEHIND = 'below a header that names other columns than the first one of the file';
