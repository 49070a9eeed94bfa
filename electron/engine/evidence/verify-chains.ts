// The chained logs of an exhibit in the case, entry by entry, from the records sealed at import.

import { FailureError } from '../../../shared/base/result.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { ChainHead } from '../../../shared/domain/verdict.ts';
import { recordInUtf8 } from '../../../shared/formats/utf-16.ts';
import { chainRowFromRecord, SECURE_LOGS } from '../../../shared/sealing/chain-row.ts';
import { RECORDS_PER_BATCH } from '../../intake/batch.ts';
import type { OpenBlock } from '../events/block-reader.ts';
import { nodeHashes } from '../host.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { createChainParts, type ChainPart } from './chain-parts.ts';

/** @param chained numbers of the exhibit's files that are chained logs */
export async function verifyChains(
  engine: ReadEngine,
  source: Source,
  chained: ReadonlySet<number>,
  {
    hmacKey,
    since,
  }: { readonly hmacKey: string | undefined; readonly since: ChainHead | undefined },
  { signal, progress, host }: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<ChainPart[]> {
  const chains = createChainParts({ hashes: nodeHashes, hmacKey, since });
  const files = new Map(engine.store.sources.files(source.id).map((file) => [file.index, file]));
  const nameOf = (index: number) => files.get(index)?.name ?? '';
  // Records that could not be read still stand somewhere in the chain.
  const unreadable = unreadablePlaces(engine, source.id, nameOf, chained);
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  let done = 0;
  for (const blockId of engine.store.events.blocksOf(source.id)) {
    const block = readableBlock(engine, blockId);
    if (typeof block === 'number') {
      // What is damaged in the case itself stands in the chain as entries that cannot be read.
      for (let slot = 0; slot < block; slot++) chains.pushUnreadable(unreadable.at(), slot);
      done += block;
      continue;
    }
    for (let slot = 0; slot < block.count; slot++) {
      const fileIndex = block.frame.fileIndex[slot] ?? 0;
      if (!chained.has(fileIndex)) continue;
      const position = block.frame.positions[slot] ?? 0;
      const name = nameOf(fileIndex);
      unreadable.pass(chains, fileIndex, position);
      const record = recordInUtf8(block.record(slot), files.get(fileIndex)?.format ?? '');
      const row = chainRowFromRecord(record, SECURE_LOGS, position);
      if (row.ok) chains.push(name, row.value);
      else chains.pushUnreadable(name, position);
    }
    done += block.count;
    report({
      phase: 'verify',
      done,
      total: source.events,
      unit: 'entries',
      note: source.exhibit,
    });
    throwIfCancelled(signal);
    await breathe();
  }
  unreadable.pass(chains, Number.POSITIVE_INFINITY, 0);
  return chains.finish([...chained].map(nameOf));
}

/** The block, or where it is damaged how many records it holds. */
function readableBlock(engine: ReadEngine, id: number): OpenBlock | number {
  try {
    const block = engine.blocks.byId(id);
    return block ?? 0;
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'case.damaged') throw error;
    return Math.min(engine.store.events.block(id)?.count ?? 0, RECORDS_PER_BATCH);
  }
}

/** Rejected records of the chained files, handed over in their place among the entries. */
function unreadablePlaces(
  engine: ReadEngine,
  sourceId: number,
  nameOf: (index: number) => string,
  chained: ReadonlySet<number>,
) {
  const indexes = new Map([...chained].map((index) => [nameOf(index), index]));
  const total = engine.store.sources.rejectionCount(sourceId);
  const places = engine.store.sources
    .rejections(sourceId, 0, Math.max(1, total))
    .flatMap(({ file, position }) => {
      const fileIndex = indexes.get(file);
      return fileIndex === undefined ? [] : [{ fileIndex, position }];
    })
    .sort((a, b) => a.fileIndex - b.fileIndex || a.position - b.position);
  let passed = 0;
  let file = nameOf([...chained][0] ?? 0);
  return {
    /** The file that is being passed through. */
    at: () => file,
    pass(chains: ReturnType<typeof createChainParts>, fileIndex: number, position: number): void {
      for (;;) {
        const next = places[passed];
        if (next === undefined) break;
        if (next.fileIndex > fileIndex) break;
        if (next.fileIndex === fileIndex && next.position >= position) break;
        chains.pushUnreadable(nameOf(next.fileIndex), next.position);
        passed++;
      }
      if (Number.isFinite(fileIndex)) file = nameOf(fileIndex);
    },
  };
}
