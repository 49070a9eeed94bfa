// Reads an exhibit to its end and puts what came out into plain objects.

import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { expect } from 'vitest';
import type { IntakeBatch, IntakeFile } from '../../../electron/intake/batch.ts';
import {
  readExhibit,
  type IntakeSummary,
  type ReadExhibitOptions,
} from '../../../electron/intake/exhibit.ts';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { FailureError, type Failure } from '../../../shared/base/result.ts';

export interface GatheredEvent {
  readonly raw: string;
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly position: number;
  readonly timeUs: number;
  readonly ecs: Readonly<Record<string, string>>;
}

export interface Gathered {
  readonly events: readonly GatheredEvent[];
  readonly rejections: readonly {
    file: string;
    position: number;
    reason: string;
    excerpt: string;
  }[];
  readonly skipped: number;
  readonly files: readonly IntakeFile[];
  readonly batches: readonly IntakeBatch[];
  readonly summary: IntakeSummary;
}

export async function gather(path: string, options: ReadExhibitOptions = {}): Promise<Gathered> {
  const batches: IntakeBatch[] = [];
  const reading = readExhibit(path, options);
  let step = await reading.next();
  while (step.done !== true) {
    batches.push(step.value);
    step = await reading.next();
  }
  const files: IntakeFile[] = [];
  for (const batch of batches) for (const file of batch.files) files[file.index] = file;
  const nameOf = (index: number): string => files[index]?.name ?? '?';
  const gathered = {
    batches,
    files,
    events: batches.flatMap((batch) => eventsOf(batch, nameOf)),
    rejections: batches.flatMap((batch) =>
      batch.rejections.map((one) => ({
        file: nameOf(one.fileIndex),
        position: one.position,
        reason: one.reason,
        excerpt: Buffer.from(one.excerpt).toString(),
      })),
    ),
    skipped: batches.reduce((sum, batch) => sum + batch.skipped, 0),
    summary: step.value,
  };
  if (options.skipRecords === undefined) {
    const { summary, events, rejections, skipped } = gathered;
    expect(summary).toMatchObject({ events: events.length, rejected: rejections.length, skipped });
    expect(events.length + rejections.length + skipped).toBe(summary.records);
  }
  return gathered;
}

function eventsOf(batch: IntakeBatch, nameOf: (index: number) => string): GatheredEvent[] {
  const raw = zstdDecompressSync(batch.payload);
  expect(raw.length).toBe(batch.rawBytes);
  expect(createHash('sha256').update(raw).digest()).toEqual(Buffer.from(batch.sha256));
  let offset = 0;
  return Array.from({ length: batch.count }, (_, index) => {
    const length = batch.lengths[index] ?? 0;
    const ecs: Record<string, string> = {};
    for (const column of ECS_COLUMNS) {
      const found = batch.columns[column];
      const code = found?.codes[index] ?? 0;
      if (code > 0) ecs[column] = found?.dictionary[code] ?? '?';
    }
    const event = {
      raw: raw.subarray(offset, offset + length).toString(),
      bytes: raw.subarray(offset, offset + length),
      file: nameOf(batch.fileIndex[index] ?? -1),
      position: batch.positions[index] ?? -1,
      timeUs: batch.timeUs[index] ?? -1,
      ecs,
    };
    offset += length;
    return event;
  });
}

export async function failureOf(path: string, options: ReadExhibitOptions = {}): Promise<Failure> {
  try {
    await gather(path, options);
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('It was read.');
}
