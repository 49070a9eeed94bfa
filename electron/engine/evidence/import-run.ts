// Carries out one plan: units are read side by side, their batches numbered in order, sealed on
// whichever thread has time and committed by the writer one after the other. An exhibit gets its
// number only when its first records have been read: what is no log leaves no trace in the case.

import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { assert } from '../../../shared/base/assert.ts';
import { FailureError, type Failure } from '../../../shared/base/result.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { NO_FORMAT, type OpenBatch } from '../../intake/batch.ts';
import { changedWhileRead, hashFile } from '../../intake/digest.ts';
import { nothingRead } from '../../intake/exhibit.ts';
import type { Unit } from '../../intake/unit.ts';
import type { ExhibitFile } from '../../intake/walk.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import { throttledProgress, throwIfCancelled } from '../jobs.ts';
import type { FileHash, ImportStart, Opening, PlacedBatch } from '../steps.ts';
import { createCommitQueue } from './commit-queue.ts';
import { unitsOf, type ImportPlan } from './import-plan.ts';
import { readInOrder } from './run-units.ts';
import type { ImportContext, UnitReader } from './unit-reader.ts';

export interface Run {
  readonly plan: ImportPlan;
  /** Path of the exhibit as it was walked. */
  readonly root: string;
  readonly opening: Opening;
  /** Absent for a new exhibit, which is begun when there is something to begin it with. */
  readonly start?: ImportStart;
  /** For the audit trail, where a new exhibit is begun. */
  readonly note?: string;
}

export interface RunOutcome {
  readonly source: Source;
  /** What this run added. */
  readonly events: number;
  readonly rejected: number;
}

/** Batches without anything that is known to be a log, until an exhibit is begun all the same. */
const HELD_BATCHES = 16;
/** Batches that are being sealed or wait for the writer, per reader, beside those of one group. */
const UNDER_WAY = 2;
/** Batches that are committed together. */
const GROUP = 4;

export async function carryOut(run: Run, context: ImportContext): Promise<RunOutcome> {
  const { plan, root, opening } = run;
  const { steps, signal, host } = context;
  const { units, sliced } = unitsOf(plan, root);
  const report = throttledProgress(host.nowUs, context.progress);
  const note = basename(opening.path);
  const totalBytes = plan.files.reduce((sum, file) => sum + file.bytes - (file.fromByte ?? 0), 0);
  const { readers, close } = context.startReaders({ units: units.length, bytes: totalBytes });
  const seal = leastBusy(readers);
  const unitOptions = {
    ...opening.options,
    alone: plan.kind === 'file',
    limits: plan.limits,
    columns: STORED_COLUMNS,
  };
  let start = run.start;
  let nextEvent = start?.nextEvent ?? 0;
  const files = fileNumbers(start?.firstFile ?? 0);
  let doneBytes = 0;
  let known = 0;
  let firstProblem: Failure | undefined;
  let held: Numbered[] = [];
  const queue = createCommitQueue<PlacedBatch>({
    groupSize: GROUP,
    mostWaiting: GROUP + UNDER_WAY * readers.length,
    commit: async (batches) => {
      assert(start, 'an exhibit is begun before its records are committed');
      await steps.importBatches({ sourceId: start.sourceId, batches });
    },
  });

  const firstUnit = start?.unit ?? 0;
  const ordered = readInOrder(units, firstUnit, unitOptions, readers);
  const hashing = new AbortController();
  const hashes = hashSliced(sliced, AbortSignal.any([signal, hashing.signal]));
  hashes.catch(() => undefined);

  /** Sealed beside others, committed in order. */
  const commit = ({ batch, ...at }: Numbered, { secret }: ImportStart): Promise<void> => {
    const place = { firstEvent: nextEvent, firstFile: at.firstFile, secret };
    nextEvent += batch.count;
    const placed = async (): Promise<PlacedBatch> => {
      const sealed = await seal(batch, place);
      ordered.release(batch);
      return { ...at, batch: sealed };
    };
    return queue.add(placed());
  };
  const begin = async (): Promise<ImportStart> => {
    if (!start) {
      const { note: why = '' } = run;
      start = await steps.importBegin({ opening, plan: JSON.stringify(plan), note: why });
      ({ nextEvent } = start);
    }
    for (const each of held) await commit(each, start);
    held = [];
    return start;
  };

  try {
    let index = 0;
    for (let step = await ordered.next(); step; step = await ordered.next()) {
      throwIfCancelled(signal);
      const { unit } = step;
      if (index === 0) files.enter(units[unit]?.listedAs);
      if (step.kind === 'end') {
        const { summary } = step;
        known += summary.known;
        firstProblem ??= summary.firstProblem;
        files.leave(summary.files);
        doneBytes += bytesOf(units[unit]?.parts ?? []);
        index = 0;
        report({ phase: 'import', done: doneBytes, total: totalBytes, unit: 'bytes', note });
        continue;
      }
      const { batch } = step;
      const number = index++;
      if (run.start && unit === firstUnit && number < run.start.batches) {
        ordered.release(batch);
        continue;
      }
      report({
        phase: 'import',
        done: Math.min(totalBytes, doneBytes + batch.bytesRead),
        total: totalBytes,
        unit: 'bytes',
        note,
      });
      const numbered = { unit, index: number, firstFile: files.first(), batch };
      if (start) await commit(numbered, start);
      else {
        held.push(numbered);
        if (isOfLog(batch) || held.length >= HELD_BATCHES) await begin();
      }
    }
    if (known === 0 && !run.start) {
      throw new FailureError(nothingRead(opening.path, plan.files.length, firstProblem));
    }
    const { sourceId } = await begin();
    await queue.finish();
    const changed = await changeOf(sliced);
    if (changed) throw new FailureError(changed);
    const added = plan.added ?? null;
    return await steps.importFinish({ sourceId, kind: plan.kind, hashes: await hashes, added });
  } catch (error) {
    hashing.abort();
    await queue.finish().catch(() => undefined);
    if (start) {
      const reason = error instanceof Error ? error.message : String(error);
      const { sourceId } = start;
      // Where the writer cannot write this either, the cause is the thing to tell.
      await steps.importFailed({ sourceId, reason }).catch(() => undefined);
    }
    throw error;
  } finally {
    await ordered.stop();
    await close();
  }
}

