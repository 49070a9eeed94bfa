// A thread that checks entries of chained logs: shares of a copied database, or blocks that it is given.
// It has no way to the case.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import {
  localChecker,
  type BlockToCheck,
  type ShareToCheck,
} from '../../engine/evidence/entry-checker.ts';
import { serveOver } from '../rpc.ts';

assert(parentPort, 'runs as a worker thread');
const { hmacKey } = workerData as { readonly hmacKey: string | undefined };
const checker = localChecker(hmacKey);

async function answer(name: string, args: unknown): Promise<unknown> {
  if (name === 'block') return await checker.block(args as BlockToCheck);
  assert(name === 'share', 'nothing else is asked of this thread');
  const { number, work } = args as { readonly number: number; readonly work: ShareToCheck };
  return await checker.share(number, work);
}

serveOver(parentPort, answer);
