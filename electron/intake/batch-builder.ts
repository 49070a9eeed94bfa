// Collects records into open batches: bytes one after the other, narrow columns beside them, values
// named once in the column's own dictionary. Compresses and hashes nothing.

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
  type BatchColumn,
  type BatchRejection,
  type IntakeFile,
  type OpenBatch,
} from './batch.ts';
import { giveBack } from './give-back.ts';
import { giveBackRoom, takeRoom } from './record-room.ts';

const FIRST_BYTES = 1024 * 1024;
/** A new batch starts with room for what the one before it held, and a little more. */
const ROOM = 1.125;
/** A rejection costs as much besides its excerpt, and a listed file besides its name. */
const REJECTION_BYTES = 256;

export interface BatchBuilder {
  /** Full batches in order, to be taken off as they are handed over. */
  readonly full: OpenBatch[];
  addEvent(record: Uint8Array, position: number, time: EventTime, ecs: EcsValues): void;
  /** Number of the batch that the next event goes into, which has room for it. */
  openBatch(): number;
  /** What stands for a value in a column of the open batch. @param column its place in `columns` */
  codeIn(column: number, value: string | undefined): number;
  /** As `addEvent`, to the open batch. @param codes by the columns' places in `columns` */
  addCoded(record: Uint8Array, position: number, time: EventTime, codes: Uint16Array): void;
  /** The columns that are filled. */
  readonly columns: readonly EcsColumn[];
  addRejection(rejection: BatchRejection): void;
  addSkipped(): void;
  /** A file that starts, or the same again with its hash. */
  addFile(file: IntakeFile): void;
  /** Closes what is left; nothing can be added any more. */
  finish(): void;
}

export interface BatchBuilderOptions {
  /** The file that records are from at the moment. */
  readonly fileIndex: () => number;
  readonly bytesRead: () => number;
  /** How many records of which format there were since the last time it was asked. */
  readonly takeFormats: () => Readonly<Record<string, number>>;
  /** The columns that are wanted; all where not said. */
  readonly columns?: readonly EcsColumn[] | undefined;
  /** What was seen in the events of the batch that is closed. */
  readonly takeSeen?: (() => Uint8Array | undefined) | undefined;
}

interface OpenColumn {
  readonly name: EcsColumn;
  readonly dictionary: string[];
  readonly index: Map<string, number>;
  readonly codes: Uint16Array;
  lastValue: string;
  lastCode: number;
}

