// The chained logs of an exhibit in the case, entry by entry, from the records sealed at import.

import { FailureError } from '../../../shared/base/result.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { ChainHead } from '../../../shared/domain/verdict.ts';
import { USUAL_CHAIN_LAYOUT } from '../../../shared/domain/chain-layout.ts';
import { chainMapping } from '../../../shared/formats/chain-layout.ts';
import { chainLayoutOfRef } from '../../../shared/formats/hash-chained-log.ts';
import { recordInUtf8 } from '../../../shared/formats/utf-16.ts';
import { chainRowFromRecord } from '../../../shared/sealing/chain-row.ts';
import { RECORDS_PER_BATCH } from '../../intake/batch.ts';
import type { OpenBlock } from '../events/block-reader.ts';
import { nodeHashes } from '../host.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import type { Block } from '../../store/events.ts';
import type { EntryChecker, EntryCheckers } from './entry-checker.ts';
import { inOrder } from '../in-order.ts';
import { createChainParts, type ChainPart } from './chain-parts.ts';

type ChainContext = Pick<JobContext, 'signal' | 'progress' | 'host' | 'startCheckers'>;

/** @param chained numbers of the exhibit's files that are chained logs */
export async function verifyChains(
  engine: ReadEngine,
  source: Source,
  chained: ReadonlySet<number>,
  {
    hmacKey,
    since,
  }: { readonly hmacKey: string | undefined; readonly since: ChainHead | undefined },
  context: ChainContext,
): Promise<ChainPart[]> {
  const files = new Map(engine.store.sources.files(source.id).map((file) => [file.index, file]));
  const nameOf = (index: number) => files.get(index)?.name ?? '';
  const formats = Object.fromEntries(
    [...chained].map((index) => [index, files.get(index)?.format ?? '']),
  );
  const layouts = new Map(
    [...files.values()].map(({ name, format }) => [name, chainLayoutOfRef(format)]),
  );
  const layoutOf = (name: string) => layouts.get(name) ?? USUAL_CHAIN_LAYOUT;
  const chains = createChainParts({ hashes: nodeHashes, hmacKey, since, layoutOf });
  // Records that could not be read still stand somewhere in the chain.
  const unreadable = unreadablePlaces(engine, source.id, nameOf, chained);
  const report = throttledProgress(context.host.nowUs, context.progress);
  let done = 0;
  const entries: LogEntries = {
    ...{ engine, source, formats, nameOf, chains, unreadable },
    advance(count) {
      done += count;
      const note = source.exhibit;
      report({ phase: 'verify', done, total: source.events, unit: 'entries', note });
      throwIfCancelled(context.signal);
    },
  };
  // Rejected records have their places among the others, which folded entries no longer show.
  const threads = unreadable.any
    ? undefined
    : context.startCheckers?.({ hmacKey, bytes: source.bytes });
  if (threads) {
    try {
      await pushTogether(entries, threads);
    } finally {
      await threads.close();
    }
  } else await pushAlone(entries, context);
  unreadable.pass(chains, Number.POSITIVE_INFINITY, 0);
  return chains.finish([...chained].map(nameOf));
}

/** The entries of the logs, on their way to who judges them. */
interface LogEntries {
  readonly engine: ReadEngine;
  readonly source: Source;
  /** References of the formats of the chained files, by their numbers. */
  readonly formats: Readonly<Record<number, string>>;
  readonly nameOf: (fileIndex: number) => string;
  readonly chains: ReturnType<typeof createChainParts>;
  readonly unreadable: ReturnType<typeof unreadablePlaces>;
  readonly advance: (entries: number) => void;
}

/** One after the other, on the calling thread. */
async function pushAlone(entries: LogEntries, { host }: ChainContext): Promise<void> {
  const { engine, source, formats, nameOf, chains, unreadable, advance } = entries;
  const mappings = new Map(
    Object.entries(formats).map(([index, format]) => [
      Number(index),
      chainMapping(chainLayoutOfRef(format) ?? USUAL_CHAIN_LAYOUT),
    ]),
  );
  const breathe = createBreather(host.nowUs);
  for (const blockId of engine.store.events.blocksOf(source.id)) {
    const block = readableBlock(engine, blockId);
    if (typeof block === 'number') {
      pushDamaged(entries, block);
      continue;
    }
    for (let slot = 0; slot < block.count; slot++) {
      const fileIndex = block.frame.fileIndex[slot] ?? 0;
      const format = formats[fileIndex];
      if (format === undefined) continue;
      const position = block.frame.positions[slot] ?? 0;
      unreadable.pass(chains, fileIndex, position);
      const record = recordInUtf8(block.record(slot), format);
      const row = chainRowFromRecord(record, mappings.get(fileIndex), position);
      if (row.ok) chains.push(nameOf(fileIndex), row.value);
      else chains.pushUnreadable(nameOf(fileIndex), position);
    }
    advance(block.count);
    await breathe();
  }
}

/** Blocks that wait for each thread, so that it has the next one at once. */
const BLOCKS_AHEAD = 3;

/** Blocks are unpacked and their entries checked by several threads; they come back in order. */
async function pushTogether(entries: LogEntries, { checkers }: EntryCheckers): Promise<void> {
  const { engine, source, formats, nameOf, chains, unreadable, advance } = entries;
  const { events } = engine.store;
  function* blocks(): Generator<Block> {
    for (const id of events.blocksOf(source.id)) {
      const block = events.block(id);
      if (block) yield block;
    }
  }
  const check = async (checker: EntryChecker, block: Block) => ({
    count: block.count,
    stretches: await checker.block({ block, formats }),
  });
  const ahead = checkers.length * BLOCKS_AHEAD;
  for await (const { count, stretches } of inOrder(checkers, blocks(), check, ahead)) {
    if (stretches === undefined) {
      pushDamaged(entries, Math.min(count, RECORDS_PER_BATCH));
      continue;
    }
    for (const { fileIndex, entries: folded } of stretches) {
      unreadable.pass(chains, fileIndex, 0);
      for (const each of folded) chains.pushFolded(nameOf(fileIndex), each);
    }
    advance(count);
  }
}

/** What is damaged in the case itself stands in the chain as entries that cannot be read. */
function pushDamaged({ chains, unreadable, advance }: LogEntries, count: number): void {
  for (let slot = 0; slot < count; slot++) chains.pushUnreadable(unreadable.at(), slot);
  advance(count);
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
    any: places.length > 0,
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
