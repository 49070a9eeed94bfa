// Lines below a header that names their columns. The header is framing wherever it stands, since
// joined files repeat it. Behind the header of another order nothing can be read as if it were in
// the first: those lines are rejected until the expected header comes again.

import { textOf } from '../../base/bytes.ts';
import { excerptOf, type Framer, type FrameSink } from './frame-sink.ts';
import { createLineFramer } from './lines.ts';

export interface HeadedLineOptions {
  readonly maxRecordBytes: number;
  /** The header of the order that the format reads, as `headerOf` gives it. */
  readonly expected: string;
  /** Looked at before a line is decoded: may it be a header, or another line that is no record? */
  mayBeFraming(firstByte: number): boolean;
  /**
   * The header that a line is; the empty text for a line that is no header and no record either,
   * such as a remark.
   */
  headerOf(line: string): string | undefined;
  /** Why lines below another header are rejected. */
  readonly behind?: string;
}

export function createHeadedLineFramer(options: HeadedLineOptions): Framer {
  const { expected } = options;
  let foreign = false;
  const isFraming = (line: Uint8Array): boolean => {
    if (!options.mayBeFraming(line[0] ?? 0)) return false;
    const header = options.headerOf(textOf(line).trimEnd());
    if (header === undefined) return false;
    if (header === '') return true;
    foreign = header !== expected;
    // Of another order, it is told together with the lines below it.
    return !foreign;
  };
  const lines = createLineFramer({ maxRecordBytes: options.maxRecordBytes, isFraming });
  const guarded = (sink: FrameSink): FrameSink => ({
    ...sink,
    record(bytes, byteOffset) {
      if (!foreign) sink.record(bytes, byteOffset);
      else sink.rejected(byteOffset, bytes.length, options.behind ?? BEHIND, excerptOf(bytes));
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
