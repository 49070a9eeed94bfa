// Reads an exhibit for its records alone, as they stand in its files: nothing is normalised, packed
// or kept. For whoever checks the records and imports nothing. Fails as an import of it would.

import { tmpdir } from 'node:os';
import { failure, FailureError, type Failure, type Result } from '../../shared/base/result.ts';
import type { LogFormat } from '../../shared/formats/format.ts';
import { formatById } from '../../shared/formats/registry.ts';
import type { Cell } from '../../shared/sealing/chain-row.ts';
import type { IntakeFile } from './batch.ts';
import { givenChainLayout } from './given-layout.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readFileInto } from './read-file.ts';
import { walkExhibit, type ExhibitFile } from './walk.ts';

export interface RecordTaker {
  /** Bytes are valid until the call returns. */
  record(file: IntakeFile, bytes: Uint8Array, position: number, format: LogFormat): void;
  /** @param format absent where the file as a whole is of no format that can be read */
  rejected(file: IntakeFile, position: number, reason: string, format?: LogFormat): void;
  /** See `FileSink.rowTaker`. */
  rows?(
    file: IntakeFile,
    columns: readonly string[],
    format: LogFormat,
  ): ((cells: readonly Cell[], position: number) => void) | undefined;
}

export interface ReadRecordsOptions {
  readonly signal?: AbortSignal;
  readonly chainLayout?: string | undefined;
  /** Reads a file in a way of its own; `undefined` leaves it to be read as any other. */
  readonly readApart?: (
    entry: ExhibitFile,
    index: number,
  ) => Promise<AsyncGenerator<void, Result<IntakeFile>> | undefined>;
}

/** Yields now and then, and returns the files that were met, with their hashes. */
export async function* readRecords(
  path: string,
  taker: RecordTaker,
  options: ReadRecordsOptions = {},
): AsyncGenerator<void, readonly IntakeFile[]> {
  const { signal } = options;
  const chainLayout = givenChainLayout(options.chainLayout);
  const tree = await walkExhibit(path, DEFAULT_LIMITS, signal);
  const alone = tree.kind === 'file';
  const files: IntakeFile[] = [];
  const formats = new Map<number, LogFormat>();
  let index = 0;
  let known = 0;
  let firstProblem: Failure | undefined;
  const current = (): IntakeFile => {
    const file = files[index];
    if (!file) throw new Error('A record came before its file.');
    return file;
  };
  const sink = {
    setFormat(format: LogFormat): void {
      formats.set(index, format);
    },
    addFraming: () => undefined,
    skipped: () => undefined,
    record(bytes: Uint8Array, position: number): void {
      const format = formats.get(index);
      if (!format) throw new Error('A record came before its format.');
      taker.record(current(), bytes, position, format);
    },
    rejected(position: number, _length: number, reason: string): void {
      const file = current();
      taker.rejected(file, position, reason, formatById(file.format));
    },
    rowTaker(columns: readonly string[]) {
      const format = formats.get(index);
      return format && taker.rows?.(current(), columns, format);
    },
  };
  for (const entry of tree.files) {
    signal?.throwIfAborted();
    const apart = await options.readApart?.(entry, files.length);
    if (apart) {
      const file = yield* apart;
      // What is wrong with it is met again, and listed, where it is read as any other file.
      if (file.ok) {
        files.push(file.value);
        known += 1;
        continue;
      }
      if (alone) throw new FailureError(file.error);
    }
    const problem = yield* readFileInto(entry, {
      sink,
      limits: DEFAULT_LIMITS,
      format: undefined,
      chainLayout,
      signal,
      tempFolder: tmpdir(),
      alone,
      nextIndex: () => {
        index = files.length;
        return index;
      },
      useIndex: (listed) => {
        index = listed;
      },
      announce: (file) => {
        files[file.index] = file;
      },
      onBytes: () => undefined,
    });
    if (problem === undefined) known += 1;
    else if (alone) throw new FailureError(problem);
    else firstProblem ??= problem;
  }
  if (known === 0) throw new FailureError(nothingRead(path, tree.files.length, firstProblem));
  return files;
}

function nothingRead(path: string, files: number, first: Failure | undefined): Failure {
  if (files === 0) return failure('folder.empty', `${path}: the folder holds no files.`);
  return failure(
    first?.code ?? 'format.unknown',
    `${path}: none of its ${files} files can be read; the first: ${first?.message ?? 'unknown reason'}`,
  );
}
