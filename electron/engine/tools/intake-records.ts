// Records of files that are looked at without a case: straight from intake, in order, rejected ones
// in their place, so that record numbers are the same for everybody who counts.

import { textOf } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { NormalisedEvent } from '../../../shared/domain/event.ts';
import type { LogFormat } from '../../../shared/formats/format.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { zstdDecompressSync } from 'node:zlib';
import { readExhibit } from '../../intake/exhibit.ts';
import type { IntakeBatch } from '../../intake/batch.ts';

export type IntakeRecord =
  | {
      readonly kind: 'event';
      readonly format: LogFormat;
      readonly position: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'rejected'; readonly position: number; readonly reason: string };

export async function* intakeRecords(
  path: string,
  options: { readonly zone: string; readonly signal: AbortSignal },
): AsyncGenerator<IntakeRecord> {
  const formats: string[] = [];
  for await (const batch of readExhibit(path, options)) {
    for (const file of batch.files) formats[file.index] = file.format;
    yield* recordsOf(batch, formats);
  }
}

function* recordsOf(batch: IntakeBatch, formats: readonly string[]): Generator<IntakeRecord> {
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
      yield { kind: 'rejected', position: next.position, reason: next.reason };
      rejected++;
    }
    const length = batch.lengths[slot] ?? 0;
    const format = formatById(formats[fileIndex] ?? '');
    if (!format) {
      throw new FailureError(
        failure('format.unknown', `${formats[fileIndex] ?? ''}: unknown format.`),
      );
    }
    yield { kind: 'event', format, position, bytes: bytes.subarray(offset, offset + length) };
    offset += length;
  }
  for (const next of batch.rejections.slice(rejected)) {
    yield { kind: 'rejected', position: next.position, reason: next.reason };
  }
}

/** Intake has read the record once already, so it reads again. */
export function normalised(
  record: Extract<IntakeRecord, { kind: 'event' }>,
  zone: string,
): NormalisedEvent {
  const read = record.format.normalise(record.bytes, { zone });
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
