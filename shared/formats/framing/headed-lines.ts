// Lines below a header that names their columns. The header is framing wherever it stands, since
// joined files repeat it. Below the header of another order the format is asked whether it can read
// that, too; where it cannot, or where a line does not tell by itself which of the headers it is
// below, lines are rejected until a header comes that fits.

import { textOf } from '../../base/bytes.ts';
import type { LogFormat } from '../format.ts';
import { excerptOf, type Framer, type FrameSink } from './frame-sink.ts';
import { createLineFramer } from './lines.ts';

/** The headers that a format reads lines below. */
export interface KnownHeaders {
  /** As `headerOf` gives them. */
  readonly expected: readonly string[];
  /** Where there are several: the one that a line is read by; `undefined` for one that fits none. */
  headerFor?(line: Uint8Array): string | undefined;
  /**
   * The format that reads lines below this header, too.
   *
   * @param place where in the file the header stands
   */
  extend?(
    header: string,
    place: number,
  ): { readonly format: LogFormat; readonly known: KnownHeaders } | undefined;
}

export interface HeadedLineOptions extends KnownHeaders {
  readonly maxRecordBytes: number;
  /** Looked at before a line is decoded: may it be a header, or another line that is no record? */
  mayBeFraming(firstByte: number): boolean;
  /**
   * The header that a line is; the empty text for a line that is no header and no record either,
   * such as a remark.
   */
  headerOf(line: string): string | undefined;
  /** The header that is in force from a record on, where the record itself tells of another one. */
  headerAt?(record: Uint8Array): string | undefined;
  /** Why lines below another header are rejected. */
  readonly behind?: string;
}

export function createHeadedLineFramer(options: HeadedLineOptions): Framer {
  const { behind = BEHIND } = options;
  let known: KnownHeaders = options;
  let current = known.expected[0];
  let foreign = false;
  /** To tell of another format while a chunk is read. */
  let sinkOfChunk: FrameSink | undefined;

  function follow(header: string, byteOffset: number): void {
    current = header;
    foreign = !known.expected.includes(header);
    if (!foreign || !sinkOfChunk?.setFormat) return;
    const place = sinkOfChunk.placeOf?.(byteOffset) ?? byteOffset;
    const extended = known.extend?.(header, place);
    if (!extended) return;
    ({ known } = extended);
    sinkOfChunk.setFormat(extended.format);
    foreign = false;
  }

  const isFraming = (line: Uint8Array, byteOffset: number): boolean => {
    if (!options.mayBeFraming(line[0] ?? 0)) return false;
    const header = options.headerOf(textOf(line).trimEnd());
    if (header === undefined) return false;
    if (header === '') return true;
    if (header !== current) follow(header, byteOffset);
    // Of another order, it is told together with the lines below it.
    return !foreign;
  };
  const lines = createLineFramer({ maxRecordBytes: options.maxRecordBytes, isFraming });

  const guarded = (sink: FrameSink): FrameSink => {
    sinkOfChunk = sink;
    return {
      ...sink,
      record(bytes, byteOffset) {
        const own = foreign ? undefined : options.headerAt?.(bytes);
        if (own !== undefined && own !== current) follow(own, byteOffset);
        const reason = foreign ? behind : known.headerFor && ambiguity(known.headerFor(bytes));
        if (reason === undefined) sink.record(bytes, byteOffset);
        else sink.rejected(byteOffset, bytes.length, reason, excerptOf(bytes));
      },
    };
  };

  function ambiguity(header: string | undefined): string | undefined {
    return header === undefined || header === current ? undefined : AMBIGUOUS;
  }

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
const AMBIGUOUS =
  'below a header that names as many columns as another one of the file, of which the values fit both';
