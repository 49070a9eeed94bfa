// Asks the text index which groups of records may hold a word, so that a search leaves the others
// unread. What is not indexed yet is read; nothing depends on the index being there.

import { zstdDecompressSync } from 'node:zlib';
import type { CaseReader } from '../../store/case-store.ts';
import type { EventTable } from '../events/event-table.ts';
import { hashesOf, HASHES, placeOf, widthOf } from './text-signature.ts';
import { BANDS } from '../../store/text-index.ts';

/** After so many marks that leave no group out, the others are not asked. */
const ASKED_IN_VAIN = 2;
const SMALLEST_PIECE = 64;
const NO_BITS = new Uint8Array(0);

interface Span {
  readonly id: number;
  readonly lastBlock: number;
  /** First event of each group. */
  readonly groups: Float64Array;
  /** Number of its first group among all. */
  readonly firstGroup: number;
}

/** Rows next to each other that one group covers, or that nothing is known of. */
export interface Stretch {
  /** Row behind the last. */
  readonly end: number;
  readonly group: number | undefined;
}

export function createTextIndex(store: Pick<CaseReader, 'textIndex' | 'dataVersion'>) {
  let spans: Span[] = [];
  let groups = 0;
  let version = -1;
  /** Where groups begin in the table asked last, and behind spans where nothing is known again. */
  let placed: { table: EventTable; starts: Float64Array; groups: Float64Array } | undefined;

  /** Spans come with indexing and go with evidence that is dropped. */
  const refresh = (): void => {
    const now = store.dataVersion();
    if (now === version) return;
    version = now;
    spans = [];
    groups = 0;
    placed = undefined;
    // What was indexed anew after a drop lies between what was indexed before.
    const inOrder = store.textIndex.spans().sort((a, b) => a.firstBlock - b.firstBlock);
    for (const { id, lastBlock, groups: stored } of inOrder) {
      const own = new Uint8Array(stored);
      const firsts = new Float64Array(own.buffer);
      spans.push({ id, lastBlock, groups: firsts, firstGroup: groups });
      groups += firsts.length;
    }
  };

  const placeIn = (table: EventTable) => {
    if (placed?.table === table) return placed;
    const starts: number[] = [];
    const groupAt: number[] = [];
    let block = 0;
    for (const span of spans) {
      for (let index = 0; index < span.groups.length; index++) {
        const row = table.rowOf(span.groups[index] ?? 0);
        if (row === undefined) continue;
        // Two spans next to each other leave nothing between them.
        if (starts.at(-1) === row) {
          starts.pop();
          groupAt.pop();
        }
        starts.push(row);
        groupAt.push(span.firstGroup + index);
      }
      while (block < table.blocks.length && (table.blocks[block]?.id ?? 0) <= span.lastBlock) {
        block++;
      }
      starts.push(table.starts[block] ?? table.rows);
      groupAt.push(Number.NaN);
    }
    placed = { table, starts: Float64Array.from(starts), groups: Float64Array.from(groupAt) };
    return placed;
  };

  const rowsOfHash = (span: Span, hash: number): Uint8Array | undefined => {
    const { band, row } = placeOf(hash);
    const width = widthOf(span.groups.length);
    const stored = store.textIndex.slice(span.id, band);
    if (!stored) return undefined;
    const whole = (HASHES / BANDS) * width;
    // A piece that is filled to its end makes room for another.
    const most = whole + 1;
    const sizes = { maxOutputLength: most, chunkSize: Math.max(SMALLEST_PIECE, most) };
    const bits = stored.length === whole ? stored : zstdDecompressSync(stored, sizes);
    return bits.subarray(row * width, (row + 1) * width);
  };

  /** Groups of a span with all of these marks, a bit each. */
  const groupsWith = (span: Span, hashes: readonly number[]): Uint8Array => {
    const bits = new Uint8Array(widthOf(span.groups.length)).fill(0xff);
    let saidNothing = 0;
    for (const hash of hashes) {
      const marked = rowsOfHash(span, hash);
      let changed = 0;
      let all = 0;
      for (let byte = 0; byte < bits.length; byte++) {
        const before = bits[byte] ?? 0;
        const now = before & (marked?.[byte] ?? 0);
        bits[byte] = now;
        changed |= before ^ now;
        all |= now;
      }
      saidNothing = changed === 0 ? saidNothing + 1 : 0;
      // Those behind it say even less.
      if (all === 0 || saidNothing === ASKED_IN_VAIN) break;
    }
    return bits;
  };

  /** The marks of a word, those first that fewest groups of a span have. */
  const tellingFirst = (hashes: readonly number[]): readonly number[] => {
    const sample = spans.at(-1);
    if (sample === undefined) return hashes;
    const marked = new Map(
      hashes.map((hash) => [hash, bitsOf(rowsOfHash(sample, hash) ?? NO_BITS)]),
    );
    return hashes.toSorted((a, b) => (marked.get(a) ?? 0) - (marked.get(b) ?? 0));
  };

  return {
    /** Call it before asking about a table. */
    refresh,
    stretchAt(table: EventTable, row: number): Stretch {
      const { starts, groups: known } = placeIn(table);
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((starts[middle] ?? 0) <= row) low = middle + 1;
        else high = middle;
      }
      const group = known[low - 1] ?? Number.NaN;
      return {
        end: Math.min(table.rows, starts[low] ?? table.rows),
        group: Number.isNaN(group) ? undefined : group,
      };
    },
    /** Answers for groups by their number; true where nothing speaks against it. */
    mayHold(word: string): (group: number) => boolean {
      const hashes = tellingFirst(hashesOf(word));
      if (hashes.length === 0) return () => true;
      const may = new Uint8Array(groups);
      for (const span of spans) {
        const bits = groupsWith(span, hashes);
        for (let group = 0; group < span.groups.length; group++) {
          may[span.firstGroup + group] = ((bits[group >> 3] ?? 0) >> (group & 7)) & 1;
        }
      }
      return (group) => may[group] !== 0;
    },
  };
}

export type TextIndex = ReturnType<typeof createTextIndex>;

function bitsOf(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}
