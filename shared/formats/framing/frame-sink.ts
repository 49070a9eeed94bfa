// What a framer tells while it cuts a stream into records. Every byte of the stream ends up in a
// record, in a rejection, or is counted as framing.

import type { LogFormat } from '../format.ts';

export interface FrameSink {
  /** The bytes are valid until the call returns; keep a copy, not the view. */
  record(bytes: Uint8Array, byteOffset: number): void;
  /**
   * Takes the bytes only if they are exactly one JSON value that makes a record; false leaves
   * everything as it was. A sink without it is told of records by `record` alone.
   */
  tryRecord?(bytes: Uint8Array, byteOffset: number): boolean;
  rejected(byteOffset: number, length: number, reason: string, excerpt: Uint8Array): void;
  /** A record without content, such as a blank line. */
  skipped(byteOffset: number): void;
  /**
   * The format that reads the records from here on, and all before: a header with other columns was
   * met. A sink without it has one format for all of a file.
   */
  setFormat?(format: LogFormat): void;
  /** Where in the file a place of the stream lies, which has not been passed yet; the same where absent. */
  placeOf?(byteOffset: number): number;
}

export interface Framer {
  /** Takes the next bytes, in chunks of any size. */
  push(chunk: Uint8Array, sink: FrameSink): void;
  /** Says what is left over. The framer is of no use afterwards. */
  finish(sink: FrameSink): void;
  /** Bytes that belong to no record by design: brackets, commas, line ends, a byte order mark. */
  readonly framingBytes: number;
  /** Records, rejections and blanks told so far. */
  readonly recordsSeen: number;
}

export const EXCERPT_BYTES = 2_000;
export const DEFAULT_MAX_RECORD_BYTES = 8 * 1024 * 1024;

/** A copy. Chunks may be of a kind whose `slice` only makes a view. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

export function excerptOf(bytes: Uint8Array): Uint8Array {
  return copyOf(bytes.subarray(0, EXCERPT_BYTES));
}
