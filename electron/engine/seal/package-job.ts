// Writes an evidence package. Changes nothing in the case, so that the same case and the same choice
// give the same bytes, and so that it works where the case cannot be written.

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { sameBytes, utf8 } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { base64Of } from '../../../shared/sealing/base64.ts';
import type { Checkpoint } from '../../../shared/sealing/checkpoint.ts';
import type { LeafRange } from '../../../shared/sealing/merkle-ranges.ts';
import { reportJson } from '../../../shared/reporting/json.ts';
import { maskModel } from '../../../shared/reporting/masked-model.ts';
import { jsonText, NAMES, readmeText, sumsText } from '../../package/contents.ts';
import { createPackageZip, type PackageZip, type WrittenEntry } from '../../package/zip-file.ts';
import { renderReportPdf } from '../../report/render-report-pdf.ts';
import type { StoredCheckpoint } from '../../store/checkpoints.ts';
import type { JobHandler } from '../handlers.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { reportModel } from '../report/report-model.ts';
import { pathOf } from '../scope.ts';
import { publicKeyPem } from './case-key.ts';
import type { LeafTree } from './leaf-tree.ts';
import { chosenEvents } from './package-choice.ts';
import { coverLines, eventLines } from './package-events.ts';
import { originalsOf } from './package-originals.ts';
import { caseKeyLine, caseKeyOf, caseTree, readStored } from './proofs.ts';

export function packageJob(engine: ReadEngine): JobHandler<'package.make'> {
  return async ({ out, choice }, context) => {
    const { store } = engine;
    const path = await filePath(pathOf(context.scope, out), store.meta.get('name') ?? '');
    const newest = store.seals.newest();
    if (!newest) {
      throw new FailureError(
        failure(
          'package.unsealed',
          'The case has no checkpoint yet: there is nothing to prove by.',
        ),
      );
    }
    const checkpoint = readStored(newest);
    const tree = caseTree(store);
    if (checkpoint.size > tree.size || !sameBytes(tree.root(checkpoint.size), checkpoint.root)) {
      throw new FailureError(
        failure(
          'package.altered',
          'The newest checkpoint was signed over other records than the case holds. Verify the case to see what was changed.',
        ),
      );
    }
    const chosen = await chosenEvents(engine, choice);
    const left: string[] = [];
    const runs = withoutDropped(
      sealedRuns(chosen.runs, checkpoint.size, left),
      store.retention.dropped(),
      left,
    );
    const events = runs.reduce((sum, { from, to }) => sum + to - from, 0);
    const zip = createPackageZip(path);
    try {
      const files: WrittenEntry[] = [];
      const add = async (...args: Parameters<PackageZip['add']>): Promise<WrittenEntry> => {
        const entry = await zip.add(...args);
        files.push(entry);
        return entry;
      };
      const text = (name: string, content: string) => add(name, [utf8(content)]);

      await text(NAMES.keyPem, publicKeyPem(caseKeyOf(store).publicKey));
      await text(NAMES.key, `${caseKeyLine(store)}\n`);
      await text(NAMES.checkpoint, newest.note);
      await add(NAMES.checkpoints, encoded(checkpointLines(engine, tree, newest, checkpoint)));
      await add(
        NAMES.events,
        zipped(watched(eventLines(store, engine.blocks, tree, runs), events, context)),
      );
      await add(NAMES.proof, zipped(coverLines(tree, checkpoint.size, runs)));
      const exhibits = exhibitsIn(
        engine,
        runs,
        chosen.originals.map(({ id }) => id),
      );
      await text(NAMES.exhibits, jsonText(exhibits));
      const originals: string[] = [];
      for (const source of [...chosen.originals].sort((a, b) => a.id - b.id)) {
        const found = await originalsOf(store, source);
        left.push(...found.left);
        for (const original of found.originals) {
          throwIfCancelled(context.signal);
          const { sha256 } = await add(original.name, original.open());
          if (sha256 !== original.sha256) {
            throw new FailureError(
              failure(
                'package.original-changed',
                `${original.name}: it changed while it was read.`,
              ),
            );
          }
          originals.push(original.name);
        }
      }
      if (choice.kind === 'incident') await addReport(engine, context, choice.id, newest, add);
      await add(NAMES.verifier, [
        await readFile(join(context.host.resourcesFolder, 'verifier', NAMES.verifier)),
      ]);
      const manifest = {
        format: 'sealwatch-evidence-package' as const,
        version: 1 as const,
        case: checkpoint.origin,
        choice: chosen.text,
        treeSize: checkpoint.size,
        root: base64Of(checkpoint.root),
        checkpointTime: checkpoint.time,
        events,
        exhibits: exhibits.map(({ exhibit }) => exhibit),
        originals,
        left,
      };
      await text(NAMES.readme, readmeText(manifest));
      await text(NAMES.manifest, jsonText({ ...manifest, files: [...files] }));
      await text(NAMES.sums, sumsText(files));
      throwIfCancelled(context.signal);
      const { bytes, sha256 } = await zip.close();
      return { path, bytes, sha256, events, originals: originals.length, left };
    } catch (error) {
      await zip.abandon();
      throw error;
    }
  };
}

