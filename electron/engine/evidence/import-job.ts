// Opens evidence: finds out what of it the case holds already, goes on where an import was cut off,
// reads what is new, and opens as a new exhibit what is other than it was.

import { basename, join, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { assert } from '../../../shared/base/assert.ts';
import { failure, FailureError } from '../../../shared/base/result.ts';
import type { Input, Output } from '../../../shared/contract/procedures.ts';
import type { NotOpened } from '../../../shared/contract/areas/evidence.ts';
import { isOfInput } from '../../../shared/domain/input-failure.ts';
import { UNRECORDED_CUSTODY } from '../../../shared/domain/source.ts';
import { hashExhibit } from '../../intake/digest.ts';
import { checkOptions } from '../../intake/exhibit.ts';
import type { IntakeLimits } from '../../intake/limits.ts';
import { walkExhibit, type ExhibitFile, type ExhibitTree } from '../../intake/walk.ts';
import type { ReadOptions } from '../../store/sources.ts';
import { throttledProgress, throwIfCancelled } from '../jobs.ts';
import { pathOf } from '../scope.ts';
import type { ImportSurvey, KnownExhibit, Opening } from '../steps.ts';
import { compareExhibit, type Comparison, type GrownFile } from './compare-exhibit.ts';
import { planWhole, stillThere, type ImportPlan } from './import-plan.ts';
import { carryOut, type RunOutcome } from './import-run.ts';
import { asPartOf, bytesOfEach } from './opening-progress.ts';
import { readOptionsOf } from './read-options.ts';
import type { ImportContext } from './unit-reader.ts';

type Imported = Output<'evidence.import'>;
type ImportedSource = Imported['sources'][number];

export async function importJob(
  input: Input<'evidence.import'>,
  context: ImportContext,
): Promise<Imported> {
  const paths = input.files.map((token) => pathOf(context.scope, token));
  return await importPaths(paths, readOptionsOf(input), context);
}

export async function importSampleJob(
  _input: Input<'evidence.importSample'>,
  context: ImportContext,
): Promise<Imported> {
  const folder = join(context.host.resourcesFolder, 'sample');
  const description = JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')) as {
    readonly evidence: readonly string[];
    readonly threatList: string;
  };
  const text = await readFile(join(folder, description.threatList), 'utf8');
  await context.steps.offerThreatList({ text, from: 'the sample case' });
  const paths = description.evidence.map((name) => join(folder, name));
  return await importPaths(paths, {}, context);
}

async function importPaths(
  paths: readonly string[],
  options: ReadOptions,
  context: ImportContext,
): Promise<Imported> {
  return await inTurn(context, async () => {
    const started = context.host.nowUs();
    const seconds = (): number => (context.host.nowUs() - started) / 1e6;
    const [only] = paths;
    if (only !== undefined && paths.length === 1) {
      const sources = [...(await importOne(resolve(only), options, context))];
      return { sources, seconds: seconds() };
    }
    const sources: ImportedSource[] = [];
    const notOpened: NotOpened[] = [];
    const limits = await context.steps.readingLimits({});
    const bytes = await bytesOfEach(paths, limits, context.signal);
    for (const [place, path] of paths.entries()) {
      try {
        const part = asPartOf(context, bytes, place);
        sources.push(...(await importOne(resolve(path), options, part)));
      } catch (error) {
        // One that cannot be read stops none behind it.
        if (!(error instanceof FailureError) || !isOfInput(error.failure)) throw error;
        notOpened.push({ name: basename(path), reason: error.failure.message });
        await context.steps.note({ act: 'evidence not opened', detail: error.failure.message });
      }
    }
    return { sources, notOpened, seconds: seconds() };
  });
}

/** After the imports before it; a cancel takes it out of the row at once. */
async function inTurn<T>({ alone, signal }: ImportContext, run: () => Promise<T>): Promise<T> {
  throwIfCancelled(signal);
  return await new Promise((resolve, reject) => {
    let begun = false;
    const leave = (): void => {
      if (!begun) reject(new FailureError(failure('job.cancelled', 'Cancelled.')));
    };
    signal.addEventListener('abort', leave, { once: true });
    alone(async () => {
      begun = true;
      throwIfCancelled(signal);
      return await run();
    })
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', leave));
  });
}

interface Exhibit {
  readonly tree: ExhibitTree;
  readonly opening: Opening;
  readonly limits: IntakeLimits;
  readonly context: ImportContext;
}

async function importOne(
  path: string,
  options: ReadOptions,
  context: ImportContext,
): Promise<readonly ImportedSource[]> {
  const { steps, signal } = context;
  throwIfCancelled(signal);
  checkOptions(options);
  const limits = await steps.readingLimits({});
  const tree = await walkExhibit(path, limits, signal);
  const opening = { name: basename(path), path, options, custody: UNRECORDED_CUSTODY };
  const exhibit: Exhibit = { tree, opening, limits, context };
  const before = await surveyOf(exhibit);
  const begun = await importBegun(exhibit, before);
  if (begun?.wasAll === true) return [asNew(begun)];
  const { samePath, sameSize } = begun ? await surveyOf(exhibit) : before;
  const known = samePath.filter(({ source }) => source.status === 'ready');
  if (known.length === 0) return [await importNew(exhibit, tree.files, sameSize, '')];
  const more = await importMore(exhibit, known);
  // What was gone on with is no news that was there already.
  return begun && more.every((each) => each.alreadyThere) ? [asNew(begun)] : more;
}

