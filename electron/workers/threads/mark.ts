// A thread that marks the text of blocks for the text index. It is given records and has no way to
// the case.

import { parentPort } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import {
  markBlock,
  type BlockToMark,
  type MarkedGroup,
} from '../../engine/text-index/block-marks.ts';
import { createRunMarks } from '../../engine/text-index/run-marks.ts';
import { serveOver } from '../rpc.ts';

assert(parentPort, 'runs as a worker thread');
const marks = createRunMarks();

function answer(name: string, args: unknown): Promise<readonly MarkedGroup[]> {
  assert(name === 'mark', 'nothing else is asked of this thread');
  return Promise.resolve(markBlock(marks, args as BlockToMark));
}

serveOver(parentPort, answer, (answered) =>
  (answered as readonly MarkedGroup[]).map(({ marks: taken }) => taken.buffer),
);
