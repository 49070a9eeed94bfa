// A thread that reads units of an exhibit and seals batches. It has a memory limit, and no way to the
// case but through the parser thread that started it.

import { parentPort } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import type { WantedRules } from '../../engine/detection/event-matcher.ts';
import type { BatchPlace } from '../../engine/evidence/seal-batch.ts';
import {
  localReader,
  type HeldBatch,
  type HeldFacts,
  type ReaderOptions,
  type UnitReading,
} from '../../engine/evidence/unit-reader.ts';
import type { OpenBatch } from '../../intake/batch.ts';
import type { UnitSummary } from '../../intake/read-unit.ts';
import type { Unit } from '../../intake/unit.ts';
import { serveOver } from '../rpc.ts';
import { buffersOf } from '../step-link.ts';

interface RulesArgs {
  readonly matching: WantedRules | undefined;
}

interface OpenArgs {
  readonly id: number;
  readonly unit: Unit;
  readonly options: Omit<ReaderOptions, 'matching'>;
}

interface HeldArgs {
  readonly held: number;
}

interface SealHeldArgs extends HeldArgs {
  readonly place: BatchPlace;
}

interface SealArgs {
  readonly batch: OpenBatch;
  readonly place: BatchPlace;
}

/** What the other side is told of a step: a batch stays here, under a number. */
export type HeldStep =
  | { readonly kind: 'batch'; readonly held: number; readonly facts: HeldFacts }
  | { readonly kind: 'end'; readonly summary: UnitSummary };

assert(parentPort, 'runs as a worker thread');
const reader = localReader();
/** For the units that are opened from here on. */
let matching: WantedRules | undefined;
const open = new Map<number, UnitReading>();
const heldBatches = new Map<number, HeldBatch>();
let lastHeld = 0;

function heldBatch(number: number): HeldBatch {
  const batch = heldBatches.get(number);
  assert(batch, 'a batch is used once');
  heldBatches.delete(number);
  return batch;
}

async function answer(name: string, args: unknown): Promise<unknown> {
  switch (name) {
    case 'rules':
      ({ matching } = args as RulesArgs);
      return undefined;
    case 'sealHeld': {
      const { held, place } = args as SealHeldArgs;
      return { batch: await heldBatch(held).seal(place) };
    }
    case 'take':
      return { batch: await heldBatch((args as HeldArgs).held).take() };
    case 'drop':
      heldBatch((args as HeldArgs).held).drop();
      return undefined;
    case 'seal': {
      const { batch, place } = args as SealArgs;
      return { batch: await reader.seal(batch, place) };
    }
    default:
      return await read(name, args as OpenArgs);
  }
}

async function read(name: string, { id, unit, options }: OpenArgs): Promise<unknown> {
  if (name === 'open') {
    open.set(id, reader.read(unit, { ...options, matching }));
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
  if (step.kind === 'end') {
    open.delete(id);
    return step satisfies HeldStep;
  }
  const { count, rawBytes, bytesRead, isOfLog } = step.batch;
  lastHeld += 1;
  heldBatches.set(lastHeld, step.batch);
  const facts = { count, rawBytes, bytesRead, isOfLog };
  return { kind: 'batch', held: lastHeld, facts } satisfies HeldStep;
}

serveOver(parentPort, answer, buffersOf);
