// Builds the text index behind an import: every value that a search may find in a record leaves its
// marks, also those that the record's text hides. Goes on where it stopped; a span is one step.

import { zstdCompressSync } from 'node:zlib';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { someValue } from '../../../shared/match/fields.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import type { JobHandler } from '../handlers.ts';
import { createBreather, throttledProgress, throwIfCancelled } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import type { SearchedBlock } from './block-texts.ts';
import { viewOf } from './event-views.ts';
import { KELVIN_SIGN, LONG_S, recordsThatMayHide } from './record-scan.ts';
import { HASHES, markRuns, MOST_GROUPS, slicesOf } from './text-signature.ts';

/** Text that shares one set of marks: more of it and the marks tell less, fewer and they take more room. */
const GROUP_BYTES = 512 * 1024;
/** Compressed only where it saves this much: reading it must stay quick. */
const WORTH_COMPRESSING = 0.75;

interface Group {
  readonly firstEvent: number;
  readonly marks: Uint8Array;
}

export function indexTextJob(engine: ReadEngine): JobHandler<'events.index'> {
  return async (_input, { signal, progress, host, steps }) => {
    const { store, texts } = engine;
    const breathe = createBreather(host.nowUs);
    const report = throttledProgress(host.nowUs, progress);
    const spansBefore = store.textIndex.spans();
    const isIndexed = ({ id }: BlockZone): boolean =>
      spansBefore.some(({ firstBlock, lastBlock }) => id >= firstBlock && id <= lastBlock);
    const zones = store.columns.zones();
    const total = zones.reduce((sum, zone) => sum + (isIndexed(zone) ? 0 : zone.count), 0);
    let done = 0;
    let groups: Group[] = [];
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
    for (const zone of zones) {
      throwIfCancelled(signal);
      if (isIndexed(zone)) {
        // A span covers blocks next to each other.
        await finish();
        continue;
      }
      const made: Group[] = [];
      const block = texts.of(zone);
      const marker = createMarker(engine, block, zone);
      let slot = 0;
      while (slot < block.count) {
        const from = slot;
        const start = block.offsets[from] ?? 0;
        do slot++;
        while (slot < block.count && (block.offsets[slot + 1] ?? 0) - start <= GROUP_BYTES);
        made.push({ firstEvent: zone.firstEvent + from, marks: marker.marksOf(from, slot) });
        await breathe();
      }
      if (groups.length + made.length > MOST_GROUPS) await finish();
      groups.push(...made);
      blocks.push(zone);
      done += zone.count;
      report({ phase: 'index', done, total, unit: 'events', note: '' });
    }
    await finish();
    return { events: done, spans };
  };
}

function createMarker({ store, views, words }: ReadEngine, block: SearchedBlock, zone: BlockZone) {
  const hidden = recordsThatMayHide(block);
  const otherCases = [KELVIN_SIGN, LONG_S].some((each) => block.text.includes(each));
  const columns = STORED_COLUMNS.map((column) => store.columns.chunk(column, zone));

  const markText = (marks: Uint8Array, text: string): void => {
    // Both have an ASCII letter for their lower case, and are looked for under it.
    const bytes = Buffer.from(text.replaceAll('\u212a', 'k').replaceAll('\u017f', 's'));
    markRuns(marks, bytes, 0, bytes.length);
  };

  return {
    /** Records from one slot to before another. */
    marksOf(from: number, to: number): Uint8Array {
      const marks = new Uint8Array(HASHES);
      const start = block.offsets[from] ?? 0;
      const end = block.offsets[to] ?? block.bytes.length;
      markRuns(marks, block.bytes, start, end);
      if (otherCases) markText(marks, block.bytes.toString('utf8', start, end));
      for (const { codes, dictionary } of columns) {
        const used = new Set(codes.subarray(from, to));
        for (const code of used) markText(marks, words.of(dictionary[code] ?? 0));
      }
      const said = new Set<string>();
      for (let slot = from; slot < to; slot++) {
        const hiding = block.hiding(slot);
        if (hiding.kind === 'verbatim') for (const word of hiding.words) said.add(word);
        if (hidden[slot] === 0) continue;
        const view = viewOf(views.read(block.block, slot));
        for (const column of ECS_COLUMNS) markText(marks, view.ecs[column] ?? '');
        someValue(view, (value) => {
          markText(marks, String(value));
          return false;
        });
      }
      for (const word of said) markText(marks, word);
      return marks;
    },
  };
}

function packed(bits: Uint8Array): Uint8Array {
  if (bits.every((byte) => byte === 0)) return new Uint8Array(0);
  const small = zstdCompressSync(bits);
  return small.length < bits.length * WORTH_COMPRESSING ? new Uint8Array(small) : bits;
}

function bytesOf(numbers: Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
