// Reads one unit of an exhibit as open batches. One pass over the bytes, in memory that does not
// depend on their number. What cannot be read is a rejection with its place and reason, and reading
// goes on; where the exhibit is this file alone it fails.

import { tmpdir } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FailureError, type Failure } from '../../shared/base/result.ts';
import type { EcsColumn } from '../../shared/domain/event.ts';
import type { IntakeFile, OpenBatch } from './batch.ts';
import { createBatchBuilder, type BatchBuilder } from './batch-builder.ts';
import { givenChainLayout } from './given-layout.ts';
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts';
import { readAlikeInto } from './read-alike.ts';
import { readFileInto, type Neighbour } from './read-file.ts';
import { readSliceInto } from './read-slice.ts';
import { createRecordSink, type EventWatch, type RecordCounts } from './record-sink.ts';
import type { Unit } from './unit.ts';

/** How records are to be understood. Crosses threads, so plain data. */
export interface UnitOptions {
  /** Id of a format, where the officer does not leave it to recognition. */
  readonly format?: string | undefined;
  readonly timeField?: string | undefined;
  /** IANA name of the zone of time stamps that name none; UTC where not said. */
  readonly zone?: string | undefined;
  /** Table and column names of a hash-chained log, as JSON; see `readChainLayout`. */
  readonly chainLayout?: string | undefined;
  readonly limits?: Partial<IntakeLimits> | undefined;
  /** True where the exhibit is one file: what fails is thrown, not listed. */
  readonly alone: boolean;
  /** Where private copies of databases are put; the system's temporary folder where not said. */
  readonly tempFolder?: string | undefined;
  /** The columns that are wanted; all where not said. */
  readonly columns?: readonly EcsColumn[] | undefined;
  /** How many records an earlier reading has handed over; they are passed over. */
  readonly skipRecords?: number | undefined;
}

export interface UnitWatch {
  readonly signal?: AbortSignal | undefined;
  /** Shown every event that is handed over. */
  readonly events?: EventWatch | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Told when a file of the unit is done. */
  readonly onFile?: (() => void) | undefined;
}

export interface UnitSummary extends Readonly<RecordCounts> {
  /** How many files were listed, members of archives included. */
  readonly files: number;
  /** How many of the unit's files could be read. */
  readonly known: number;
  readonly firstProblem: Failure | undefined;
}

/** Small files are read without a wait: after so many bytes of them others have their turn. */
const TURN_BYTES = 64 * 1024;

/** Numbers files from 0 in the order in which they are met. Throws FailureError. */
export async function* readUnit(
  unit: Unit,
  options: UnitOptions,
  watch: UnitWatch = {},
): AsyncGenerator<OpenBatch, UnitSummary> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const chainLayout = givenChainLayout(options.chainLayout);
  const { signal } = watch;
  let index = 0;
  let listed = 0;
  let bytesRead = 0;
  const fileIndex = (): number => index;
  const sink = createRecordSink({
    builder: (): BatchBuilder => builder,
    fileIndex,
    skipRecords: options.skipRecords ?? 0,
    glances: options.columns !== undefined && !options.columns.includes('event.id'),
    normalise: {
      zone: options.zone ?? 'UTC',
      timeField: options.timeField,
    },
    events: watch.events,
  });
  const builder = createBatchBuilder({
    fileIndex,
    bytesRead: () => bytesRead,
    takeFormats: () => sink.takeFormats(),
    columns: options.columns,
    takeSeen: () => watch.events?.take(),
  });
  const neighbour: Neighbour = { format: undefined };
  const tempFolder = options.tempFolder ?? tmpdir();
  let known = 0;
  let sinceTurn = 0;
  let firstProblem: Failure | undefined;
  const reading = {
    sink,
    limits,
    format: options.format,
    chainLayout,
    signal,
    tempFolder,
    alone: options.alone,
    neighbour,
    nextIndex: () => {
      index = listed++;
      return index;
    },
    useIndex: (at: number) => {
      index = at;
    },
    announce: (announced: IntakeFile) => builder.addFile(announced),
    onBytes: (bytes: number) => {
      bytesRead += bytes;
      watch.onBytes?.(bytes);
    },
  };
  for (const { file, slice, rows, grown } of unit.parts) {
    signal?.throwIfAborted();
    const isWhole = slice === undefined && rows === undefined && grown === undefined;
    if (isWhole && readAlikeInto(file, reading)) {
      known += 1;
      watch.onFile?.();
      for (let batch = builder.full.shift(); batch; batch = builder.full.shift()) yield batch;
      sinceTurn += file.bytes;
      if (sinceTurn >= TURN_BYTES) {
        sinceTurn = 0;
        await nextTurn();
      }
      continue;
    }
    const isListed = unit.listedAs !== undefined;
    const steps =
      slice !== undefined
        ? readSliceInto({ file, slice }, isListed, reading)
        : rows !== undefined
          ? (await import('./read-database.ts')).readShareInto({ file, rows }, isListed, reading)
          : grown !== undefined
            ? (await import('./grown-file.ts')).readGrownInto(file, grown, reading)
            : readFileInto(file, reading);
    try {
      let step = await steps.next();
      while (step.done !== true) {
        for (let batch = builder.full.shift(); batch; batch = builder.full.shift()) yield batch;
        step = await steps.next();
      }
      if (step.value === undefined) known += 1;
      else if (options.alone) throw new FailureError(step.value);
      else firstProblem ??= step.value;
      watch.onFile?.();
      await nextTurn();
    } finally {
      // Closes files and removes private copies when the caller stops in the middle.
      await steps.return(undefined);
    }
  }
  builder.finish();
  for (let batch = builder.full.shift(); batch; batch = builder.full.shift()) yield batch;
  return {
    ...sink.counts,
    files: unit.listedAs === undefined ? listed : 0,
    known,
    firstProblem,
  };
}