/** A batch of a unit, its number within it, and the number of the first file of the unit. */
interface Numbered {
  readonly unit: number;
  readonly index: number;
  readonly firstFile: number;
  readonly batch: OpenBatch;
}

/**
 * Units number their files from 0; within the exhibit they follow each other, except for slices of
 * files that are listed already.
 */
function fileNumbers(begin: number) {
  let first = begin;
  let next = begin;
  let entered = false;
  return {
    first: () => first,
    enter(listedAs: Unit['listedAs']): void {
      if (typeof listedAs === 'number') first = listedAs;
      else if (listedAs === undefined) first = next;
      // Where reading goes on within a sliced file, the number it was left with is the file's.
      else if (entered) first = next - 1;
      else next = first + 1;
      entered = true;
    },
    leave(files: number): void {
      next = Math.max(next, first + files);
    },
  };
}

function isOfLog(batch: OpenBatch): boolean {
  return batch.count > 0 || batch.files.some((file) => file.format !== NO_FORMAT);
}

function bytesOf(
  parts: readonly {
    readonly file: ExhibitFile;
    readonly slice?: { readonly fromByte: number; readonly toByte: number };
  }[],
): number {
  let bytes = 0;
  for (const { file, slice } of parts) bytes += slice ? slice.toByte - slice.fromByte : file.bytes;
  return bytes;
}

/** Gives each batch to the reader that has the fewest to seal. */
function leastBusy(readers: readonly [UnitReader, ...UnitReader[]]): UnitReader['seal'] {
  const load = readers.map((reader) => ({ reader, batches: 0 }));
  let turn = 0;
  return async (batch, place) => {
    turn++;
    const start = load[turn % load.length];
    let least = start ?? { reader: readers[0], batches: 0 };
    for (const each of load) if (each.batches < least.batches) least = each;
    least.batches++;
    try {
      return await least.reader.seal(batch, place);
    } finally {
      least.batches--;
    }
  };
}

/** One after the other, while their slices are read. */
async function hashSliced(
  files: readonly ExhibitFile[],
  signal: AbortSignal,
): Promise<readonly FileHash[]> {
  const hashes: FileHash[] = [];
  for (const { path, name, bytes, changedUs } of files) {
    hashes.push({ name, bytes, changedUs, sha256: await hashFile(path, { signal }) });
  }
  return hashes;
}

/** What is not as it was when it was planned. */
async function changeOf(files: readonly ExhibitFile[]): Promise<Failure | undefined> {
  for (const { path, name, bytes, changedUs } of files) {
    let now;
    try {
      now = await stat(path);
    } catch (error) {
      const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const reason = error instanceof Error ? error.message : String(error);
      return changedWhileRead(name, gone ? 'it was removed' : reason);
    }
    if (now.size > bytes) return changedWhileRead(name, 'it grew');
    if (now.size < bytes) return changedWhileRead(name, 'it became shorter');
    if (Math.round(now.mtimeMs * 1_000) !== changedUs) {
      return changedWhileRead(name, 'its time of change is another');
    }
  }
  return undefined;
}
