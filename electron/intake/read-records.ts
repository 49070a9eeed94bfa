// Reads an exhibit for its records alone, as they stand in its files: nothing is normalised, packed
// or kept. For whoever checks the records and imports nothing. Fails as an import of it would.

import { tmpdir } from 'node:os';
import { failure, FailureError, type Failure } from '../../shared/base/result.ts';
import type { LogFormat } from '../../shared/formats/format.ts';
import { formatById } from '../../shared/formats/registry.ts';
import type { Cell } from '../../shared/sealing/chain-row.ts';
import type { IntakeFile } from './batch.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readFileInto } from './read-file.ts';
import { walkExhibit } from './walk.ts';

export interface RecordTaker {
  /** Bytes are valid until the call returns. */
  record(file: IntakeFile, bytes: Uint8Array, position: number, format: LogFormat): void;
  /** @param format absent where the file as a whole is of no format that can be read */
  rejected(file: IntakeFile, position: number, reason: string, format?: LogFormat): void;
  /** See `FileSink.rowTaker`. */
  rows?(
    file: IntakeFile,
    columns: readonly string[],
  ): ((cells: readonly Cell[], position: number) => void) | undefined;
}

/** Yields now and then, and returns the files that were met, with their hashes. */
export async function* readRecords(
  path: string,
  taker: RecordTaker,
  signal?: AbortSignal,
): AsyncGenerator<void, readonly IntakeFile[]> {
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
    rowTaker: (columns: readonly string[]) => taker.rows?.(current(), columns),
  };
  for (const entry of tree.files) {
    signal?.throwIfAborted();
    const problem = yield* readFileInto(entry, {
      sink,
      limits: DEFAULT_LIMITS,
      format: undefined,
      chainLayout: undefined,
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
  if (files === 0) return failure('format.unknown', `${path}: the folder holds no files.`);
  return failure(
    first?.code ?? 'format.unknown',
    `${path}: none of its ${files} files can be read; the first: ${first?.message ?? 'unknown reason'}`,
  );
}
