// Asks the text index which groups of records may hold a word, so that a search leaves the others
// unread. What is not indexed yet is read; nothing depends on the index being there.

import { zstdDecompressSync } from 'node:zlib';
import type { CaseReader } from '../../store/case-store.ts';
import type { EventTable } from '../events/event-table.ts';
import { hashesOf, HASHES, placeOf, widthOf } from './text-signature.ts';
import { BANDS } from '../../store/text-index.ts';

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
    for (const { id, lastBlock, groups: stored } of store.textIndex.spans()) {
      const own = new Uint8Array(stored);
      const firsts = new Float64Array(own.buffer);
      spans.push({ id, lastBlock, groups: firsts, firstGroup: groups });
      groups += firsts.length;
    }
  };

  const placeIn = (table: EventTable) => {
    if (placed?.table === table) return placed;
    const groupAt = new Map<number, number>();
    for (const span of spans) {
      for (const [index, event] of span.groups.entries()) {
        const row = table.rowOf(event);
        if (row !== undefined) groupAt.set(row, span.firstGroup + index);
      }
    }
    for (const { lastBlock } of spans) {
      const behind = table.blocks.findIndex((zone) => zone.id > lastBlock);
      const row = behind < 0 ? table.rows : (table.starts[behind] ?? table.rows);
      if (!groupAt.has(row)) groupAt.set(row, Number.NaN);
    }
    const starts = Float64Array.from(groupAt.keys()).sort();
    placed = {
      table,
      starts,
      groups: starts.map((row) => groupAt.get(row) ?? Number.NaN),
    };
    return placed;
  };

  const rowsOfHash = (span: Span, hash: number): Uint8Array | undefined => {
    const { band, row } = placeOf(hash);
    const width = widthOf(span.groups.length);
    const stored = store.textIndex.slice(span.id, band);
    if (!stored) return undefined;
    const whole = (HASHES / BANDS) * width;
    const bits = stored.length === whole ? stored : zstdDecompressSync(stored);
    return bits.subarray(row * width, (row + 1) * width);
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
      const hashes = hashesOf(word);
      if (hashes.length === 0) return () => true;
      const may = new Uint8Array(groups);
      for (const span of spans) {
        const both = new Uint8Array(widthOf(span.groups.length)).fill(0xff);
        for (const hash of hashes) {
          const bits = rowsOfHash(span, hash);
          for (let byte = 0; byte < both.length; byte++) {
            both[byte] = (both[byte] ?? 0) & (bits?.[byte] ?? 0);
          }
          if (both.every((byte) => byte === 0)) break;
        }
        for (let group = 0; group < span.groups.length; group++) {
          const bit = ((both[group >> 3] ?? 0) >> (group & 7)) & 1;
          may[span.firstGroup + group] = bit;
        }
      }
      return (group) => may[group] !== 0;
    },
  };
}

export type TextIndex = ReturnType<typeof createTextIndex>;
