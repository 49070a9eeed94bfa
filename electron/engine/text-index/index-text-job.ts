// Builds the text index behind an import: every value that a search may find in a record leaves its
// marks, also those that the record's text hides. Goes on where it stopped; a span is one step.

import { zstdCompressSync } from 'node:zlib';
import { assert } from '../../../shared/base/assert.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import { readingOf } from '../detection/match-missing.ts';
import type { JobHandler } from '../handlers.ts';
import { inOrder } from '../in-order.ts';
import { throttledProgress, throwIfCancelled } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { markBlock, type BlockToMark, type MarkedGroup } from './block-marks.ts';
import { createRunMarks } from './run-marks.ts';
import { MOST_GROUPS, slicesOf } from './text-signature.ts';

/** Compressed only where it saves this much: reading it must stay quick. */
const WORTH_COMPRESSING = 0.75;
/** Blocks under way for each marker: one is read while another is marked. */
const UNDER_WAY = 2;

/** Whoever marks blocks. Throws FailureError. */
export interface BlockMarker {
  mark(block: BlockToMark): Promise<readonly MarkedGroup[]>;
}

export interface BlockMarkers {
  readonly markers: readonly BlockMarker[];
  close(): Promise<void>;
}

/** Starts markers on other threads; none where the calling one is done before another one is up. */
export type StartMarkers = (work: { readonly events: number }) => BlockMarkers | undefined;

function markersHere(): BlockMarkers {
  const marks = createRunMarks();
  const marker: BlockMarker = {
    async mark(block) {
      // Whoever marks here leaves the thread to others between two blocks.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return markBlock(marks, block);
    },
  };
  return { markers: [marker], close: () => Promise.resolve() };
}

export function indexTextJob(engine: ReadEngine): JobHandler<'events.index'> {
  return async (_input, { signal, progress, host, steps, startMarkers }) => {
    const { store } = engine;
    const report = throttledProgress(host.nowUs, progress);
    const spansBefore = store.textIndex.spans();
    const isIndexed = ({ id }: BlockZone): boolean =>
      spansBefore.some(({ firstBlock, lastBlock }) => id >= firstBlock && id <= lastBlock);
    const zones = store.columns.zones();
    const total = zones.reduce((sum, zone) => sum + (isIndexed(zone) ? 0 : zone.count), 0);
    if (total === 0) return { events: 0, spans: 0 };
    let done = 0;
    let groups: MarkedGroup[] = [];
    let blocks: BlockZone[] = [];
    let spans = 0;
    const finish = async (): Promise<void> => {
      const first = blocks[0];
      const last = blocks.at(-1);
      if (first && last) {
        await steps.saveTextSpan({
          firstBlock: first.id,
          lastBlock: last.id,
          groups: bytesOf(Float64Array.from(groups, (group) => group.firstEvent)),
          slices: slicesOf(groups.map((group) => group.marks)).map(packed),
        });
        spans++;
      }
      groups = [];
      blocks = [];
    };
    const started = startMarkers?.({ events: total }) ?? markersHere();
    const works = started.markers.flatMap((marker) =>
      Array.from({ length: UNDER_WAY }, () => marker),
    );
    const mark = async (marker: BlockMarker, zone: BlockZone) => {
      if (isIndexed(zone) || signal.aborted) return { zone, made: [] };
      return { zone, made: await marker.mark(blockToMark(engine, zone)) };
    };
    try {
      for await (const { zone, made } of inOrder(works, zones, mark, works.length)) {
        throwIfCancelled(signal);
        if (isIndexed(zone)) {
          // A span covers blocks next to each other.
          await finish();
          continue;
        }
        if (groups.length + made.length > MOST_GROUPS) await finish();
        groups.push(...made);
        blocks.push(zone);
        done += zone.count;
        report({ phase: 'index', done, total, unit: 'events', note: '' });
      }
      await finish();
    } finally {
      await started.close();
    }
    return { events: done, spans };
  };
}

function blockToMark({ store, words }: ReadEngine, zone: BlockZone): BlockToMark {
  const block = store.events.block(zone.id);
  assert(block, 'what has columns has records');
  const columns = STORED_COLUMNS.map((column) => {
    const { codes, dictionary } = store.columns.chunk(column, zone);
    return { codes, words: words.each(dictionary) };
  });
  return { block, reading: readingOf(store, block), columns };
}

function packed(bits: Uint8Array): Uint8Array {
  if (bits.every((byte) => byte === 0)) return new Uint8Array(0);
  const small = zstdCompressSync(bits);
  return small.length < bits.length * WORTH_COMPRESSING ? new Uint8Array(small) : bits.slice();
}

function bytesOf(numbers: Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
