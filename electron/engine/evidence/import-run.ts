// Carries out one plan: units are read side by side, their batches numbered in order, sealed on
// whichever thread has time and committed by the writer one after the other. An exhibit gets its
// number only when its first records have been read: what is no log leaves no trace in the case.

import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { assert } from '../../../shared/base/assert.ts';
import { err, failure, FailureError, type Failure } from '../../../shared/base/result.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { copyDatabases, type DatabaseCopies } from '../../intake/database-copy.ts';
import { changedWhileRead, hashFile } from '../../intake/digest.ts';
import { nothingRead } from '../../intake/exhibit.ts';
import type { Unit } from '../../intake/unit.ts';
import type { ExhibitFile } from '../../intake/walk.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import type { WantedRules } from '../detection/event-matcher.ts';
import { isWorthMatching, rulesOnTheWay } from '../detection/rules-on-the-way.ts';
import { throttledProgress, throwIfCancelled } from '../jobs.ts';
import type { FileHash, ImportStart, Opening, PlacedBatch } from '../steps.ts';
import { createCommitQueue } from './commit-queue.ts';
import { databasesOf, unitsOf, type ImportPlan } from './import-plan.ts';
import { readInOrder } from './run-units.ts';
import type { BatchPlace, SealedBatch } from './seal-batch.ts';
import type { HeldBatch, ImportContext, UnitReader, UnitReaders } from './unit-reader.ts';

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
  const { plan, root } = run;
  const databases = databasesOf(plan, root);
  const awaited = new Map(databases.map(({ name }) => [name, NOT_COPIED]));
  const { length: units } = unitsOf(plan, root, awaited).units;
  // Readers and rules are made ready while big databases are copied.
  const { readers, close } = context.startReaders({ units, bytes: bytesToRead(plan) });
  const matching = rulesOf(plan, context);
  matching.catch(() => undefined);
  let copies: DatabaseCopies | undefined;
  try {
    copies = await copyDatabases(databases, tmpdir(), context.signal);
    return await carryOutWith(
      { databases: copies, readers, matching: await matching },
      run,
      context,
    );
  } finally {
    // A copy that is still open cannot be removed everywhere.
    await close();
    await copies?.remove();
  }
}

const NOT_COPIED = err(failure('internal', 'A database was read before it was copied.'));

function bytesToRead({ files }: ImportPlan): number {
  return files.reduce((sum, file) => sum + file.bytes - (file.fromByte ?? 0), 0);
}

async function rulesOf(
  plan: ImportPlan,
  { steps, host }: ImportContext,
): Promise<WantedRules | undefined> {
  if (!isWorthMatching(bytesToRead(plan))) return undefined;
  return await rulesOnTheWay(await steps.matchingRules({}), host);
}

interface Prepared {
  readonly databases: DatabaseCopies;
  readonly readers: UnitReaders['readers'];
  readonly matching: WantedRules | undefined;
}

async function carryOutWith(
  { databases, readers, matching }: Prepared,
  run: Run,
  context: ImportContext,
): Promise<RunOutcome> {
  const { plan, root, opening } = run;
  const { steps, signal, host } = context;
  const { units, sliced } = unitsOf(plan, root, databases.copies);
  const report = throttledProgress(host.nowUs, context.progress);
  const note = basename(opening.path);
  const totalBytes = bytesToRead(plan);
  const seal = sealing(readers, units.length);
  const unitOptions = {
    ...opening.options,
    alone: plan.kind === 'file',
    limits: plan.limits,
    columns: STORED_COLUMNS,
    matching,
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
      await steps.importBatches({ sourceId: start.sourceId, batches, keys: matching?.keys ?? [] });
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
  // Looked at again while their rows are read.
  const changedInCopying = databases.change();
  changedInCopying.catch(() => undefined);
  const assertCopied = async (): Promise<void> => {
    const change = await changedInCopying;
    if (change) throw new FailureError(change);
  };
  const begin = async (): Promise<ImportStart> => {
    if (!start) {
      await assertCopied();
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
        batch.drop();
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
        if (batch.isOfLog || held.length >= HELD_BATCHES) await begin();
      }
    }
    if (known === 0 && !run.start) {
      throw new FailureError(nothingRead(opening.path, plan.files.length, firstProblem));
    }
    const { sourceId } = await begin();
    await queue.finish();
    await assertCopied();
    const changed = await changeOf([...sliced, ...databases.files]);
    if (changed) throw new FailureError(changed);
    const added = plan.added ?? null;
    const all = [...(await hashes), ...databases.hashes];
    return await steps.importFinish({ sourceId, kind: plan.kind, hashes: all, added });
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
  }
}

/** A batch of a unit, its number within it, and the number of the first file of the unit. */
interface Numbered {
  readonly unit: number;
  readonly index: number;
  readonly firstFile: number;
  readonly batch: HeldBatch;
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

function bytesOf(
  parts: readonly {
    readonly file: ExhibitFile;
    readonly slice?: { readonly fromByte: number; readonly toByte: number };
    readonly grown?: { readonly fromByte: number };
  }[],
): number {
  let bytes = 0;
  for (const { file, slice, grown } of parts) {
    const whole = file.bytes - (grown?.fromByte ?? 0);
    bytes += slice ? slice.toByte - slice.fromByte : whole;
  }
  return bytes;
}

/**
 * Batches are sealed where they lie: each thread has units of its own to read. Where there is but
 * one unit, one thread reads it and the others seal.
 */
function sealing(
  readers: readonly [UnitReader, ...UnitReader[]],
  units: number,
): (batch: HeldBatch, place: BatchPlace) => Promise<SealedBatch> {
  const others = readers.slice(1);
  if (units > 1 || others.length === 0) return (batch, place) => batch.seal(place);
  const load = readers.map((reader, index) => ({ reader, batches: index === 0 ? 1 : 0 }));
  return async (batch, place) => {
    const least = load.reduce((found, each) => (each.batches < found.batches ? each : found));
    least.batches++;
    try {
      if (least.reader === readers[0]) return await batch.seal(place);
      return await least.reader.seal(await batch.take(), place);
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
