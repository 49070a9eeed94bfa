// A thread that matches rules with blocks of records. It is given what it needs, and opens no case.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import {
  localMatcher,
  type BlockMatcher,
  type MatchingRules,
  type Reading,
} from '../../engine/detection/block-matcher.ts';
import type { Block } from '../../store/events.ts';
import { serveOver } from '../rpc.ts';

interface PrepareArgs {
  readonly list: number;
  readonly keys: readonly string[];
}

interface MatchArgs {
  readonly list: number;
  readonly block: Block;
  readonly reading: Reading;
}

assert(parentPort, 'runs as a worker thread');
let matcher: BlockMatcher | undefined;

async function answer(name: string, args: unknown): Promise<unknown> {
  matcher ??= localMatcher(workerData as MatchingRules);
  if (name === 'prepare') {
    const { list, keys } = args as PrepareArgs;
    await matcher.prepare(list, keys);
    return undefined;
  }
  assert(name === 'match', 'blocks are matched here');
  const { list, block, reading } = args as MatchArgs;
  return await matcher.match(list, block, reading);
}

serveOver(parentPort, answer);
