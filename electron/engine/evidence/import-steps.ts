// Evidence on its way into the case: one batch, one transaction. After a crash the case stands at
// its last committed batch, and reading the same material again goes on there.

import { assert } from '../../../shared/base/assert.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { IntakeBatch } from '../../intake/batch.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import { encodeFrame } from '../events/block-frame.ts';
import { blockChain } from '../events/block-chain.ts';
import type { Opening, Steps } from '../steps.ts';
import type { WriteContext } from '../write-context.ts';

type ImportStep = 'importKnown' | 'importBegin' | 'importBatch' | 'importFinish' | 'importFailed';

export function importSteps({ store, host, audit }: WriteContext): Pick<Steps, ImportStep> {
  const sourceOf = (id: number): Source => {
    const source = store.read.sources.get(id);
    assert(source, `source ${String(id)} exists`);
    return source;
  };
  /** The same bytes, to be understood in the same way. */
  const sameMaterial = ({ sha256, options }: Opening): Source[] =>
    store.read.sources
      .all()
      .filter(
        (known) =>
          known.sha256 === sha256 &&
          JSON.stringify(store.read.sources.options(known.id)) === JSON.stringify(options),
      );
  return {
    importKnown: (opening) =>
      sameMaterial(opening).find((known) => known.status === 'ready') ?? null,

    importBegin(opening) {
      const begun = sameMaterial(opening).find((known) => known.path === opening.path);
      if (begun) {
        audit.add('import resumed', `${begun.exhibit}: ${opening.path}`);
        store.sources.setStatus(begun.id, 'importing');
        return { sourceId: begun.id, batchesDone: store.read.sources.batches(begun.id) };
      }
      const { name, path, sha256, options, custody } = opening;
      const sourceId = store.sources.add({ name, path, options, addedAtUs: host.nowUs(), custody });
      store.sources.setHash(sourceId, sha256);
      audit.add('evidence opened', `${sourceOf(sourceId).exhibit}: ${path}, SHA-256 ${sha256}`);
      return { sourceId, batchesDone: 0 };
    },

    importBatch({ sourceId, index, batch }) {
      assert(
        store.read.sources.batches(sourceId) === index,
        `batch ${String(index)} follows the last committed one`,
      );
      for (const file of batch.files) store.sources.addFile(sourceId, file);
      for (const rejection of batch.rejections) store.sources.addRejection(sourceId, rejection);
      const span =
        batch.count > 0 ? addBlock(sourceId, batch) : { first: null, last: null, undated: 0 };
      store.sources.grow(sourceId, {
        events: batch.count,
        rejected: batch.rejections.length,
        skipped: batch.skipped,
        undated: span.undated,
        first: span.first,
        last: span.last,
      });
    },

    importFinish({ sourceId, totals }) {
      store.sources.finish(sourceId, totals);
      const source = sourceOf(sourceId);
      audit.add(
        'evidence imported',
        `${source.exhibit}: ${String(source.events)} events, ${String(source.rejected)} rejected, ${String(source.skipped)} skipped; chain of blocks ${store.meta.get('chain') || 'empty'}`,
      );
      return source;
    },

    importFailed({ sourceId, reason }) {
      store.sources.setStatus(sourceId, 'incomplete');
      audit.add('import ended early', `${sourceOf(sourceId).exhibit}: ${reason}`);
    },
  };

  function addBlock(sourceId: number, batch: IntakeBatch) {
    const firstEvent = store.meta.get('nextEvent') ?? 1;
    const previous = store.meta.get('chain') ?? '';
    const frame = encodeFrame(batch);
    const chain = blockChain(previous, {
      sourceId,
      firstEvent,
      count: batch.count,
      rawBytes: batch.rawBytes,
      sha256: batch.sha256,
      frame,
    });
    const columns = STORED_COLUMNS.map((column) => batch.columns[column]);
    // Only words of stored columns enter the dictionary, each asked for once a batch.
    const termIds = new Array<number | undefined>(batch.terms.length);
    const termId = (term: number): number => {
      const known = termIds[term];
      if (known !== undefined) return known;
      const id = store.events.intern(batch.terms[term] ?? '');
      termIds[term] = id;
      return id;
    };
    let first: number | null = null;
    let last: number | null = null;
    let undated = 0;
    const values = new Array<number>(columns.length).fill(0);
    for (let slot = 0; slot < batch.count; slot++) {
      const time = batch.timeUs[slot];
      assert(time !== undefined, 'one time per record');
      const dated = !Number.isNaN(time);
      if (!dated) undated++;
      else {
        if (first === null || time < first) first = time;
        if (last === null || time > last) last = time;
      }
      for (let column = 0; column < columns.length; column++) {
        values[column] = termId(columns[column]?.[slot] ?? 0);
      }
      store.events.addEvent(firstEvent + slot, dated ? time : null, sourceId, values);
    }
    store.events.addBlock({
      sourceId,
      firstEvent,
      count: batch.count,
      firstUs: first,
      lastUs: last,
      rawBytes: batch.rawBytes,
      sha256: batch.sha256,
      chain: Buffer.from(chain, 'hex'),
      frame,
      payload: batch.payload,
    });
    store.meta.set('nextEvent', firstEvent + batch.count);
    store.meta.set('chain', chain);
    return { first, last, undated };
  }
}
