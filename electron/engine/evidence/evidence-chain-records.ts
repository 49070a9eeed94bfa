// The entries of the hash-chained logs of an exhibit by their place in the log, whichever blocks and
// rotated files they lie in. Remembers where blocks begin, never their content. Refuses to judge.

import type { ChainValue, ChainRow } from '../../../shared/sealing/chain-row.ts';
import { chainRowFromRecord } from '../../../shared/sealing/chain-row.ts';
import { chainMapping, hashedContentNames } from '../../../shared/formats/chain-layout.ts';
import { chainLayoutOfRef } from '../../../shared/formats/hash-chained-log.ts';
import { recordInUtf8 } from '../../../shared/formats/utf-16.ts';
import type { ContentNames } from '../../../shared/sealing/chain-checks.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { StoredFile } from '../../store/sources.ts';
import type { BlockReader } from '../events/block-reader.ts';
import { decodeFrame } from '../events/block-frame.ts';

export interface ChainRecord {
  readonly eventId: number;
  readonly file: string;
  /** Row number of a database, or byte offset in a text file. */
  readonly position: number;
  readonly row: ChainRow;
  readonly contentNames: ContentNames | undefined;
}

/** Entries in the order of the log, from 0. */
export interface ChainRecords {
  readonly length: number;
  /** Throws FailureError where the block of the entry is damaged. */
  at(index: number): ChainRecord | undefined;
}

/** Neighbours of one file within one block. */
interface Run {
  readonly block: number;
  readonly file: StoredFile;
  readonly slot: number;
  readonly count: number;
}

export function createChainRecords(
  store: Pick<CaseReader, 'events' | 'sources'>,
  blocks: Pick<BlockReader, 'byId'>,
) {
  const known = new Map<number, { readonly blocks: string; readonly runs: readonly Run[] }>();

  const runsOf = (sourceId: number): readonly Run[] => {
    const ids = store.events.blocksOf(sourceId);
    // Blocks are only ever added at the end or dropped at the beginning.
    const key = `${String(ids.length)} ${String(ids[0] ?? 0)} ${String(ids.at(-1) ?? 0)}`;
    const before = known.get(sourceId);
    if (before?.blocks === key) return before.runs;
    const chained = new Map(
      store.sources
        .files(sourceId)
        .filter((file) => chainLayoutOfRef(file.format) !== undefined)
        .map((file) => [file.index, file]),
    );
    const runs = chained.size === 0 ? [] : store.events.framesOf(sourceId).flatMap(runsIn(chained));
    known.set(sourceId, { blocks: key, runs });
    return runs;
  };

  const recordIn = ({ block: id, file, slot }: Run, offset: number): ChainRecord | undefined => {
    const block = blocks.byId(id);
    if (block === undefined) return undefined;
    const at = slot + offset;
    const layout = chainLayoutOfRef(file.format);
    const position = block.frame.positions[at] ?? 0;
    const record = recordInUtf8(block.record(at), file.format);
    const row = chainRowFromRecord(record, layout && chainMapping(layout), position);
    if (!row.ok) return undefined;
    return {
      eventId: block.firstEvent + at,
      file: file.name,
      position,
      row: row.value,
      contentNames: layout && hashedContentNames(layout),
    };
  };

  const listOf = (runs: readonly Run[]): ChainRecords => {
    const starts: number[] = [];
    let length = 0;
    for (const { count } of runs) {
      starts.push(length);
      length += count;
    }
    return {
      length,
      at(index) {
        if (index < 0 || index >= length) return undefined;
        const place = lastAtMost(starts, index);
        const run = runs[place];
        return run && recordIn(run, index - (starts[place] ?? 0));
      },
    };
  };

  return {
    /**
     * The log that begins in a file, with the files that go on where it ended; without a name, all
     * that the exhibit has.
     */
    of(sourceId: number, file?: string): ChainRecords {
      const runs = runsOf(sourceId);
      if (file === undefined) return listOf(runs);
      const first = runs.findIndex((run) => run.file.name === file);
      if (first < 0) return listOf([]);
      let end = first;
      let last: ChainValue | undefined;
      for (; end < runs.length; end += 1) {
        const run = runs[end];
        if (run === undefined) break;
        const isNext = run.file.name !== runs[end - 1]?.file.name;
        if (end > first && isNext && recordIn(run, 0)?.row.previous_hash !== last) break;
        // Only where a file ends its last entry is looked at.
        if (runs[end + 1]?.file.name !== run.file.name) {
          last = recordIn(run, run.count - 1)?.row.chain_hash;
        }
      }
      return listOf(runs.slice(first, end));
    },
  };
}

export type ChainRecordsOf = ReturnType<typeof createChainRecords>;

function runsIn(chained: ReadonlyMap<number, StoredFile>) {
  return (block: {
    readonly id: number;
    readonly count: number;
    readonly frame: Uint8Array;
  }): Run[] => {
    const { fileIndex } = decodeFrame(block.frame, block.count);
    const runs: Run[] = [];
    let slot = 0;
    while (slot < block.count) {
      const index = fileIndex[slot] ?? 0;
      let end = slot + 1;
      while (end < block.count && fileIndex[end] === index) end += 1;
      const file = chained.get(index);
      if (file) runs.push({ block: block.id, file, slot, count: end - slot });
      slot = end;
    }
    return runs;
  };
}

function lastAtMost(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How far from its place in the order an entry is still looked for. */
const NEAR = 64;

/**
 * Where the entries numbered `from` to `through` stand: numbers rise through a log but for the places
 * where something is wrong with it, which is what is looked at. Half-open; where no entry has such a
 * number, what stands where they should.
 */
export function placesOf(
  records: ChainRecords,
  from: number,
  through: number,
): { readonly start: number; readonly end: number; readonly numbered: boolean } {
  const numberAt = (index: number): number | undefined => {
    const value = records.at(index)?.row.sequence_number;
    return typeof value === 'number' ? value : undefined;
  };
  const isWithin = (index: number): boolean => {
    const number = numberAt(index);
    return number !== undefined && number >= from && number <= through;
  };
  let start = firstFrom(records.length, from, numberAt);
  let end = Math.max(start, firstFrom(records.length, through + 1, numberAt));
  const before = start;
  const behind = end;
  for (let step = 1; step <= NEAR; step += 1) {
    if (isWithin(before - step)) start = before - step;
    if (isWithin(behind + step - 1)) end = behind + step;
  }
  for (let index = start; index < end; index += 1) {
    if (isWithin(index)) return { start, end, numbered: true };
  }
  const place = Math.min(start, Math.max(0, records.length - 1));
  return { start: place, end: Math.min(records.length, place + 1), numbered: false };
}

/** The first index with such a number or a higher one; entries without one count as the next. */
function firstFrom(
  length: number,
  wanted: number,
  numberAt: (index: number) => number | undefined,
): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    let numbered = middle;
    let number = numberAt(numbered);
    while (number === undefined && numbered + 1 < high) number = numberAt(++numbered);
    if (number === undefined || number >= wanted) high = middle;
    else low = numbered + 1;
  }
  return low;
}
