// The parser thread: plans what is read of evidence and hands sealed batches to the writer in order.
// Small evidence it reads itself; for more it has unit threads. It has a memory limit and no handle
// on the case.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import { serveOver } from '../rpc.ts';
import { replaceableLink } from './writer-port.ts';
import { parserService } from '../parser-service.ts';
import { startUnitThreads } from '../unit-threads.ts';
import { hostOf, type ThreadData } from './thread-data.ts';

assert(parentPort, 'runs as a worker thread');
const data = workerData as ThreadData;
const writer = replaceableLink();
const service = parserService(hostOf(data), writer, startUnitThreads);
serveOver(parentPort, service.handle);
parentPort.on('message', (message: { t: string; port?: unknown }) => {
  writer.take(message);
  if (message.t !== 'close') return;
  void service.close().finally(() => process.exit(0));
});
