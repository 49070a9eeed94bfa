// Reads an exhibit, a file or a folder, as batches of records. One pass over the bytes, in memory
// that does not depend on their number. What cannot be read is a rejection with its place and
// reason, and reading goes on; an exhibit that is a single file fails where nothing of it can be
// trusted: not there, not readable, of no known format, changed while it was read.

import { tmpdir } from 'node:os';
import { assert } from '../../shared/base/assert.ts';
import { failure, FailureError, type Failure } from '../../shared/base/result.ts';
import type { ChainLayout } from '../../shared/formats/chain-layout.ts';
import { formatById } from '../../shared/formats/registry.ts';
import { isZone } from '../../shared/normalise/zone.ts';
import type { IntakeBatch, IntakeFile } from './batch.ts';
import { createBatchBuilder } from './batch-builder.ts';
import { exhibitDigest } from './digest.ts';
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts';
import { readFileInto } from './read-file.ts';
import { createRecordSink, type RecordCounts } from './record-sink.ts';
import { walkExhibit } from './walk.ts';

export interface ReadExhibitOptions {
  /** Id of a format, where the officer does not leave it to recognition. */
  readonly format?: string | undefined;
  readonly timeField?: string | undefined;
  /** IANA name of the zone of time stamps that name none; UTC where not said. */
  readonly zone?: string | undefined;
  readonly chainLayout?: ChainLayout | undefined;
  readonly limits?: Partial<IntakeLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IntakeProgress) => void) | undefined;
  /**
   * How many records (events, rejections and skipped ones together) an earlier reading of the same
   * exhibit has already handed over. They are passed over; their files are announced again.
   */
  readonly skipRecords?: number | undefined;
  /** Where private copies of databases are put; the system's temporary folder where not said. */
  readonly tempFolder?: string | undefined;
}

export interface IntakeProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly filesRead: number;
  readonly filesTotal: number;
  readonly records: number;
}

/** What a reading came to. `events + rejected + skipped` is `records`. */
export interface IntakeSummary extends Readonly<RecordCounts> {
  readonly kind: 'file' | 'folder';
  readonly files: readonly IntakeFile[];
  readonly bytes: number;
  /** As `exhibitDigest` makes it. */
  readonly sha256: string;
  /** The format of most records. */
  readonly format: string;
  readonly records: number;
}

export async function* readExhibit(
  path: string,
  options: ReadExhibitOptions = {},
): AsyncGenerator<IntakeBatch, IntakeSummary> {
  checkOptions(options);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { signal } = options;
  signal?.throwIfAborted();
  const tree = await walkExhibit(path, limits, signal);
  const files: IntakeFile[] = [];
  let index = 0;
  let bytesRead = 0;
  /** Of the tree: an archive counts as one. */
  let done = 0;
  const builder = createBatchBuilder({ fileIndex: () => index, bytesRead: () => bytesRead });
  const sink = createRecordSink({
    builder,
    fileIndex: () => index,
    skipRecords: options.skipRecords ?? 0,
    normalise: {
      zone: options.zone ?? 'UTC',
      timeField: options.timeField,
      chainLayout: options.chainLayout,
    },
  });
  const report = (): void => {
    options.onProgress?.({
      bytesRead,
      bytesTotal: Math.max(tree.bytes, bytesRead),
      filesRead: done,
      filesTotal: tree.files.length,
      records: recordsOf(sink.counts),
    });
  };
  let known = 0;
  let firstProblem: Failure | undefined;

  for (const entry of tree.files) {
    signal?.throwIfAborted();
    const steps = readFileInto(entry, {
      sink,
      limits,
      format: options.format,
      chainLayout: options.chainLayout,
      signal,
      tempFolder: options.tempFolder ?? tmpdir(),
      alone: tree.kind === 'file',
      nextIndex: () => {
        index = files.length;
        return index;
      },
      useIndex: (listed) => {
        index = listed;
      },
      announce: (file) => {
        files[file.index] = file;
        builder.addFile(file);
      },
      onBytes: (bytes) => {
        bytesRead += bytes;
        report();
      },
    });
    try {
      let step = await steps.next();
      while (step.done !== true) {
        // The last one is still being compressed while reading goes on.
        while (builder.sealed.length > 1) yield await takeFirst(builder.sealed);
        step = await steps.next();
      }
      done += 1;
      if (step.value === undefined) known += 1;
      else if (tree.kind === 'file') throw new FailureError(step.value);
      else firstProblem ??= step.value;
    } finally {
      // Closes files and removes private copies when the caller stops in the middle.
      await steps.return(undefined);
    }
  }
  if (known === 0) throw new FailureError(nothingRead(path, tree.files.length, firstProblem));
  builder.finish();
  while (builder.sealed.length > 0) yield await takeFirst(builder.sealed);
  report();
  return {
    kind: tree.kind,
    files,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    sha256: exhibitDigest(files, tree.kind),
    format: sink.mainFormat(),
    records: recordsOf(sink.counts),
    ...sink.counts,
  };
}

function recordsOf(counts: RecordCounts): number {
  return counts.events + counts.rejected + counts.skipped;
}

function takeFirst(sealed: Promise<IntakeBatch>[]): Promise<IntakeBatch> {
  const first = sealed.shift();
  assert(first !== undefined, 'a sealed batch is there');
  return first;
}

function checkOptions(options: ReadExhibitOptions): void {
  if (options.format !== undefined && !formatById(options.format)) {
    throw new FailureError(failure('format.unknown', `There is no format "${options.format}".`));
  }
  if (options.zone !== undefined && !isZone(options.zone)) {
    throw new FailureError(failure('zone.unknown', `There is no time zone "${options.zone}".`));
  }
}

function nothingRead(path: string, files: number, first: Failure | undefined): Failure {
  if (files === 0) return failure('format.unknown', `${path}: the folder holds no files.`);
  return failure(
    first?.code ?? 'format.unknown',
    `${path}: none of its ${files} files can be read; the first: ${first?.message ?? 'unknown reason'}`,
  );
}