export function createBatchBuilder(options: BatchBuilderOptions): BatchBuilder {
  const names = options.columns ?? ECS_COLUMNS;
  const full: OpenBatch[] = [];
  let raw: Uint8Array = new Uint8Array(0);
  let roomBytes = FIRST_BYTES;
  let rawBytes = 0;
  let count = 0;
  let skipped = 0;
  let rejectionBytes = 0;
  // What is handed on are copies, so that these serve for one batch after the other.
  const arrays = createArrays();
  const codeRooms: (Uint16Array | undefined)[] = names.map(() => undefined);
  let columns: (OpenColumn | undefined)[] = names.map(() => undefined);
  let rejections: BatchRejection[] = [];
  let files = new Map<number, IntakeFile>();
  let batch = 0;

  function makeRoom(length: number): void {
    if (rawBytes + length <= raw.length) return;
    const wanted = Math.max(raw.length === 0 ? roomBytes : raw.length * 2, rawBytes + length);
    const grown = takeRoom(wanted);
    grown.set(raw.subarray(0, rawBytes));
    giveBackRoom(raw);
    raw = grown;
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

  function close(): void {
    const named: { [column in EcsColumn]?: BatchColumn } = {};
    for (const column of columns) {
      if (!column) continue;
      named[column.name] = {
        dictionary: column.dictionary,
        codes: column.codes.slice(0, count),
      };
    }
    full.push({
      count,
      raw,
      rawBytes,
      lengths: arrays.lengths.slice(0, count),
      fileIndex: arrays.fileIndex.slice(0, count),
      positions: arrays.positions.slice(0, count),
      timeUs: arrays.timeUs.slice(0, count),
      nanos: arrays.nanos.slice(0, count),
      precision: arrays.precision.slice(0, count),
      flags: arrays.flags.slice(0, count),
      columns: named,
      rejections,
      skipped,
      formats: options.takeFormats(),
      files: [...files.values()],
      seen: options.takeSeen?.(),
      bytesRead: options.bytesRead(),
    });
    roomBytes = Math.max(FIRST_BYTES, Math.min(BYTES_PER_BATCH, Math.ceil(rawBytes * ROOM)));
    raw = new Uint8Array(0);
    rawBytes = 0;
    count = 0;
    skipped = 0;
    rejectionBytes = 0;
    columns = names.map(() => undefined);
    rejections = [];
    files = new Map();
    batch += 1;
  }

  function openColumn(index: number, name: EcsColumn): OpenColumn {
    const codes = codeRooms[index]?.fill(0) ?? new Uint16Array(RECORDS_PER_BATCH);
    codeRooms[index] = codes;
    return {
      ...{ name, codes, dictionary: [''], index: new Map([['', 0]]) },
      ...{ lastValue: '', lastCode: 0 },
    };
  }

  function codeOf(column: OpenColumn, value: string): number {
    // Neighbours often agree, and comparing is cheaper than hashing.
    if (column.lastValue === value) return column.lastCode;
    let code = column.index.get(value);
    if (code === undefined) {
      code = column.dictionary.push(value) - 1;
      column.index.set(value, code);
    }
    column.lastValue = value;
    column.lastCode = code;
    return code;
  }

  /** The record and all of its facts but the columns. */
  function addRecord(record: Uint8Array, position: number, time: EventTime): void {
    makeRoom(record.length);
    raw.set(record, rawBytes);
    rawBytes += record.length;
    arrays.lengths[count] = record.length;
    arrays.fileIndex[count] = options.fileIndex();
    arrays.positions[count] = position;
    arrays.timeUs[count] = time.timeUs ?? Number.NaN;
    arrays.nanos[count] = time.nanos;
    arrays.precision[count] = PRECISION_CODES.indexOf(time.precision);
    arrays.flags[count] = time.zoneAssumed ? FLAG_ZONE_ASSUMED : 0;
  }

  return {
    full,
    columns: names,
    openBatch() {
      if (isFull()) close();
      return batch;
    },
    codeIn(index, value) {
      const name = names[index];
      if (name === undefined || value === undefined || value === '') return 0;
      return codeOf((columns[index] ??= openColumn(index, name)), value);
    },
    addCoded(record, position, time, codes) {
      addRecord(record, position, time);
      for (let index = 0; index < codes.length; index += 1) {
        const code = codes[index] ?? 0;
        const column = columns[index];
        if (code > 0 && column !== undefined) column.codes[count] = code;
      }
      count += 1;
    },
    addEvent(record, position, time, ecs) {
      if (isFull()) close();
      addRecord(record, position, time);
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index];
        if (name === undefined) continue;
        const value = ecs[name];
        if (value === undefined || value === '') continue;
        const column = (columns[index] ??= openColumn(index, name));
        column.codes[count] = codeOf(column, value);
      }
      count += 1;
    },
    addRejection(rejection) {
      if (isFull()) close();
      rejections.push(rejection);
      rejectionBytes += rejection.excerpt.length + REJECTION_BYTES;
    },
    addSkipped() {
      skipped += 1;
    },
    addFile(file) {
      if (isFull()) close();
      files.set(file.index, file);
    },
    finish() {
      if (count > 0 || skipped > 0 || rejections.length > 0 || files.size > 0) close();
      for (const array of [...Object.values(arrays), ...codeRooms]) if (array) giveBack(array);
    },
  };
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
