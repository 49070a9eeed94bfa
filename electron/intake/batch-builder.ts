// Collects records into batches: bytes one after the other, narrow columns beside them, values
// named once in the batch's own dictionary. Compresses on another thread while the next batch fills.

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import {
  ECS_COLUMNS,
  type EcsColumn,
  type EcsValues,
  type EventTime,
} from '../../shared/domain/event.ts';
import {
  BYTES_PER_BATCH,
  FLAG_ZONE_ASSUMED,
  PRECISION_CODES,
  RECORDS_PER_BATCH,
  type BatchRejection,
  type IntakeBatch,
  type IntakeFile,
} from './batch.ts';

const ZSTD_LEVEL = 3;
const FIRST_PAYLOAD_BYTES = 1024 * 1024;
const SPARE_BYTES = 2 * BYTES_PER_BATCH;
const SPARES = 2;
const COMPRESSED_CHUNK_BYTES = 256 * 1024;
const compress = promisify(zstdCompress);
const COLUMN_COUNT = ECS_COLUMNS.length;
/** Every event has another id: looking for it among the terms would be in vain. */
const UNIQUE_COLUMN = ECS_COLUMNS.indexOf('event.id');

export interface BatchBuilder {
  /** Full batches in order, to be taken off as they are handed over. */
  readonly sealed: Promise<IntakeBatch>[];
  addEvent(record: Uint8Array, position: number, time: EventTime, ecs: EcsValues): void;
  addRejection(rejection: BatchRejection): void;
  addSkipped(): void;
  /** A file that starts, or the same again with its hash. */
  addFile(file: IntakeFile): void;
  /** Seals what is left. */
  finish(): void;
}

export interface BatchBuilderOptions {
  /** The file that records are from at the moment. */
  readonly fileIndex: () => number;
  readonly bytesRead: () => number;
}