/** Within a folder, a name that is not taken. */
async function filePath(path: string, caseName: string): Promise<string> {
  const isFolder = await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (!isFolder) return path;
  const name = `evidence-${caseName.replace(/[^\p{L}\p{N}._-]/gu, '_')}`;
  for (let number = 1; ; number++) {
    const found = join(path, number === 1 ? `${name}.zip` : `${name}-${String(number)}.zip`);
    if (!existsSync(found)) return found;
  }
}

/** Only what is under the checkpoint can be proven by it. */
function sealedRuns(runs: readonly LeafRange[], size: number, left: string[]): LeafRange[] {
  const over = runs.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, size)), 0);
  if (over > 0) left.push(`${String(over)} events came after the newest checkpoint`);
  return runs
    .filter(({ from }) => from < size)
    .map(({ from, to }) => ({ from, to: Math.min(to, size) }));
}

/** Of dropped records only the hashes are left; they count among the rest of the tree. */
function withoutDropped(
  runs: readonly LeafRange[],
  dropped: readonly { readonly firstEvent: number; readonly count: number }[],
  left: string[],
): LeafRange[] {
  let kept = [...runs];
  let gone = 0;
  for (const { firstEvent, count } of dropped) {
    const [first, last] = [firstEvent - 1, firstEvent - 1 + count];
    kept = kept.flatMap(({ from, to }) => {
      gone += Math.max(0, Math.min(to, last) - Math.max(from, first));
      return [
        { from, to: Math.min(to, first) },
        { from: Math.max(from, last), to },
      ].filter((part) => part.from < part.to);
    });
  }
  if (gone > 0) left.push(`${String(gone)} events were dropped by retention`);
  return kept;
}

/** Each checkpoint with the proof that the newest one continues it. */
function* checkpointLines(
  { store }: ReadEngine,
  tree: LeafTree,
  newest: StoredCheckpoint,
  { size }: Checkpoint,
): Generator<string> {
  for (const stored of store.seals.checkpoints()) {
    if (stored.id > newest.id) break;
    const hashes = tree.consistency(stored.events, size) ?? [];
    const line = {
      id: stored.id,
      reason: stored.reason,
      size: stored.events,
      note: stored.note,
      hashes: hashes.map(base64Of),
    };
    yield `${JSON.stringify(line)}\n`;
  }
}

function exhibitsIn({ store }: ReadEngine, runs: readonly LeafRange[], named: readonly number[]) {
  const ids = new Set(named);
  for (const { from, to } of runs) {
    for (let event = from + 1; event <= to;) {
      const block = store.events.blockOf(event);
      if (!block) break;
      ids.add(block.sourceId);
      event = block.firstEvent + block.count;
    }
  }
  return store.sources
    .all()
    .filter(({ id }) => ids.has(id))
    .map(({ exhibit, name, format, bytes, sha256, events, rejected, custody, transfers }) => ({
      exhibit,
      name,
      format,
      bytes,
      sha256,
      events,
      rejected,
      custody,
      transfers,
    }));
}

/** Dated by the checkpoint: what is reported is the case as it stood then. */
async function addReport(
  engine: ReadEngine,
  { host }: JobContext,
  id: string,
  { atUs }: StoredCheckpoint,
  add: PackageZip['add'],
): Promise<void> {
  const dated = { ...host, nowUs: () => atUs };
  const command = `sealwatch package --incident ${id}`;
  const model = engine.store.snapshot(() =>
    reportModel(engine, dated, { kind: 'incident', id }, command),
  );
  const { bytes } = await renderReportPdf(model, { paper: 'A4' });
  await add(`report/${id}.json`, [utf8(jsonText(reportJson(maskModel(model).model)))]);
  await add(`report/${id}.pdf`, [bytes]);
}

async function* watched(
  lines: Iterable<string>,
  total: number,
  { signal, progress, host }: JobContext,
): AsyncGenerator<string> {
  const breathe = createBreather(host.nowUs);
  const tell = throttledProgress(host.nowUs, progress);
  let done = 0;
  for (const line of lines) {
    yield line;
    done++;
    tell({ phase: 'package', done, total, unit: 'events', note: 'Records' });
    throwIfCancelled(signal);
    await breathe();
  }
}

function* encoded(lines: Iterable<string>): Generator<Uint8Array> {
  for (const line of lines) yield utf8(line);
}

/** gzip without a name or a time: the same lines give the same bytes. */
function zipped(lines: Iterable<string> | AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const source = Readable.from(lines);
  const gzip = createGzip({ level: 6 });
  source.on('error', (error) => gzip.destroy(error));
  return source.pipe(gzip);
}
