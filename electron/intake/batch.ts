// What reading hands on: some thousand records with the narrow columns beside them, open (as they
// were read) or compressed and hashed. Typed arrays cross threads without copying.

import type { EcsColumn } from '../../shared/domain/event.ts';
import type { Precision } from '../../shared/base/time.ts';

export const RECORDS_PER_BATCH = 4_096;
/** A batch also ends when its records reach this many bytes. */
export const BYTES_PER_BATCH = 8 * 1024 * 1024;

export const PRECISION_CODES: readonly Precision[] = ['ns', 'us', 'ms', 's', 'min'];
export const FLAG_ZONE_ASSUMED = 1;

/** Format of files whose records are not read. */
export const NO_FORMAT = '';

export interface BatchRejection {
  readonly fileIndex: number;
  /** Byte offset in the unpacked file, or row number. */
  readonly position: number;
  readonly length: number;
  readonly reason: string;
  /** At most the first 2,000 bytes. */
  readonly excerpt: Uint8Array;
}

export interface IntakeFile {
  readonly index: number;
  /** Path below the exhibit, with `/`; the file's own name for a single file. */
  readonly name: string;
  /** Id of its format, with its layout if it has one; empty where its records are not read, and a rejection says why. */
  readonly format: string;
  /** Size on disk, and SHA-256 of those bytes in hex; empty while the file is still being read. */
  readonly bytes: number;
  readonly sha256: string;
  /** When it was last changed, microseconds since 1970; absent for members of archives. */
  readonly changedUs?: number | undefined;
}

/** One normalised column of a batch: its own short dictionary, and a number into it per record. */
export interface BatchColumn {
  /** 0 is "no value" (''). */
  readonly dictionary: readonly string[];
  readonly codes: Uint16Array;
}

interface BatchFacts {
  readonly count: number;
  /** Length of the records, one after the other, before compression. */
  readonly rawBytes: number;
  /** Length in bytes of each record. */
  readonly lengths: Uint32Array;
  /** Which file of what was read each record is from. */
  readonly fileIndex: Uint32Array;
  /** Byte offset in the unpacked file, or row number. */
  readonly positions: Float64Array;
  /** Microseconds since 1970 UTC; NaN where undated. */
  readonly timeUs: Float64Array;
  readonly nanos: Uint16Array;
  /** Index into PRECISION_CODES. */
  readonly precision: Uint8Array;
  readonly flags: Uint8Array;
  /** A column without any value is absent. */
  readonly columns: { readonly [column in EcsColumn]?: BatchColumn };
  readonly rejections: readonly BatchRejection[];
  /** Records that hold no event by design (blank lines, headers). */
  readonly skipped: number;
  /** How many records of which format ended in this batch, rejected and skipped ones included. */
  readonly formats: Readonly<Record<string, number>>;
  /**
   * Files that start within this batch, or end in it: one that ends in a later batch than it starts
   * is listed in both, first without its hash and then with it; the later entry replaces the first.
   * A batch may hold nothing else.
   */
  readonly files: readonly IntakeFile[];
  /** Bytes read from disk so far, for progress. */
  readonly bytesRead: number;
}

/** As it was read: records as they are, one after the other. Not compressed nor hashed yet. */
export interface OpenBatch extends BatchFacts {
  /** A buffer of its own, so that it can move to another thread; may be longer than `rawBytes`. */
  readonly raw: Uint8Array;
  /** What whoever watched the events saw in them; absent where nobody did. */
  readonly seen?: Uint8Array | undefined;
}

export interface IntakeBatch extends BatchFacts {
  /** zstd of the records' exact original bytes, one after the other. */
  readonly payload: Uint8Array;
  /** SHA-256 of those bytes. */
  readonly sha256: Uint8Array;
}
