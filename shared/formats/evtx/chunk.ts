// The layout of a Windows event log (EVTX): a header of 4 KiB, then chunks of 64 KiB, each with a
// header, check sums and records. Says where the records of a chunk are and whether its check sums
// fit; finds records again behind damage and in chunks whose header is destroyed. Decodes nothing of
// a record but its number and time. The CRC is passed in.
// Source: "Windows XML Event Log (EVTX) format" of libevtx; [MS-EVEN6].

export const FILE_HEADER_BYTES = 4_096;
export const CHUNK_BYTES = 65_536;
export const CHUNK_HEADER_BYTES = 512;
export const RECORD_HEADER_BYTES = 24;
const RECORD_MAGIC = 0x0000_2a2a;
const SMALLEST_RECORD = RECORD_HEADER_BYTES + 4;
const CHECKED_HEADER_BYTES = 120;
const FLAG_DIRTY = 1;

/** CRC-32 as zip has it, going on from an earlier one. */
export type Crc32 = (bytes: Uint8Array, from?: number) => number;
export type CheckSum = 'fits' | 'does not fit' | 'absent';

export interface LogHeader {
  /** The log was in use, or its writer was cut short: counts and check sums may be behind. */
  readonly dirty: boolean;
  readonly checkSum: CheckSum;
  /** The number that the next record would get; `undefined` where there is no usable one. */
  readonly nextRecord: number | undefined;
}

export interface ChunkHeader {
  readonly firstRecord: number;
  readonly lastRecord: number;
  readonly headerSum: CheckSum;
  readonly dataSum: CheckSum;
  /** Where its records end. */
  readonly freeAt: number;
}

export interface FoundRecord {
  readonly kind: 'record';
  /** Within the chunk, with its header. */
  readonly at: number;
  readonly size: number;
  readonly number: number;
  /** 100 nanoseconds since 1601 UTC, when it was written. */
  readonly writtenTicks: bigint;
}

export interface DamagedStretch {
  readonly kind: 'damaged';
  readonly at: number;
  readonly size: number;
}

export function isEventLog(head: Uint8Array): boolean {
  return startsWith(head, 'ElfFile\0');
}

/** A log without its first 4 KiB, as carving leaves it. */
export function isBareChunk(head: Uint8Array): boolean {
  return startsWith(head, 'ElfChnk\0');
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  for (let at = 0; at < magic.length; at += 1) {
    if (bytes[at] !== magic.charCodeAt(at)) return false;
  }
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function numberAt(view: DataView, at: number): number | undefined {
  const value = Number(view.getBigUint64(at, true));
  return Number.isSafeInteger(value) ? value : undefined;
}

function compare(stored: number, found: number): CheckSum {
  if (stored === found) return 'fits';
  return stored === 0 ? 'absent' : 'does not fit';
}

/** @param bytes at least the first 128 of the file */
export function readLogHeader(bytes: Uint8Array, crc32: Crc32): LogHeader {
  const view = viewOf(bytes);
  return {
    dirty: (view.getUint32(120, true) & FLAG_DIRTY) !== 0,
    checkSum: compare(view.getUint32(124, true), crc32(bytes.subarray(0, CHECKED_HEADER_BYTES))),
    nextRecord: numberAt(view, 24),
  };
}

/** `undefined` where the bytes do not begin like a chunk. */
export function readChunkHeader(chunk: Uint8Array, crc32: Crc32): ChunkHeader | undefined {
  if (chunk.length < CHUNK_HEADER_BYTES || !isBareChunk(chunk)) return undefined;
  const view = viewOf(chunk);
  const firstRecord = numberAt(view, 24);
  const lastRecord = numberAt(view, 32);
  const freeAt = view.getUint32(48, true);
  const usable = freeAt >= CHUNK_HEADER_BYTES && freeAt <= chunk.length;
  const beginning = crc32(chunk.subarray(0, CHECKED_HEADER_BYTES));
  return {
    firstRecord: firstRecord ?? 0,
    lastRecord: lastRecord ?? 0,
    headerSum: compare(
      view.getUint32(124, true),
      crc32(chunk.subarray(128, CHUNK_HEADER_BYTES), beginning),
    ),
    dataSum: usable
      ? compare(view.getUint32(52, true), crc32(chunk.subarray(CHUNK_HEADER_BYTES, freeAt)))
      : 'does not fit',
    freeAt: usable ? freeAt : chunk.length,
  };
}

/**
 * The records of a chunk in order, and what lies between them and is none. Behind the place where
 * the header says that they end, only records that go on counting are taken: older ones may lie in
 * the space that is free again.
 */
export function* recordsOf(
  chunk: Uint8Array,
  header: ChunkHeader | undefined,
): Generator<FoundRecord | DamagedStretch> {
  const view = viewOf(chunk);
  const freeAt = header?.freeAt ?? chunk.length;
  let at = CHUNK_HEADER_BYTES;
  let last: number | undefined;
  while (at < freeAt) {
    const record = recordAt(view, at);
    if (record) {
      last = record.number;
      yield record;
      at += record.size;
      continue;
    }
    const next = nextRecord(view, at + 8, freeAt);
    // Where the header names no end, zeros are it.
    if (freeAt === chunk.length && next >= freeAt && isZero(chunk, at, freeAt)) return;
    yield { kind: 'damaged', at, size: next - at };
    at = next;
  }
  for (;;) {
    const record = recordAt(view, at);
    if (!record || last === undefined || record.number !== last + 1) return;
    last = record.number;
    yield record;
    at += record.size;
  }
}

/** A record with both its lengths in place. */
export function recordAt(view: DataView, at: number): FoundRecord | undefined {
  if (at + SMALLEST_RECORD > view.byteLength) return undefined;
  if (view.getUint32(at, true) !== RECORD_MAGIC) return undefined;
  const size = view.getUint32(at + 4, true);
  if (size < SMALLEST_RECORD || at + size > view.byteLength) return undefined;
  if (view.getUint32(at + size - 4, true) !== size) return undefined;
  const number = numberAt(view, at + 8);
  if (number === undefined) return undefined;
  return { kind: 'record', at, size, number, writtenTicks: view.getBigUint64(at + 16, true) };
}

/** Records begin at multiples of eight. */
function nextRecord(view: DataView, from: number, end: number): number {
  for (let at = from; at < end; at += 8) if (recordAt(view, at)) return at;
  return end;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

export function isUnused(chunk: Uint8Array): boolean {
  return isZero(chunk, 0, chunk.length);
}

/** Another record behind the end of a record's own content, within its length. */
export function hiddenRecord(view: DataView, record: FoundRecord, contentEnd: number) {
  const end = record.at + record.size - 4;
  for (let at = (contentEnd + 7) & ~7; at + SMALLEST_RECORD <= end; at += 8) {
    if (view.getUint32(at, true) === RECORD_MAGIC) {
      const size = view.getUint32(at + 4, true);
      if (size >= SMALLEST_RECORD && at + size <= record.at + record.size) {
        return { at, number: numberAt(view, at + 8) };
      }
    }
  }
  return undefined;
}
