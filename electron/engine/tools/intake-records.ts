// Records of files that are looked at without a case: straight from intake, in order, rejected ones
// in their place, so that record numbers are the same for everybody who counts.

import { textOf } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { NormalisedEvent } from '../../../shared/domain/event.ts';
import type { LogFormat, NormaliseOptions } from '../../../shared/formats/format.ts';
import { formatAt } from '../../../shared/formats/in-force.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { zstdDecompressSync } from 'node:zlib';
import { readExhibit } from '../../intake/exhibit.ts';
import type { BatchRejection, IntakeBatch, IntakeFile } from '../../intake/batch.ts';
import type { ReadOptions } from '../../store/sources.ts';

export type IntakeRecord =
  | {
      readonly kind: 'event';
      /** Its name below the exhibit. */
      readonly file: string;
      readonly format: LogFormat;
      readonly position: number;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'rejected';
      readonly file: string;
      /** Absent where the file as a whole is of no format that can be read. */
      readonly format: LogFormat | undefined;
      readonly position: number;
      readonly reason: string;
    };

export async function* intakeRecords(
  path: string,
  {
    onFile,
    ...options
  }: ReadOptions & {
    readonly signal: AbortSignal;
    /** Told of every file, again once its hash is known. */
    readonly onFile?: (file: IntakeFile) => void;
  },
): AsyncGenerator<IntakeRecord> {
  const files: IntakeFile[] = [];
  for await (const batch of readExhibit(path, options)) {
    for (const file of batch.files) {
      files[file.index] = file;
      onFile?.(file);
    }
    yield* recordsOf(batch, files);
  }
}

function* recordsOf(batch: IntakeBatch, files: readonly IntakeFile[]): Generator<IntakeRecord> {
  const bytes = batch.rawBytes === 0 ? new Uint8Array() : zstdDecompressSync(batch.payload);
  let offset = 0;
  let rejected = 0;
  for (let slot = 0; slot < batch.count; slot++) {
    const fileIndex = batch.fileIndex[slot] ?? 0;
    const position = batch.positions[slot] ?? 0;
    for (;;) {
      const next = batch.rejections[rejected];
      if (!next) break;
      const before =
        next.fileIndex < fileIndex || (next.fileIndex === fileIndex && next.position < position);
      if (!before) break;
      yield rejectionOf(next, files);
      rejected++;
    }
    const length = batch.lengths[slot] ?? 0;
    const file = files[fileIndex];
    const format = formatById(file?.format ?? '');
    if (!file || !format) {
      throw new FailureError(failure('format.unknown', `${file?.name ?? ''}: unknown format.`));
    }
    yield {
      kind: 'event',
      file: file.name,
      format: formatAt(format, position),
      position,
      bytes: bytes.subarray(offset, offset + length),
    };
    offset += length;
  }
  for (const next of batch.rejections.slice(rejected)) {
    yield rejectionOf(next, files);
  }
}

function rejectionOf(
  { fileIndex, position, reason }: BatchRejection,
  files: readonly IntakeFile[],
): IntakeRecord {
  const file = files[fileIndex];
  return {
    kind: 'rejected',
    file: file?.name ?? '',
    format: formatById(file?.format ?? ''),
    position,
    reason,
  };
}

/** Intake has read the record once already, so it reads again. */
export function normalised(
  record: Extract<IntakeRecord, { kind: 'event' }>,
  options: NormaliseOptions,
): NormalisedEvent {
  const read = record.format.normalise(record.bytes, options);
  if (!read.ok) {
    throw new FailureError(
      failure(
        'internal',
        `A record was read once and not again: ${read.error}: ${textOf(record.bytes.subarray(0, 200))}`,
      ),
    );
  }
  return read.value;
}
