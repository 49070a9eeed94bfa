// A thread that reads units of an exhibit and seals batches. It has a memory limit, and no way to the
// case but through the parser thread that started it.

import { parentPort } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import type { BatchPlace } from '../../engine/evidence/seal-batch.ts';
import { localReader, type UnitReading } from '../../engine/evidence/unit-reader.ts';
import type { OpenBatch } from '../../intake/batch.ts';
import type { UnitOptions } from '../../intake/read-unit.ts';
import type { Unit } from '../../intake/unit.ts';
import { serveOver } from '../rpc.ts';
import { buffersOf } from '../step-link.ts';

interface OpenArgs {
  readonly id: number;
  readonly unit: Unit;
  readonly options: UnitOptions;
}

interface SealArgs {
  readonly batch: OpenBatch;
  readonly place: BatchPlace;
}

assert(parentPort, 'runs as a worker thread');
const reader = localReader();
const open = new Map<number, UnitReading>();

async function answer(name: string, args: unknown): Promise<unknown> {
  if (name === 'seal') {
    const { batch, place } = args as SealArgs;
    return { batch: await reader.seal(batch, place) };
  }
  const { id, unit, options } = args as OpenArgs;
  if (name === 'open') {
    open.set(id, reader.read(unit, options));
    return undefined;
  }
  const reading = open.get(id);
  if (name === 'stop') {
    await reading?.stop();
    open.delete(id);
    return undefined;
  }
  assert(name === 'next' && reading, 'a unit is opened before it is read');
  const step = await reading.next();
  if (step.kind === 'end') open.delete(id);
  return step;
}

serveOver(parentPort, answer, buffersOf);
