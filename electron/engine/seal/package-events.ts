// The chosen records as lines of JSON, and the hashes of everything between them: together they give
// the root of the tree. Block after block, never all at once.

import { sameBytes } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { perfectRanges, type LeafRange } from '../../../shared/sealing/merkle-ranges.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockReader, OpenBlock } from '../events/block-reader.ts';
import { caseSecret } from './case-key.ts';
import { createLeafHasher } from './leaf-hash.ts';
import type { LeafTree } from './leaf-tree.ts';

/** Runs of leaves of events in rising order. @param ids rising */
export function runsOf(ids: Iterable<number>): LeafRange[] {
  const runs: { from: number; to: number }[] = [];
  for (const id of ids) {
    const last = runs.at(-1);
    if (last?.to === id - 1) last.to = id;
    else runs.push({ from: id - 1, to: id });
  }
  return runs;
}

/** A line for each record. Throws FailureError where one is not as it was sealed. */
export function* eventLines(
  store: CaseReader,
  blocks: BlockReader,
  tree: LeafTree,
  runs: readonly LeafRange[],
): Generator<string> {
  const hasher = createLeafHasher(caseSecret(store));
  const places = createPlaces(store);
  for (const { from, to } of runs) {
    for (let leaf = from; leaf < to; leaf++) {
      const event = leaf + 1;
      const block = blocks.ofEvent(event);
      if (!block) throw notSealed(event);
      const slot = event - block.firstEvent;
      const record = block.record(slot);
      const hash = hasher.leaves(leaf, record, Uint32Array.of(record.length));
      if (!sameBytes(hash, tree.leaf(leaf))) throw notSealed(event);
      yield `${JSON.stringify({
        event,
        ...places(block, slot),
        nonce: Buffer.from(hasher.nonce(leaf)).toString('base64'),
        record: Buffer.from(record).toString('base64'),
      })}\n`;
    }
  }
}

/** The subtrees that hold no chosen record, a hash each, in the order of their leaves. */
export function* coverLines(
  tree: LeafTree,
  size: number,
  runs: readonly LeafRange[],
): Generator<string> {
  let at = 0;
  for (const run of [...runs, { from: size, to: size }]) {
    for (const { from, to } of perfectRanges(at, run.from)) {
      yield `${Buffer.from(tree.rangeRoot(from, to)).toString('base64')}\n`;
    }
    at = run.to;
  }
}

function createPlaces(store: CaseReader) {
  const exhibits = new Map<number, { exhibit: string; files: ReadonlyMap<number, string> }>();
  return (block: OpenBlock, slot: number) => {
    let known = exhibits.get(block.sourceId);
    if (!known) {
      const files = store.sources.files(block.sourceId);
      known = {
        exhibit: store.sources.get(block.sourceId)?.exhibit ?? '',
        files: new Map(files.map((file) => [file.index, file.name])),
      };
      exhibits.set(block.sourceId, known);
    }
    return {
      exhibit: known.exhibit,
      file: known.files.get(block.frame.fileIndex[slot] ?? 0) ?? '',
      position: block.frame.positions[slot] ?? 0,
    };
  };
}

function notSealed(event: number): FailureError {
  return new FailureError(
    failure(
      'package.altered',
      `Event ${String(event)} is not as it was sealed, so no package can vouch for it. Verify the case to see what was changed.`,
    ),
  );
}
