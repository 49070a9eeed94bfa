// An open batch made ready for the case, on whichever thread has time: records compressed and hashed,
// columns and places encoded, and the leaves of the case's Merkle tree, once it is known which
// events the records will be. The writer only stores what comes out.

import { hash } from 'node:crypto';
import { compressRecords } from '../../intake/exhibit.ts';
import { giveBack, inOwnBuffer } from '../../intake/give-back.ts';
import { giveBackRoom } from '../../intake/record-room.ts';
import type { BatchColumn, BatchRejection, IntakeFile, OpenBatch } from '../../intake/batch.ts';
import { encodeCodes, encodeTimes } from '../../store/column-chunk.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import { packWords, type PackedWords } from '../../store/packed-words.ts';
import { encodeFrame } from '../events/block-frame.ts';
import { createLeafHasher } from '../seal/leaf-hash.ts';
import { packLeaves, type PackedLeaves } from '../seal/leaf-tiles.ts';

/** Where a batch goes in the case. */
export interface BatchPlace {
  /** Number of its first event. */
  readonly firstEvent: number;
  /** Number of the first file of its unit within the exhibit. */
  readonly firstFile: number;
  /** The case's secret for nonces. */
  readonly secret: Uint8Array;
}

/** One column as it is stored, but for its words, which the writer numbers. */
export interface SealedColumn extends PackedWords {
  /** See `encodeCodes`. */
  readonly codes: Uint8Array;
}

export interface SealedBatch {
  readonly count: number;
  readonly firstEvent: number;
  readonly rawBytes: number;
  /** zstd of the records' exact original bytes. */
  readonly payload: Uint8Array;
  /** SHA-256 of those bytes. */
  readonly sha256: Uint8Array;
  /** See `encodeFrame`. */
  readonly frame: Uint8Array;
  /** See `encodeTimes`. */
  readonly times: Uint8Array;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly undated: number;
  /** In the order of STORED_COLUMNS. */
  readonly columns: readonly SealedColumn[];
  readonly leaves: PackedLeaves;
  readonly rejections: readonly BatchRejection[];
  readonly skipped: number;
  readonly formats: Readonly<Record<string, number>>;
  readonly files: readonly IntakeFile[];
  /** What rules matched in it, where they were looked for on the way; see store/hits.ts. */
  readonly hits?: Uint8Array | undefined;
}

/** Uses the batch up: its records and all that is said of them are gone afterwards. */
export async function sealBatch(batch: OpenBatch, place: BatchPlace): Promise<SealedBatch> {
  const { count, rawBytes, timeUs } = batch;
  const { firstEvent, firstFile, secret } = place;
  const records = batch.raw.subarray(0, rawBytes);
  // Compressed on another thread meanwhile.
  const packing = compressRecords(records);
  const { lengths, positions, nanos, precision, flags } = batch;
  const { fileIndex } = batch;
  for (let record = 0; record < count; record += 1) {
    fileIndex[record] = firstFile + (fileIndex[record] ?? 0);
  }
  const firstLeaf = firstEvent - 1;
  const leaves = createLeafHasher(secret).leaves(firstLeaf, records, lengths);
  const sealed = {
    count,
    firstEvent,
    rawBytes,
    sha256: hash('sha256', records, 'buffer'),
    frame: inOwnBuffer(
      encodeFrame({ count, positions, lengths, fileIndex, nanos, precision, flags }),
    ),
    times: inOwnBuffer(encodeTimes(timeUs, count)),
    ...span(timeUs),
    columns: STORED_COLUMNS.map((name) => sealColumn(batch.columns[name], count)),
    leaves: packLeaves(firstLeaf, leaves),
    rejections: batch.rejections.map((rejection) => ({
      ...rejection,
      fileIndex: firstFile + rejection.fileIndex,
    })),
    skipped: batch.skipped,
    formats: batch.formats,
    files: batch.files.map((file) => ({ ...file, index: firstFile + file.index })),
    hits: batch.seen,
    payload: await packing,
  };
  giveBackRoom(batch.raw);
  for (const spent of [lengths, positions, fileIndex, timeUs, nanos, precision, flags]) {
    giveBack(spent);
  }
  for (const column of Object.values(batch.columns)) giveBack(column.codes);
  return sealed;
}

function span(timeUs: Float64Array) {
  let firstUs: number | null = null;
  let lastUs: number | null = null;
  let undated = 0;
  for (const time of timeUs) {
    if (Number.isNaN(time)) undated++;
    else {
      if (firstUs === null || time < firstUs) firstUs = time;
      if (lastUs === null || time > lastUs) lastUs = time;
    }
  }
  return { firstUs, lastUs, undated };
}

/** "No value" is a word of the dictionary only where some record has none. */
function sealColumn(column: BatchColumn | undefined, count: number): SealedColumn {
  if (!column) return { ...packWords(['']), codes: new Uint8Array(0) };
  const { dictionary, codes } = column;
  const isPart = codes.includes(0);
  const words = isPart ? dictionary : dictionary.slice(1);
  if (!isPart) for (let slot = 0; slot < count; slot += 1) codes[slot] = (codes[slot] ?? 0) - 1;
  return { ...packWords(words), codes: inOwnBuffer(encodeCodes(codes, count, words.length)) };
}
