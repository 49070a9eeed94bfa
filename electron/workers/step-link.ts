// The steps of the writer, called over a link. A batch's buffers move instead of being copied.

import type { Transferable } from 'node:worker_threads';
import type { StepClient, StepName } from '../engine/steps.ts';
import type { Link } from './rpc.ts';

export function stepClient(link: Link): StepClient {
  const step = (name: StepName) => (args: unknown) =>
    link.call(`step:${name}`, args, { transfer: buffersOf(args) });
  const steps: Record<StepName, (args: never) => Promise<unknown>> = {
    ready: step('ready'),
    readingLimits: step('readingLimits'),
    matchingRules: step('matchingRules'),
    importSurvey: step('importSurvey'),
    importBegin: step('importBegin'),
    importMore: step('importMore'),
    importResume: step('importResume'),
    importBatches: step('importBatches'),
    importFinish: step('importFinish'),
    importFailed: step('importFailed'),
    saveVerification: step('saveVerification'),
    saveHits: step('saveHits'),
    forgetHits: step('forgetHits'),
    saveFindings: step('saveFindings'),
    saveReview: step('saveReview'),
    saveTextSpan: step('saveTextSpan'),
    saveRules: step('saveRules'),
    offerThreatList: step('offerThreatList'),
    note: step('note'),
    retentionDrop: step('retentionDrop'),
    retentionForget: step('retentionForget'),
    giveBackSpace: step('giveBackSpace'),
    checkpoint: step('checkpoint'),
  };
  return steps as StepClient;
}

/**
 * What the batches in a message own whole, to be moved instead of copied. Views into a shared buffer
 * (Node's pool) are copied.
 */
export function buffersOf(message: unknown): Transferable[] {
  if (typeof message !== 'object' || message === null) return [];
  const batches = 'batches' in message ? message.batches : [message];
  if (!Array.isArray(batches)) return [];
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
  const search = (value: unknown, levels: number) => {
    if (typeof value !== 'object' || value === null) return;
    if (ArrayBuffer.isView(value)) take(value);
    else if (levels > 0) for (const inner of Object.values(value)) search(inner, levels - 1);
  };
  for (const placed of batches as readonly unknown[]) {
    if (typeof placed === 'object' && placed !== null && 'batch' in placed) search(placed.batch, 3);
  }
  return [...buffers];
}
