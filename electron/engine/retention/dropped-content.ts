// What a dropped block takes with it besides its records. Excerpts of rejected records go with the
// records around them: they have no time of their own, so one goes when a record behind it in its file
// goes, and all of an exhibit go with its last record. Alerts stay with their explanation and what
// matched, which is the officer's record, and say how much of their evidence is gone.

import { assert } from '../../../shared/base/assert.ts';
import type { CaseWriter } from '../../store/case-store.ts';
import { decodeFrame } from '../events/block-frame.ts';

/** Before the blocks themselves are dropped. */
export function dropAround(
  store: CaseWriter,
  sourceId: number,
  blocks: readonly { readonly id: number; readonly firstEvent: number; readonly count: number }[],
): void {
  const reached = new Map<number, number>();
  for (const { id, firstEvent, count } of blocks) {
    const block = store.read.events.block(id);
    assert(block, 'a block that is due is there');
    const { fileIndex, positions } = decodeFrame(block.frame, block.count);
    for (let slot = 0; slot < block.count; slot++) {
      const file = fileIndex[slot] ?? 0;
      const position = positions[slot] ?? 0;
      if (position >= (reached.get(file) ?? 0)) reached.set(file, position);
    }
    store.retention.markAlerts(firstEvent, firstEvent + count);
  }
  for (const [file, position] of reached) store.retention.dropExcerpts(sourceId, file, position);
}

/** After them. */
export function dropWithLast(store: CaseWriter, sourceId: number): void {
  if (store.read.events.blocksOf(sourceId).length === 0) store.retention.dropAllExcerpts(sourceId);
}
