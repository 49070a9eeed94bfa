// The steps of the writer, called over a link. A batch's buffers move instead of being copied.

import type { Transferable } from 'node:worker_threads';
import type { StepClient, StepName } from '../engine/steps.ts';
import type { Link } from './rpc.ts';

export function stepClient(link: Link): StepClient {
  const step = (name: StepName) => (args: unknown) =>
    link.call(`step:${name}`, args, { transfer: buffersOf(args) });
  const steps: Record<StepName, (args: never) => Promise<unknown>> = {
    ready: step('ready'),
    importKnown: step('importKnown'),
    importBegin: step('importBegin'),
    importBatch: step('importBatch'),
    importFinish: step('importFinish'),
    importFailed: step('importFailed'),
    saveVerification: step('saveVerification'),
    saveFindings: step('saveFindings'),
    saveReview: step('saveReview'),
    offerThreatList: step('offerThreatList'),
    note: step('note'),
  };
  return steps as StepClient;
}

/** Only what a batch owns whole: views into a shared buffer (Node's pool) are copied. */
function buffersOf(args: unknown): Transferable[] {
  if (typeof args !== 'object' || args === null || !('batch' in args)) return [];
  const { batch } = args;
  if (typeof batch !== 'object' || batch === null) return [];
  const buffers = new Set<ArrayBuffer>();
  const take = (value: unknown) => {
    if (
      ArrayBuffer.isView(value) &&
      value.buffer instanceof ArrayBuffer &&
      value.byteLength === value.buffer.byteLength
    ) {
      buffers.add(value.buffer);
    }
  };
  for (const value of Object.values(batch)) {
    take(value);
    if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      for (const inner of Object.values(value)) take(inner);
    }
  }
  return [...buffers];
}
