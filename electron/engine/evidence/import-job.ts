// Opens evidence: reads it batch by batch and hands each to the writer. Two batches are under way at
// most, so memory stays bounded whatever the size of the material.

import { basename, join, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Input, Output } from '../../../shared/contract/procedures.ts';
import type { Custody } from '../../../shared/domain/source.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { hashExhibit } from '../../intake/digest.ts';
import { readExhibit, type IntakeSummary } from '../../intake/exhibit.ts';
import type { ReadOptions } from '../../store/sources.ts';
import type { JobHandler } from '../handlers.ts';
import { throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { StepClient } from '../steps.ts';
import { pathOf } from '../scope.ts';

type Imported = Output<'evidence.import'>;

const UNRECORDED: Custody = {
  collectedBy: '',
  collectedAt: '',
  collectedFrom: '',
  method: '',
  collectorHash: '',
  receivedFrom: '',
  receivedAt: '',
  storage: '',
};

export const importJob: JobHandler<'evidence.import'> = async (input, context) => {
  const paths = input.files.map((token) => pathOf(context.scope, token));
  return await importPaths(paths, optionsOf(input), context);
};

export const importSampleJob: JobHandler<'evidence.importSample'> = async (_input, context) => {
  const folder = join(context.host.resourcesFolder, 'sample');
  const description = JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')) as {
    readonly evidence: readonly string[];
    readonly threatList: string;
  };
  const text = await readFile(join(folder, description.threatList), 'utf8');
  await context.steps.offerThreatList({ text, from: 'the sample case' });
  const paths = description.evidence.map((name) => join(folder, name));
  return await importPaths(paths, {}, context);
};

function optionsOf(input: Input<'evidence.import'>): ReadOptions {
  return {
    ...(input.format === undefined ? {} : { format: input.format }),
    ...(input.timeField === undefined ? {} : { timeField: input.timeField }),
    ...(input.zone === undefined ? {} : { zone: input.zone }),
  };
}

async function importPaths(
  paths: readonly string[],
  options: ReadOptions,
  context: JobContext,
): Promise<Imported> {
  const started = context.host.nowUs();
  const sources: Imported['sources'][number][] = [];
  for (const path of paths) sources.push(await importOne(resolve(path), options, context));
  return { sources, seconds: (context.host.nowUs() - started) / 1e6 };
}

async function importOne(
  path: string,
  options: ReadOptions,
  context: JobContext,
): Promise<Imported['sources'][number]> {
  const { steps, signal, host } = context;
  const report = throttledProgress(host.nowUs, context.progress);
  const name = basename(path);
  report({ phase: 'hash', done: 0, total: null, unit: 'bytes', note: name });
  const sha256 = await hashExhibit(path, { signal });
  throwIfCancelled(signal);
  const opening = { name, path, sha256, options, custody: UNRECORDED };
  const known = await steps.importKnown(opening);
  if (known) return { source: known, alreadyThere: true };
  const { sourceId, summary } = await readInto(path, options, opening, context);
  if (summary.sha256 !== sha256) {
    const reason = `${path}: it changed while it was read; open it again.`;
    await steps.importFailed({ sourceId, reason });
    throw new FailureError(failure('file.changed', reason));
  }
  const source = await steps.importFinish({
    sourceId,
    totals: {
      format: summary.format,
      formatTitle: formatById(summary.format)?.title ?? 'no known format',
      status: 'ready',
      bytes: summary.bytes,
      sha256,
    },
  });
  return { source, alreadyThere: false };
}

/**
 * The writer commits a batch while the next one is read. The exhibit gets its number only when its
 * first records have been read: what is no log leaves no trace in the case.
 */
async function readInto(
  path: string,
  options: ReadOptions,
  opening: Parameters<StepClient['importBegin']>[0],
  { steps, signal, host, progress }: JobContext,
): Promise<{ readonly sourceId: number; readonly summary: IntakeSummary }> {
  const report = throttledProgress(host.nowUs, progress);
  const note = basename(path);
  const reading = readExhibit(path, {
    ...options,
    signal,
    onProgress: ({ bytesRead, bytesTotal }) =>
      report({ phase: 'import', done: bytesRead, total: bytesTotal, unit: 'bytes', note }),
  });
  let next = await reading.next();
  const { sourceId, batchesDone } = await steps.importBegin(opening);
  let index = 0;
  let committing: Promise<void> = Promise.resolve();
  try {
    while (!next.done) {
      throwIfCancelled(signal);
      const number = index++;
      if (number >= batchesDone) {
        committing = steps.importBatch({ sourceId, index: number, batch: next.value });
        // A failure is met at the next await; until then it must not count as unhandled.
        committing.catch(() => undefined);
      }
      next = await reading.next();
      await committing;
    }
    return { sourceId, summary: next.value };
  } catch (error) {
    await committing.catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    await steps.importFailed({ sourceId, reason });
    throw error;
  }
}