export function createBatchBuilder({ fileIndex, bytesRead }: BatchBuilderOptions): BatchBuilder {
  const sealed: Promise<IntakeBatch>[] = [];
  const spare: Buffer[] = [];
  let payload: Buffer = Buffer.allocUnsafeSlow(FIRST_PAYLOAD_BYTES);
  let rawBytes = 0;
  let count = 0;
  let skipped = 0;
  let rejectionBytes = 0;
  let arrays = createArrays();
  let terms: string[] = [''];
  let termIndex = new Map<string, number>();
  let columns: (Uint32Array | undefined)[] = emptyColumns();
  let lastValues: (string | undefined)[] = [];
  const lastTerms = ECS_COLUMNS.map(() => 0);
  let rejections: BatchRejection[] = [];
  let files = new Map<number, IntakeFile>();

  function makeRoom(length: number): void {
    if (rawBytes + length <= payload.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(payload.length * 2, rawBytes + length));
    payload.copy(grown, 0, 0, rawBytes);
    payload = grown;
  }

  function termOf(value: string): number {
    let index = termIndex.get(value);
    if (index === undefined) {
      index = terms.length;
      terms.push(value);
      termIndex.set(value, index);
    }
    return index;
  }

  function reset(): void {
    rawBytes = 0;
    count = 0;
    skipped = 0;
    rejectionBytes = 0;
    arrays = createArrays();
    terms = [''];
    termIndex = new Map();
    columns = emptyColumns();
    lastValues = [];
    rejections = [];
    files = new Map();
  }

  function isFull(): boolean {
    return (
      count >= RECORDS_PER_BATCH ||
      rawBytes >= BYTES_PER_BATCH ||
      rejections.length >= RECORDS_PER_BATCH ||
      rejectionBytes >= BYTES_PER_BATCH ||
      files.size >= RECORDS_PER_BATCH
    );
  }

  function seal(): void {
    const raw = payload.subarray(0, rawBytes);
    const named: { [column in EcsColumn]?: Uint32Array } = {};
    for (const [index, name] of ECS_COLUMNS.entries()) {
      const column = columns[index];
      if (column) named[name] = column.slice(0, count);
    }
    const batch = {
      count,
      rawBytes,
      sha256: new Uint8Array(createHash('sha256').update(raw).digest()),
      lengths: arrays.lengths.slice(0, count),
      fileIndex: arrays.fileIndex.slice(0, count),
      positions: arrays.positions.slice(0, count),
      timeUs: arrays.timeUs.slice(0, count),
      nanos: arrays.nanos.slice(0, count),
      precision: arrays.precision.slice(0, count),
      flags: arrays.flags.slice(0, count),
      terms,
      columns: named,
      rejections,
      skipped,
      files: [...files.values()],
      bytesRead: bytesRead(),
    };
    // The buffer belongs to the compressor until it is done; then it is filled again.
    const lent = payload;
    payload = spare.pop() ?? Buffer.allocUnsafeSlow(Math.min(lent.length, SPARE_BYTES));
    reset();
    const packed = compress(raw, {
      chunkSize: COMPRESSED_CHUNK_BYTES,
      params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
    });
    const promise = packed.then((bytes) => {
      if (lent.length <= SPARE_BYTES && spare.length < SPARES) spare.push(lent);
      return { ...batch, payload: ownBytes(bytes) };
    });
    // Whoever takes the batch is told; if reading fails before that, its failure is the one to tell.
    promise.catch(() => undefined);
    sealed.push(promise);
  }

  return {
    sealed,
    addEvent(record, position, time, ecs) {
      if (isFull()) seal();
      makeRoom(record.length);
      payload.set(record, rawBytes);
      rawBytes += record.length;
      arrays.lengths[count] = record.length;
      arrays.fileIndex[count] = fileIndex();
      arrays.positions[count] = position;
      arrays.timeUs[count] = time.timeUs ?? Number.NaN;
      arrays.nanos[count] = time.nanos;
      arrays.precision[count] = PRECISION_CODES.indexOf(time.precision);
      arrays.flags[count] = time.zoneAssumed ? FLAG_ZONE_ASSUMED : 0;
      for (let index = 0; index < COLUMN_COUNT; index += 1) {
        const name = ECS_COLUMNS[index];
        const value = name === undefined ? undefined : ecs[name];
        if (value === undefined || value === '') continue;
        const column = (columns[index] ??= new Uint32Array(RECORDS_PER_BATCH));
        if (index === UNIQUE_COLUMN) {
          column[count] = terms.push(value) - 1;
          continue;
        }
        // Neighbours often agree, and comparing is cheaper than hashing.
        if (lastValues[index] !== value) {
          lastValues[index] = value;
          lastTerms[index] = termOf(value);
        }
        column[count] = lastTerms[index] ?? 0;
      }
      count += 1;
    },
    addRejection(rejection) {
      if (isFull()) seal();
      rejections.push(rejection);
      rejectionBytes += rejection.excerpt.length;
    },
    addSkipped() {
      skipped += 1;
    },
    addFile(file) {
      if (isFull()) seal();
      files.set(file.index, file);
    },
    finish() {
      if (count > 0 || skipped > 0 || rejections.length > 0 || files.size > 0) seal();
    },
  };
}

/** A view with a buffer of its own, so that it can be moved to another thread. */
function ownBytes(bytes: Buffer): Uint8Array {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}

function emptyColumns(): (Uint32Array | undefined)[] {
  return ECS_COLUMNS.map(() => undefined);
}

function createArrays() {
  return {
    lengths: new Uint32Array(RECORDS_PER_BATCH),
    fileIndex: new Uint32Array(RECORDS_PER_BATCH),
    positions: new Float64Array(RECORDS_PER_BATCH),
    timeUs: new Float64Array(RECORDS_PER_BATCH),
    nanos: new Uint16Array(RECORDS_PER_BATCH),
    precision: new Uint8Array(RECORDS_PER_BATCH),
    flags: new Uint8Array(RECORDS_PER_BATCH),
  };
}