function surveyOf({ tree, opening, context }: Exhibit): Promise<ImportSurvey> {
  const { path, options } = opening;
  return context.steps.importSurvey({ path, options, bytes: tree.bytes });
}

/** Goes on with an import that was cut off, if all that it was to read lies there as it did. */
async function importBegun(
  { tree, opening, context }: Exhibit,
  { samePath }: ImportSurvey,
): Promise<(RunOutcome & { readonly wasAll: boolean }) | undefined> {
  for (const { source, plan: planned } of samePath.toReversed()) {
    if (planned === null) continue;
    const plan = JSON.parse(planned) as ImportPlan;
    if (!stillThere(plan, tree)) continue;
    const start = await context.steps.importResume({ sourceId: source.id });
    const outcome = await carryOut({ plan, root: tree.path, opening, start }, context);
    return { ...outcome, wasAll: plan.files.length === tree.files.length };
  }
  return undefined;
}

/** @param sameSize exhibits of the same size from elsewhere, which may be the same */
async function importNew(
  { tree, opening, limits, context }: Exhibit,
  files: readonly ExhibitFile[],
  sameSize: ImportSurvey['sameSize'],
  note: string,
): Promise<ImportedSource> {
  if (sameSize.length > 0) {
    const sha256 = await hashExhibit(opening.path, { signal: context.signal });
    const same = sameSize.find((source) => source.sha256 === sha256);
    if (same) return { source: same, alreadyThere: true };
  }
  const plan = await planWhole(tree, files, opening.options, limits);
  return asNew(await carryOut({ plan, root: tree.path, opening, note }, context));
}

function asNew({ source }: RunOutcome): ImportedSource {
  return { source, alreadyThere: false };
}

/** @param known exhibits of this path that were read to their end, oldest first */
async function importMore(
  exhibit: Exhibit,
  known: readonly KnownExhibit[],
): Promise<readonly ImportedSource[]> {
  const { tree, opening, limits, context } = exhibit;
  const [oldest] = known;
  assert(oldest, 'an exhibit of this path is there');
  const report = throttledProgress(context.host.nowUs, context.progress);
  let done = 0;
  const compared = await compareExhibit(tree, known, {
    limits,
    wanted: opening.options.format,
    signal: context.signal,
    onBytes(bytes) {
      done += bytes;
      report({ phase: 'hash', done, total: tree.bytes, unit: 'bytes', note: opening.name });
    },
  });
  const sources: ImportedSource[] = [];
  for (const { source } of known) {
    const outcome = await addTo(exhibit, source.id, compared, source.id === oldest.source.id);
    if (!outcome) continue;
    const { events, rejected } = outcome;
    sources.push({ source: outcome.source, alreadyThere: false, added: { events, rejected } });
  }
  if (compared.edited.length > 0) {
    const before = known.filter(({ source }) => compared.editedIn.has(source.id));
    const exhibits = (before.length > 0 ? before : known).map(({ source }) => source.exhibit);
    const replaces = exhibits.join(', ');
    try {
      const fresh = await importNew(exhibit, compared.edited, [], `other content than ${replaces}`);
      sources.push({ ...fresh, otherThan: replaces });
    } catch (error) {
      // Of no format that can be read any more: told, where there is something else to tell.
      if (sources.length === 0 || !(error instanceof FailureError)) throw error;
      const detail = `${opening.path}: ${error.failure.message}`;
      await context.steps.note({ act: 'evidence not opened', detail });
    }
  }
  return sources.length > 0 ? sources : [{ source: oldest.source, alreadyThere: true }];
}

/** New files go to the exhibit that was first opened from the path, new lines to their file's. */
async function addTo(
  { tree, opening, limits, context }: Exhibit,
  sourceId: number,
  { fresh, grown }: Comparison,
  takesFresh: boolean,
): Promise<RunOutcome | undefined> {
  const files = takesFresh ? fresh : [];
  const own = grown.filter((each) => each.sourceId === sourceId);
  if (files.length === 0 && own.length === 0) return undefined;
  const whole = await planWhole(tree, files, opening.options, limits);
  const plan: ImportPlan = {
    kind: tree.kind,
    limits,
    files: [...whole.files, ...own.map(plannedGrowth)],
    added: {
      bytes: sizeOf(files) + own.reduce((sum, each) => sum + grownBytes(each), 0),
      fresh: files.map((file) => file.name),
      grown: own.map(({ file, behind }) => ({ name: file.name, sha256: behind })),
    },
  };
  const start = await context.steps.importMore({ sourceId, plan: JSON.stringify(plan) });
  return await carryOut({ plan, root: tree.path, opening, start }, context);
}

function plannedGrowth({ file, listed, growth }: GrownFile): ImportPlan['files'][number] {
  const { path: _path, ...facts } = file;
  const how = growth.kind === 'lines' ? { slicedAs: growth.format } : { grown: growth.part };
  return { ...facts, ...how, listedAs: listed.index, fromByte: listed.bytes };
}

function grownBytes({ file, listed }: GrownFile): number {
  return file.bytes - listed.bytes;
}

function sizeOf(files: readonly ExhibitFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}
