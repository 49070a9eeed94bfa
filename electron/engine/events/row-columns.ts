// The columns of all rows as numbers, each as narrow as its values allow. Read when first asked for or
// a stretch at a time beforehand; they grow with the case, and the longest unused one goes when all
// together take too much room.

import type { CaseReader } from '../../store/case-store.ts';
import type { StoredColumn } from '../../store/columns.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import type { CaseWords } from './case-words.ts';

/** Numbers into `termIds`, one per row. */
export type RowCodes = Uint8Array | Uint16Array | Uint32Array;

export interface Column {
  readonly codes: RowCodes;
  /** The term behind each code; code 0 is "no value", always there. */
  readonly termIds: Uint32Array;
  /** The word behind a code. */
  wordOf(code: number): string;
  /** The words behind all codes. */
  words(): readonly string[];
}

/** Of all columns together; times and their order come on top. */
export const COLUMN_BYTES = 512 * 1024 * 1024;

interface Growing {
  codes: RowCodes;
  rows: number;
  termIds: number[];
  /** By term, one more than its code; 0 where it has none. */
  codeOf: Uint32Array;
  /** The words of the first codes. */
  readonly words: string[];
}

export function createRowColumns(columns: Pick<CaseReader['columns'], 'chunks'>, words: CaseWords) {
  // Least recently used first.
  const kept = new Map<StoredColumn, Growing>();
  let mapped = new Uint32Array(0);

  const bytes = (): number => {
    let sum = 0;
    for (const { codes } of kept.values()) sum += codes.byteLength;
    return sum;
  };

  const makeRoom = (needed: StoredColumn): void => {
    for (const name of kept.keys()) {
      if (bytes() <= COLUMN_BYTES) return;
      if (name !== needed) kept.delete(name);
    }
  };

  const growing = (name: StoredColumn): Growing => {
    const column = kept.get(name) ?? emptyColumn();
    kept.delete(name);
    kept.set(name, column);
    return column;
  };

  /** Adds these blocks, the next ones of the column, in a table of so many rows. */
  const add = (
    name: StoredColumn,
    column: Growing,
    blocks: readonly BlockZone[],
    rows: number,
  ): void => {
    if (column.codes.length < rows) column.codes = resized(column.codes, rows);
    for (const { dictionary, codes, zone } of columns.chunks(name, blocks)) {
      const map = new Uint32Array(dictionary.length);
      for (let index = 0; index < dictionary.length; index++) {
        const term = dictionary[index] ?? 0;
        if (term >= column.codeOf.length) column.codeOf = withRoomFor(column.codeOf, term);
        let next = column.codeOf[term] ?? 0;
        if (next === 0) {
          next = column.termIds.push(term);
          column.codeOf[term] = next;
        }
        map[index] = next - 1;
      }
      column.codes = wideEnough(column.codes, column.termIds.length);
      const at = column.rows;
      if (map.length === 1) column.codes.fill(map[0] ?? 0, at, at + zone.count);
      else if (map.every((code, index) => code === index)) column.codes.set(codes, at);
      else {
        if (mapped.length < zone.count) mapped = new Uint32Array(zone.count);
        if (codes instanceof Uint8Array) mapNarrow(codes, map, mapped, zone.count);
        else mapWide(codes, map, mapped, zone.count);
        column.codes.set(mapped.subarray(0, zone.count), at);
      }
      column.rows += zone.count;
    }
    makeRoom(name);
  };

  return {
    bytes,
    /** @param blocksFrom the blocks from a row on, which begins one */
    of(
      name: StoredColumn,
      rows: number,
      blocksFrom: (row: number) => readonly BlockZone[],
    ): Column {
      const column = growing(name);
      if (column.rows < rows) add(name, column, blocksFrom(column.rows), rows);
      const { codes, words: named } = column;
      const termIds = Uint32Array.from(column.termIds);
      return {
        codes: codes.length === rows ? codes : codes.subarray(0, rows),
        termIds,
        wordOf: (code) => named[code] ?? words.of(termIds[code] ?? 0),
        words() {
          for (const word of words.each(termIds, named.length)) named.push(word);
          return named;
        },
      };
    },
    /** Reads so many more blocks; false when there are none left to read. */
    read(
      name: StoredColumn,
      rows: number,
      blocksFrom: (row: number) => readonly BlockZone[],
      blocks: number,
    ): boolean {
      const column = growing(name);
      if (column.rows >= rows) return false;
      add(name, column, blocksFrom(column.rows).slice(0, blocks), rows);
      return column.rows < rows;
    },
    forget: (): void => kept.clear(),
  };
}

// Loops that see one kind of array each run several times as fast as one that sees all.

function mapNarrow(codes: Uint8Array, map: Uint32Array, into: Uint32Array, count: number): void {
  for (let slot = 0; slot < count; slot++) into[slot] = map[codes[slot] ?? 0] ?? 0;
}

function mapWide(codes: Uint16Array, map: Uint32Array, into: Uint32Array, count: number): void {
  for (let slot = 0; slot < count; slot++) into[slot] = map[codes[slot] ?? 0] ?? 0;
}

function emptyColumn(): Growing {
  return {
    codes: new Uint8Array(0),
    rows: 0,
    termIds: [0],
    codeOf: Uint32Array.of(1),
    words: [],
  };
}

function withRoomFor(codeOf: Uint32Array, term: number): Uint32Array {
  const grown = new Uint32Array(Math.max(term + 1, codeOf.length * 2));
  grown.set(codeOf);
  return grown;
}

function resized(codes: RowCodes, rows: number): RowCodes {
  const grown =
    codes instanceof Uint8Array
      ? new Uint8Array(rows)
      : codes instanceof Uint16Array
        ? new Uint16Array(rows)
        : new Uint32Array(rows);
  grown.set(codes);
  return grown;
}

function wideEnough(codes: RowCodes, values: number): RowCodes {
  if (codes instanceof Uint8Array && values > 256) {
    return values > 65_536 ? Uint32Array.from(codes) : Uint16Array.from(codes);
  }
  return codes instanceof Uint16Array && values > 65_536 ? Uint32Array.from(codes) : codes;
}
