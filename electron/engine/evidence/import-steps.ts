// Evidence on its way into the case: a few batches, one transaction. After a crash the case stands at
// its last committed ones, and reading the same material again goes on there.

import { counted, grouped } from '../../../shared/base/counted.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { exhibitDigest, type HashedFile } from '../../intake/digest.ts';
import { eachWithoutMembers } from '../../intake/read-archive.ts';
import { mainFormatOf } from '../../intake/record-sink.ts';
import { TIME_CHUNK } from '../../store/columns.ts';
import type { StoredFile } from '../../store/sources.ts';
import { blockChain } from '../events/block-chain.ts';
import { caseSecret } from '../seal/case-key.ts';
import { appendLeaves } from '../seal/leaf-tiles.ts';
import { settingsIn } from '../case/case-info.ts';
import type { ImportStart, PlacedBatch, Steps } from '../steps.ts';
import type { WriteContext } from '../write-context.ts';
import type { SealedBatch } from './seal-batch.ts';

type ImportStep =
  | 'importSurvey'
  | 'readingLimits'
  | 'importBegin'
  | 'importMore'
  | 'importResume'
  | 'importBatches'
  | 'importFinish'
  | 'importFailed';

export function importSteps({ store, host, audit }: WriteContext): Pick<Steps, ImportStep> {
  const { sources } = store.read;
  const sourceOf = (id: number): Source => {
    const source = sources.get(id);
    assert(source, `source ${String(id)} exists`);
    return source;
  };
  const runOf = (id: number) => {
    const run = sources.run(id);
    assert(run, `an import of source ${String(id)} is under way`);
    return run;
  };

  const start = (sourceId: number): ImportStart => {
    const { unit, batches, firstFile } = runOf(sourceId);
    const { exhibit } = sourceOf(sourceId);
    const nextEvent = store.meta.get('nextEvent') ?? 1;
    return { sourceId, exhibit, nextEvent, secret: caseSecret(store), unit, batches, firstFile };
  };

  return {
    readingLimits: () => settingsIn(store.read).limits,

    importSurvey({ path, options, bytes }) {
      const wanted = JSON.stringify(options);
      const alike = sources
        .all()
        .filter(({ id }) => JSON.stringify(sources.options(id)) === wanted);
      return {
        samePath: alike
          .filter((source) => source.path === path)
          .map((source) => ({
            source,
            files: sources.files(source.id),
            plan: sources.plan(source.id) ?? null,
          })),
        sameSize: alike.filter(
          (source) => source.path !== path && source.status === 'ready' && source.bytes === bytes,
        ),
      };
    },

    importBegin({ opening, plan, note }) {
      const sourceId = store.sources.add({ ...opening, addedAtUs: host.nowUs() });
      store.sources.beginRun(sourceId, plan, 0);
      const { exhibit } = sourceOf(sourceId);
      const detail = `${exhibit}: ${opening.path}`;
      audit.add('evidence opened', note === '' ? detail : `${detail}; ${note}`);
      return start(sourceId);
    },

    importMore({ sourceId, plan }) {
      store.sources.beginRun(sourceId, plan, sources.nextFile(sourceId));
      store.sources.setStatus(sourceId, 'importing');
      const { exhibit, path } = sourceOf(sourceId);
      audit.add('evidence opened again', `${exhibit}: ${path}`);
      return start(sourceId);
    },

    importResume({ sourceId }) {
      const { exhibit, path } = sourceOf(sourceId);
      audit.add('import resumed', `${exhibit}: ${path}`);
      store.sources.setStatus(sourceId, 'importing');
      return start(sourceId);
    },

    importBatches({ sourceId, batches, keys }) {
      for (const placed of batches) addBatch(sourceId, placed, keys);
    },

    importFinish({ sourceId, kind, hashes, added }) {
      const run = runOf(sourceId);
      const before = sourceOf(sourceId);
      // Of two listed under one name the later one counts: it could not be read the first time.
      const listed = new Map<string, StoredFile | undefined>();
      for (const { name } of hashes) listed.set(name, undefined);
      if (hashes.length > 0) {
        for (const file of sources.eachFile(sourceId)) {
          if (listed.has(file.name)) listed.set(file.name, file);
        }
      }
      for (const each of hashes) {
        const file = listed.get(each.name);
        assert(file, `${each.name} of ${before.exhibit} is listed`);
        store.sources.addFile(sourceId, { ...file, ...each });
      }
      const files: HashedFile[] = [];
      let totalBytes = 0;
      for (const { name, sha256, bytes } of eachWithoutMembers(sources.eachFile(sourceId))) {
        files.push({ name, sha256 });
        totalBytes += bytes;
      }
      const format = before.format === '' ? mainFormatOf(run.formats) : before.format;
      store.sources.finish(sourceId, {
        format,
        formatTitle: formatById(format)?.title ?? 'no known format',
        status: 'ready',
        bytes: totalBytes,
        sha256: exhibitDigest(files, kind),
      });
      store.sources.endRun(sourceId);
      const { events, rejected } = run;
      const source = sourceOf(sourceId);
      const total = `${counted(source.events, 'event')}, ${grouped(source.rejected)} rejected, ${grouped(source.skipped)} skipped, SHA-256 ${source.sha256}; chain of blocks ${store.meta.get('chain') || 'empty'}`;
      if (added) {
        const { bytes, grown } = added;
        const fresh = new Set(added.fresh);
        const parts = [...files.filter((file) => fresh.has(file.name)), ...grown];
        const sha256 = exhibitDigest(parts, kind);
        const addition = { files: parts.length, bytes, events, rejected, sha256 };
        store.sources.addAddition(sourceId, { atUs: host.nowUs(), ...addition });
        audit.add(
          'evidence added',
          `${source.exhibit}: ${counted(parts.length, 'file')}, ${counted(bytes, 'byte')}, ${counted(events, 'event')}, SHA-256 ${sha256}; now ${total}`,
        );
      } else audit.add('evidence imported', `${source.exhibit}: ${total}`);
      return { source, events, rejected };
    },

    importFailed({ sourceId, reason }) {
      store.sources.setStatus(sourceId, 'incomplete');
      audit.add('import ended early', `${sourceOf(sourceId).exhibit}: ${reason}`);
    },
  };

  function addBatch(
    sourceId: number,
    { unit, index, firstFile, batch }: PlacedBatch,
    keys: readonly string[],
  ): void {
    const run = runOf(sourceId);
    assert(
      unit === run.unit ? index === run.batches : unit > run.unit && index === 0,
      `batch ${String(index)} of unit ${String(unit)} follows the last committed one`,
    );
    for (const file of batch.files) store.sources.addFile(sourceId, file);
    for (const rejection of batch.rejections) store.sources.addRejection(sourceId, rejection);
    if (batch.count > 0) addBlock(sourceId, batch, keys);
    store.sources.grow(sourceId, {
      events: batch.count,
      rejected: batch.rejections.length,
      skipped: batch.skipped,
      undated: batch.undated,
      first: batch.firstUs,
      last: batch.lastUs,
    });
    const formats = { ...run.formats };
    for (const [id, count] of Object.entries(batch.formats))
      formats[id] = (formats[id] ?? 0) + count;
    store.sources.advanceRun(sourceId, {
      unit,
      batches: index + 1,
      firstFile,
      formats,
      events: batch.count,
      rejected: batch.rejections.length,
    });
  }

  function addBlock(sourceId: number, batch: SealedBatch, keys: readonly string[]): void {
    const { firstEvent, count, rawBytes, sha256, frame, payload } = batch;
    assert(
      (store.meta.get('nextEvent') ?? 1) === firstEvent,
      `event ${String(firstEvent)} is the next one`,
    );
    const sealed = { sourceId, firstEvent, count, rawBytes, sha256, frame };
    const chain = blockChain(store.meta.get('chain') ?? '', sealed);
    const blockId = store.events.addBlock({
      ...sealed,
      firstUs: batch.firstUs,
      lastUs: batch.lastUs,
      chain: Buffer.from(chain, 'hex'),
      payload,
    });
    store.events.addChunk(TIME_CHUNK, blockId, new Uint32Array(0), batch.times);
    for (const [index, column] of batch.columns.entries()) {
      const dictionary = store.events.intern(column);
      store.events.addChunk(index + 1, blockId, dictionary, column.codes);
    }
    if (batch.hits) store.hits.add(store.hits.setOf(keys), blockId, batch.hits);
    appendLeaves(store, firstEvent - 1, batch.leaves);
    store.meta.set('nextEvent', firstEvent + count);
    store.meta.set('chain', chain);
  }
}
