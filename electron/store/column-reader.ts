// Reads the columns that lie beside the blocks: which block covers what stretch of time, the times
// and codes of blocks, and small counts made straight from them. Keeps nothing in memory; what is
// asked again and again is kept by the engine.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import { FailureError, failure } from '../../shared/base/result.ts';
import { decodeCodes, decodeTimes, type Codes } from './column-chunk.ts';
import { columnNumber, TIME_CHUNK, type StoredColumn } from './columns.ts';
import type { Db } from './connection.ts';

/** Half open; null is no bound. */
export interface EventRange {
  readonly fromUs: TimeUs | null;
  readonly toUs: TimeUs | null;
}

/** What a block holds, without its bytes. */
export interface BlockZone {
  readonly id: number;
  readonly sourceId: number;
  readonly firstEvent: number;
  readonly count: number;
  /** Of its dated events; null where it has none. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/** One column of one block. */
export interface ColumnChunk {
  readonly zone: BlockZone;
  /** Term ids that the codes stand for. */
  readonly dictionary: Uint32Array;
  readonly codes: Codes;
}

interface StoredChunk {
  readonly dictionary: Uint8Array;
  readonly codes: Uint8Array;
}
type BlockChunk = StoredChunk & { readonly blockId: number };

export const ZONES_SQL = `SELECT id, source_id AS sourceId, first_event AS firstEvent, count,
  first_us AS firstUs, last_us AS lastUs FROM block INDEXED BY block_zone WHERE id > ? ORDER BY id`;
export const SPAN_SQL =
  'SELECT min(first_us) AS first, max(last_us) AS last FROM block INDEXED BY block_zone';
export const STAND_SQL =
  'SELECT count(*) AS blocks, max(id) AS last FROM block INDEXED BY block_zone';
export const CHUNKS_SQL = `SELECT block_id AS blockId, dictionary, codes FROM column_chunk
  WHERE column = ? AND block_id > ? ORDER BY block_id LIMIT ?`;
export const CHUNK_SQL =
  'SELECT dictionary, codes FROM column_chunk WHERE column = ? AND block_id = ?';

/** Chunks read at once: the connection is free between two portions. */
const PORTION = 512;

export function columnReader(db: Db) {
  const zones = db.prepare<[number], BlockZone>(ZONES_SQL);
  const span = db.prepare<[], { first: number | null; last: number | null }>(SPAN_SQL);
  const stand = db.prepare<[], { blocks: number; last: number | null }>(STAND_SQL);
  const portion = db.prepare<[number, number, number], BlockChunk>(CHUNKS_SQL);
  const single = db.prepare<[number, number], StoredChunk>(CHUNK_SQL);
  const term = db.prepare<[number], string>('SELECT value FROM term WHERE id = ?').pluck();

  const damaged = (zone: BlockZone, what: string) =>
    new FailureError(
      failure('case.damaged', `Block ${String(zone.id)} of the case is damaged: ${what}.`),
    );

  /** Throws FailureError, `case.damaged`, where the bytes are not what they should be. */
  const decoded = <T>(zone: BlockZone, decode: () => T): T => {
    try {
      return decode();
    } catch (error) {
      throw damaged(zone, error instanceof Error ? error.message : String(error));
    }
  };

  /** The stored chunks of these blocks, in their order. */
  function* storedChunks(
    column: number,
    blocks: readonly BlockZone[],
  ): Generator<{ readonly zone: BlockZone; readonly stored: StoredChunk }> {
    const first = blocks[0];
    if (first === undefined) return;
    let known: BlockChunk[] = [];
    let next = 0;
    let after = first.id - 1;
    for (const [place, zone] of blocks.entries()) {
      while (next < known.length && (known[next]?.blockId ?? 0) < zone.id) next++;
      if (next >= known.length) {
        after = Math.max(after, zone.id - 1);
        known = portion.all(column, after, Math.min(PORTION, runLength(blocks, place)));
        after = known.at(-1)?.blockId ?? after;
        next = 0;
        while (next < known.length && (known[next]?.blockId ?? 0) < zone.id) next++;
      }
      const stored = known[next];
      if (stored?.blockId !== zone.id) throw damaged(zone, 'one of its columns is missing');
      yield { zone, stored };
    }
  }

  const open = (zone: BlockZone, { dictionary, codes }: StoredChunk): ColumnChunk => {
    const words = wordsOf(dictionary);
    return { zone, dictionary: words, codes: decoded(zone, () => checked(zone, words, codes)) };
  };

  const checked = (zone: BlockZone, dictionary: Uint32Array, stored: Uint8Array): Codes => {
    const codes = decodeCodes(stored, zone.count, dictionary.length);
    const largest = codes instanceof Uint8Array ? largestNarrow(codes) : largestWide(codes);
    if (largest >= Math.max(1, dictionary.length)) throw new Error('a code beyond its dictionary');
    return codes;
  };

  const timesOf = (zone: BlockZone, stored: StoredChunk): Float64Array => {
    const times = new Float64Array(zone.count);
    decoded(zone, () => decodeTimes(stored.codes, zone.count, times, 0));
    return times;
  };

  const one = (column: number, zone: BlockZone): StoredChunk => {
    const stored = single.get(column, zone.id);
    if (!stored) throw damaged(zone, 'one of its columns is missing');
    return stored;
  };

  const within = (zone: BlockZone, { fromUs, toUs }: EventRange): boolean =>
    zone.firstUs !== null &&
    zone.lastUs !== null &&
    (fromUs === null || zone.lastUs >= fromUs) &&
    (toUs === null || zone.firstUs < toUs);

  const overlapping = (range: EventRange): BlockZone[] =>
    zones.all(0).filter((zone) => within(zone, range));

  const isIn = (time: number, { fromUs, toUs }: EventRange): boolean =>
    (fromUs === null || time >= fromUs) && (toUs === null || time < toUs) && !Number.isNaN(time);

  return {
    /** Changes when blocks come or go. */
    stand: (): { readonly blocks: number; readonly last: number } => {
      const row = stand.get();
      return { blocks: row?.blocks ?? 0, last: row?.last ?? 0 };
    },
    /** Blocks behind this one, in the order of their events. */
    zones: (afterBlock = 0): BlockZone[] => zones.all(afterBlock),
    /** First and last time of all dated events. */
    span(): { first: TimeUs; last: TimeUs } | undefined {
      const row = span.get();
      if (row?.first == null || row.last == null) return undefined;
      return { first: timeUs(row.first), last: timeUs(row.last) };
    },
    /**
     * Times of these blocks, in the order of their events; NaN where undated. Throws FailureError.
     * @param offsetOf where the times of a block go, by its place among them
     */
    readTimes(
      blocks: readonly BlockZone[],
      into: Float64Array,
      offsetOf: (place: number) => number,
    ): void {
      let place = 0;
      for (const { zone, stored } of storedChunks(TIME_CHUNK, blocks)) {
        const offset = offsetOf(place++);
        decoded(zone, () => decodeTimes(stored.codes, zone.count, into, offset));
      }
    },
    /** One column of these blocks, chunk by chunk. Throws FailureError. */
    *chunks(column: StoredColumn, blocks: readonly BlockZone[]): Generator<ColumnChunk> {
      for (const { zone, stored } of storedChunks(columnNumber(column), blocks)) {
        yield open(zone, stored);
      }
    },
    /** The term ids that occur in a column of a block. */
    dictionary: (column: StoredColumn, zone: BlockZone): Uint32Array =>
      wordsOf(one(columnNumber(column), zone).dictionary),
    chunk: (column: StoredColumn, zone: BlockZone): ColumnChunk =>
      open(zone, one(columnNumber(column), zone)),
    /** Dated events in a range, from the blocks that reach into it. */
    countIn(range: EventRange): number {
      let count = 0;
      for (const { zone, stored } of storedChunks(TIME_CHUNK, overlapping(range))) {
        for (const time of timesOf(zone, stored)) if (isIn(time, range)) count++;
      }
      return count;
    },
    /** How often each value of a column occurs among the dated events of a range. */
    tally(column: StoredColumn, range: EventRange): Map<string, number> {
      const counts = new Map<number, number>();
      for (const zone of overlapping(range)) {
        const times = timesOf(zone, one(TIME_CHUNK, zone));
        const { codes, dictionary } = open(zone, one(columnNumber(column), zone));
        for (let slot = 0; slot < zone.count; slot++) {
          if (!isIn(times[slot] ?? Number.NaN, range)) continue;
          const id = dictionary[codes[slot] ?? 0] ?? 0;
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
      }
      return new Map([...counts].map(([id, count]) => [term.get(id) ?? '', count]));
    },
  };
}

export type ColumnReader = ReturnType<typeof columnReader>;

// By index, and a loop for each kind of array: either makes this ten times as fast.

function largestNarrow(codes: Uint8Array): number {
  let largest = 0;
  for (let slot = 0; slot < codes.length; slot++) {
    const code = codes[slot] ?? 0;
    if (code > largest) largest = code;
  }
  return largest;
}

function largestWide(codes: Uint16Array): number {
  let largest = 0;
  for (let slot = 0; slot < codes.length; slot++) {
    const code = codes[slot] ?? 0;
    if (code > largest) largest = code;
  }
  return largest;
}

/** How many blocks from a place on have numbers one after the other, as far as one portion goes. */
function runLength(blocks: readonly BlockZone[], place: number): number {
  const first = blocks[place]?.id ?? 0;
  let length = 1;
  while (length < PORTION && blocks[place + length]?.id === first + length) length++;
  return length;
}

/** Blobs come at any offset; the numbers in them are little-endian. */
function wordsOf(stored: Uint8Array): Uint32Array {
  const own = new Uint8Array(stored.length - (stored.length % 4));
  own.set(stored.subarray(0, own.length));
  return new Uint32Array(own.buffer);
}
